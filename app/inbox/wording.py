"""What the agency is told about a package that was held back (要向机构说明的话)."""

from __future__ import annotations

from pathlib import Path

from app import clock
from app.exchange import container
from app.exchange.envelope import Envelope
from app.exchange.verifying import KIND_TITLES
from app.outcomes.words import day_words

_AGAIN = "请在程序中重新写出后送来，等程序提示“核对无误”再拔出U盘；已录入的数据不用重录。"
_CALL = "请电话告知这个文件是谁、何时、在哪台电脑上写出的；核实之前请不要再使用原文件。"

_ASKS = {
    "X-CONTAINER": _AGAIN,
    "X-ENVELOPE": _AGAIN,
    "X-FORMAT": "请告知贵单位的程序版本号（见“帮助”），我处核对后回复。",
    "X-SUITE": _CALL,
    "X-TOO-LARGE": "请确认交来的是报送包，不是备份或其他文件。",
    "X-TRAINING": "请退出培训模式，在正式工作区中写出报送包后送来。",
    "X-SENDER": "请送来备案文件和加盖公章的备案表；已备案的，请告知最近是否更换过密钥。",
    "X-SIGNATURE": _CALL,
    "X-KEY": _CALL,
    "X-RECIPIENT": "请核对是否拿错了文件，并送来发给我单位的报送包。",
    "X-KIND": "请送来报送包；其他文件请交给对应的单位。",
    "X-PAYLOAD": _AGAIN + _CALL,
    "X-DUPLICATE": "如果本次应有新的数据，请送来新写出的报送包，并核对报送清单上的序号。",
    "X-ROLLBACK": "请送来最新的报送包；如果恢复过旧备份，请告知恢复的时间，并带来发送清单。",
    "X-GAP": "请把缺少的报送包一并送来；找不到原文件的，请告知我处。",
    "X-CHAIN": "请告知是否恢复过旧备份，或在两台电脑上写出过报送包，并带来发送清单。",
    "M-NEWER": "贵单位不用重报；我处升级程序后再并入。",
    "M-OWNER": "请核对程序的目录版本，更正后重新写出报送包。",
    "M-FIRST": "贵单位不用重报；市场监管部门的名录并入后我处再办。",
    "M-MERGED": "请由承继的机构报送。",
    "M-FULL": "请选“全部重报”重新写出，并带来新的发送清单。",
}
_OTHER = "请把程序升级到最新版本，更正后重新写出报送包。"
_REASONS = {
    "X-SIGNATURE": "签名核对不上：文件被改动过，或者不是用该机构现行密钥签的。",
    "X-PAYLOAD": "内容与签名时的不一致：文件在途中被改动或损坏。",
}
_BEGINNINGS = (
    (b"PK\x03\x04", "这是改了名的压缩包或办公文档，不是信采数据包。"),
    (b"%PDF", "这是改了名的 PDF 文件，不是信采数据包。"),
    (b"\xd0\xcf\x11\xe0", "这是改了名的旧版办公文档，不是信采数据包。"),
)


def reason(code: str, message: str, path: Path) -> str:
    """Why a package is refused, in a sentence for a clerk; the error's own where that will do."""
    if code == "X-CONTAINER":
        return _unlike(path)
    return _REASONS.get(code, message)


def _unlike(path: Path) -> str:
    """What a file is that is no whole package, told from how it begins."""
    try:
        with path.open("rb") as stream:
            beginning = stream.read(64)
    except OSError:
        beginning = b""
    if not beginning:
        return "文件是空的。"
    if container.NAMES[0] in beginning:
        return "文件不完整：拷贝没有拷完，或后面的部分丢失、被改动。"
    known = (words for mark, words in _BEGINNINGS if beginning.startswith(mark))
    return next(known, "这不是信采数据包，里面的内容认不出来。")


def named(envelope: Envelope | None, sender: str, file_name: str) -> str:
    """A package as people speak of it: ``供电公司2026年4月10日制作的第3个报送包（文件 …）``."""
    if envelope is None:
        return f"文件“{file_name}”"
    day = day_words(clock.moment_words(envelope.created)[:10])
    return f"{sender}{day}制作的第{envelope.seq}个{KIND_TITLES[envelope.kind]}（文件“{file_name}”）"


def ask(code: str, what: str, reason: str) -> str:
    """What to say to the agency: which package, what is wrong, what it is asked to do."""
    request = _ASKS.get(code, _OTHER)
    return f"{what}我处没有并入，原有数据没有变动。原因：{reason}{request}"
