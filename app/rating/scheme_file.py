"""A whole scheme in one file (``*.xyscheme``), to be passed from hand to hand. Never trusted."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path

from app.errors import RefusedError
from app.files import disk_fault, written_aside
from app.rating.scheme import MAIN, Scheme, from_files

FORMAT = "xyscheme/1"
MAX_BYTES = 2 << 20
_NAME = re.compile(r"scheme\.toml|(?:measures|vetoes|caps|prepare)/[A-Za-z][A-Za-z0-9_]{0,39}\.sql")
_VERSION = re.compile(r"^version[ \t]*=[^\n]*$", re.MULTILINE)


def pack(scheme: Scheme) -> str:
    """The one-file form: canonical JSON, the same text for the same scheme."""
    content = {
        "format": FORMAT,
        "id": scheme.id,
        "version": scheme.version,
        "files": dict(scheme.files),
    }
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def unpack(text: str) -> Scheme:
    """The scheme of a one-file form, unchecked beyond its shape.

    Raises ``R-SCHEME-FILE`` for what is no such file, ``R-SCHEME`` for a scheme that does not read.
    """
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise _refused("不是评级方案文件") from error
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise _refused("不是评级方案文件，或版本不同")
    files = content.get("files")
    if not isinstance(files, dict) or set(content) != {"format", "id", "version", "files"}:
        raise _refused("缺少内容")
    for name, body in files.items():
        if not _NAME.fullmatch(name) or not isinstance(body, str) or "\0" in body:
            raise _refused(f"不应有文件 {name[:60]!r}")
    scheme = from_files(files)
    if not all(isinstance(one, str) and one for one in (scheme.id, scheme.version, scheme.title)):
        raise _refused("方案编号、版本和名称应为文字")
    if (scheme.id, scheme.version) != (content["id"], content["version"]):
        raise _refused(f"编号或版本与其中的 {MAIN} 不一致")
    return scheme


def export(scheme: Scheme, path: Path) -> None:
    """Write the one-file form. Raises ``ENV-*``."""
    with written_aside(path) as stream:
        stream.write(pack(scheme).encode("utf-8"))


def read(path: Path) -> Scheme:
    """The scheme in a file. Raises ``R-SCHEME-FILE``, ``R-SCHEME``, ``ENV-*``."""
    try:
        with path.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise disk_fault(error, path) from error
    if len(data) > MAX_BYTES:
        raise _refused(f"超过{MAX_BYTES >> 20}MB")
    try:
        return unpack(data.decode("utf-8"))
    except UnicodeError as error:
        raise _refused("不是文本") from error


def with_version(files: Mapping[str, str], version: str) -> Scheme:
    """The same texts under another version. Raises ``R-SCHEME``, ``R-SCHEME-VERSION``."""
    if not re.fullmatch(r"[0-9A-Za-z.\-]{1,20}", version):
        raise RefusedError(
            "R-SCHEME-VERSION", f"版本号写法不对：{version}", "请用数字，例如 2；没有变动。"
        )
    main = _VERSION.sub(f'version = "{version}"', files[MAIN], count=1)
    return from_files({**files, MAIN: main})


def _refused(problem: str) -> RefusedError:
    return RefusedError(
        "R-SCHEME-FILE", f"方案文件不能使用：{problem}。", "请向提供者索取原文件；没有变动。"
    )
