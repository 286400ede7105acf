"""Step 11: the manifest inside agrees with the envelope, and every resource with the manifest."""

from __future__ import annotations

import hashlib
import re
import zipfile
from typing import Any

from app.errors import IntegrityError
from app.exchange import canonical, inner
from app.exchange.envelope import Envelope
from app.exchange.writing import MANIFEST_PROFILE

_REPEATED = ("directory_version", "kind", "package_id", "period", "sender", "seq")
_KEYS = frozenset({*_REPEATED, "extra", "profile", "resources", "salt"})
_RESOURCE_KEYS = frozenset({"bytes", "hash", "path", "rows"})
_SALT = re.compile(r"[0-9a-f]{64}")
_HASH = re.compile(r"sha256:[0-9a-f]{64}")


def read(archive: zipfile.ZipFile, envelope: Envelope) -> dict[str, Any]:
    """The manifest, when it is the signed one and repeats the envelope. Raises ``X-MANIFEST``.

    That it repeats the sender inside defeats stripping the envelope and signing afresh.
    """
    data = inner.read_manifest(archive)
    if hashlib.sha256(data).hexdigest() != envelope.inner_sha256:
        raise _bad("摘要")
    try:
        manifest = canonical.decode_object(data)
    except IntegrityError as error:
        raise _bad("JSON") from error
    if set(manifest) != _KEYS or manifest["profile"] != MANIFEST_PROFILE:
        raise _bad("条目")
    for name in _REPEATED:
        outer = getattr(envelope, name)
        if type(manifest[name]) is bool or manifest[name] != outer:
            raise _bad(name)
    if not isinstance(manifest["salt"], str) or not _SALT.fullmatch(manifest["salt"]):
        raise _bad("salt")
    if not isinstance(manifest["extra"], dict) or not isinstance(manifest["resources"], list):
        raise _bad("条目")
    for entry in manifest["resources"]:
        _check_entry(entry)
    names = [entry["path"] for entry in manifest["resources"]]
    if sorted([*names, inner.MANIFEST_NAME]) != sorted(archive.namelist()):
        raise _bad("文件清单")
    return manifest


def _check_entry(entry: object) -> None:
    if not isinstance(entry, dict) or set(entry) != _RESOURCE_KEYS:
        raise _bad("resources")
    for name in ("bytes", "rows"):
        if type(entry[name]) is not int or entry[name] < 0:
            raise _bad(name)
    if not isinstance(entry["path"], str) or not isinstance(entry["hash"], str):
        raise _bad("resources")
    named = inner.RESOURCE_NAME.fullmatch(entry["path"])
    if not named or not _HASH.fullmatch(entry["hash"]):
        raise _bad("resources")
    if named["sha256"] and entry["hash"] != f"sha256:{named['sha256']}":
        raise _bad("resources")


def check_resources(archive: zipfile.ZipFile, manifest: dict[str, Any]) -> None:
    """Read every resource once and compare length and hash. Raises ``X-RESOURCE``, ``X-INNER``."""
    for entry in manifest["resources"]:
        name = str(entry["path"])
        if archive.getinfo(name).file_size != entry["bytes"]:
            raise bad_resource(name)
        digest = hashlib.sha256()
        for chunk in inner.read_chunks(archive, name):
            digest.update(chunk)
        if entry["hash"] != f"sha256:{digest.hexdigest()}":
            raise bad_resource(name)


def bad_resource(name: str) -> IntegrityError:
    """The refusal of a resource that is missing or not as the manifest says."""
    return IntegrityError(
        "X-RESOURCE", f"数据包内的文件与清单不符：{name}", "没有导入任何内容；请让发送方重新导出。"
    )


def _bad(what: str) -> IntegrityError:
    return IntegrityError(
        "X-MANIFEST",
        f"数据包清单不合规（{what}）。",
        "没有导入任何内容；请让发送方用相同版本的程序重新导出。",
    )
