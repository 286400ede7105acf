"""Step 8: a package is taken once, in order, and none is missing before it."""

from __future__ import annotations

from app.errors import IntegrityError
from app.exchange.envelope import Envelope, Kind
from app.exchange.trust import Trust

SNAPSHOTS = (Kind.DIRECTORY, Kind.REGISTER)
"""Kinds of which each package holds the whole: whoever joined late, or missed one, needs only the
newest. Going back stays impossible."""


def check(envelope: Envelope, envelope_sha256: str, trust: Trust) -> None:
    """Raise unless the package is unseen and the next of its stream.

    ``X-DUPLICATE`` seen before; ``X-ROLLBACK`` an older number; ``X-GAP`` packages are missing
    (which does not matter for :data:`SNAPSHOTS`); ``X-CHAIN`` the right number on another history
    (a restored or copied office).
    """
    last, head = trust.head(envelope.sender, envelope.kind) or (0, "")
    if trust.seen(envelope.package_id) or (head and head == envelope_sha256):
        raise IntegrityError(
            "X-DUPLICATE", "该数据包已经导入过。", "无需重复导入；原有数据没有变动。"
        )
    if envelope.kind is Kind.ENROLMENT:
        return
    if envelope.seq <= last:
        raise IntegrityError(
            "X-ROLLBACK",
            f"该数据包是第{envelope.seq}个，已导入到第{last}个，不能倒退。",
            "请导入最新的数据包；若发送方恢复过旧备份，请其联系汇总端处理。",
        )
    if envelope.seq > last + 1 and envelope.kind in SNAPSHOTS:
        return
    if envelope.seq > last + 1:
        missing = f"第{last + 1}个"
        if envelope.seq > last + 2:
            missing += f"至第{envelope.seq - 1}个"
        raise IntegrityError(
            "X-GAP",
            f"该数据包是第{envelope.seq}个，缺少{missing}。",
            "请先导入缺少的数据包，再导入这个文件。",
        )
    if envelope.prev != head:
        raise IntegrityError(
            "X-CHAIN",
            "该数据包与上一个已导入的数据包接续不上。",
            "发送方可能恢复过旧备份或在两台电脑上导出；请与其核实后重新导出。",
        )
