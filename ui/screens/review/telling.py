"""What a reviewer is told before and after a decision, in words."""

from __future__ import annotations

from collections.abc import Iterable

from app.collection.judging import Blocked
from app.collection.review import Approval, Forecast

_WHY = {
    "R-FOUR-EYES": "由您本人录入，须由另一位审核人审核",
    "R-INCOMPLETE": "是草稿，必填项还没有填完",
    "R-REASON": "有警告而没有写明理由",
    "R-GROUP": "与其他记录合在一起有错误",
}
_EXAMPLES = 3


def blocked_words(blocked: Iterable[Blocked]) -> str:
    """Why records stay, one line per reason, with a few of the gaps or errors named."""
    by_code: dict[str, list[Blocked]] = {}
    for one in blocked:
        by_code.setdefault(one.code, []).append(one)
    lines = []
    for code, found in by_code.items():
        line = f"{len(found):,} 条{_WHY.get(code, '不能通过')}"
        said = list(dict.fromkeys(one.message for one in found))
        if code not in ("R-FOUR-EYES", "R-REASON"):
            more = f"等 {len(said)} 种" if len(said) > _EXAMPLES else ""
            line += "：" + "".join(said[:_EXAMPLES]) + more
        lines.append(line)
    return "\n".join(lines)


def before_signing(operator: str, found: Forecast) -> str:
    """What the password will do."""
    text = (
        f"将以审核人“{operator}”的名义通过 {found.passing:,} 条记录。\n"
        "通过后即可报送；录入人再改动时须重新审核。"
    )
    if found.blocked:
        text += f"\n\n以下 {len(found.blocked):,} 条不会通过，原样留在待审核中：\n"
        text += blocked_words(found.blocked)
    return text


def after_signing(done: Approval) -> str:
    """What became of it."""
    text = f"已通过 {done.approved:,} 条。"
    return text + ("未通过：" + blocked_words(done.blocked) if done.blocked else "")
