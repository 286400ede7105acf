"""The verification of a package as a checklist that a clerk can read.

Steps stand in the order in which ``app.exchange.verifying`` makes them, so that what stands before
the failed one was passed, and what stands after it was not looked at.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

PASSED, FAILED, UNCHECKED = "通过", "未通过", "未检查"

CONTAINER, SENDER, SIGNATURE, ADDRESSED = "container", "sender", "signature", "addressed"
CONTENT, UNSEEN, ORDER, OPENED = "content", "unseen", "order", "opened"
CATALOGUE, RECORDS = "catalogue", "records"

STEPS: dict[str, str] = {
    CONTAINER: "是信采数据包",
    SENDER: "由名册中的机构签发",
    SIGNATURE: "签名有效",
    ADDRESSED: "发给本单位",
    CONTENT: "内容未被改动",
    UNSEEN: "未收过",
    ORDER: "序号衔接",
    OPENED: "能解密且完整",
    CATALOGUE: "目录版本",
    RECORDS: "记录合规",
}
"""Step → what it is called."""

_OF_CODE = {
    "X-CONTAINER": CONTAINER,
    "X-ENVELOPE": CONTAINER,
    "X-FORMAT": CONTAINER,
    "X-SUITE": CONTAINER,
    "X-TOO-LARGE": CONTAINER,
    "X-TRAINING": CONTAINER,
    "X-SENDER": SENDER,
    "M-MERGED": SENDER,
    "X-SIGNATURE": SIGNATURE,
    "X-KEY": SIGNATURE,
    "X-RECIPIENT": ADDRESSED,
    "X-KIND": ADDRESSED,
    "X-PAYLOAD": CONTENT,
    "X-DUPLICATE": UNSEEN,
    "X-ROLLBACK": ORDER,
    "X-GAP": ORDER,
    "X-CHAIN": ORDER,
    "X-DECRYPT": OPENED,
    "X-INNER": OPENED,
    "X-LIMIT": OPENED,
    "X-MANIFEST": OPENED,
    "X-RESOURCE": OPENED,
    "M-NEWER": CATALOGUE,
}


@dataclass(frozen=True)
class Check:
    """One step: its title, what came out (:data:`PASSED`…), and what there is to say about it."""

    step: str
    result: str
    note: str = ""

    @property
    def title(self) -> str:
        """What the step is called."""
        return STEPS[self.step]


def step_of(code: str) -> str:
    """The step in which an error of this code comes up."""
    if code.startswith("ENV-"):
        return CONTAINER
    return _OF_CODE.get(code, RECORDS)


def failed_at(code: str, note: str) -> tuple[Check, ...]:
    """The checklist of a package that an error of ``code`` stopped."""
    names = list(STEPS)
    place = names.index(step_of(code))
    before = [Check(name, PASSED) for name in names[:place]]
    after = [Check(name, UNCHECKED) for name in names[place + 1 :]]
    return (*before, Check(names[place], FAILED, note), *after)


def passed(notes: Mapping[str, str], *, records: bool = False) -> tuple[Check, ...]:
    """The checklist of a package that verified; its ``records`` are only judged by a dry run."""
    done = [Check(name, PASSED, notes.get(name, "")) for name in STEPS if name != RECORDS]
    last = Check(RECORDS, PASSED) if records else Check(RECORDS, UNCHECKED, "试并或并入时检查")
    return (*done, last)
