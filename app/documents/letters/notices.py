"""采集告知书 with its 送达回执: what an enterprise is told before anything about it is submitted.

The content is that of 征信业管理条例 and 个人信息保护法 Art. 17; a bank's letter also asks for the
written consent of Art. 29, which is attached. The slip's code comes back by scanner or keyboard.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from app.documents.letters.attachment import Attachment
from app.documents.letters.delivery import DeliverySlip
from app.documents.letters.layout import LetterHead
from app.documents.letters.letter import Letter
from app.documents.letters.overrides import Letterhead
from app.documents.letters.wording import Wording

RECIPIENTS = ("河南省中小企业信用信息系统运行单位", "县评级工作组", "接入银行")
BANK, AGENCY = "bank", "agency"


@dataclass(frozen=True)
class CollectedSet:
    """A data set named in the notice; ``personal`` are the titles of its personal-data fields."""

    title: str
    personal: tuple[str, ...] = ()


@dataclass(frozen=True)
class Collection:
    """What a campaign of an agency collects, as its notices tell it.

    ``variant`` chooses the wording: :data:`BANK` asks for consent. ``basis`` names the plan;
    ``period`` and ``frequency`` are words (``2024年4月至2026年3月``, ``每季度更新一次``).
    """

    variant: str
    county: str
    basis: str
    coordinator: str
    period: str
    sets: tuple[CollectedSet, ...]
    frequency: str = "每季度更新一次"
    recipients: tuple[str, ...] = RECIPIENTS

    def values(self) -> dict[str, str]:
        """What is the same in every letter of a batch."""
        personal = dict.fromkeys(item for one in self.sets for item in one.personal)
        return {
            "county": self.county,
            "basis": self.basis,
            "contents": "、".join(one.title for one in self.sets),
            "personal": "、".join(personal),
            "frequency": self.frequency,
            "period": self.period,
            "recipients": "、".join(self.recipients),
            "coordinator": self.coordinator,
        }


@dataclass(frozen=True)
class Noticed:
    """One enterprise that is told: number in the form ×函〔2026〕1号, slip code of digits."""

    number: str
    name: str
    uscc: str
    issued: date
    slip_code: str
    legal_rep: str = ""


def notice(
    wording: Wording,
    head: Letterhead,
    common: Mapping[str, str],
    variant: str,
    told: Noticed,
    *more: Attachment,
) -> Letter:
    """The notice to one enterprise with its slip and whatever else is attached.

    ``common`` are :meth:`Collection.values`. Raises ``D-FIELD`` naming enterprise and field.
    """
    values = {
        **common,
        "uscc": told.uscc,
        "legal_rep": told.legal_rep,
        "contact": head.contact,
        "phone": head.phone,
        "address": head.where,
    }
    slip = DeliverySlip(
        head.title, wording.title, told.number, told.name, told.uscc, told.slip_code
    )
    return Letter(
        LetterHead(head.title, told.number, wording.title, f"{told.name}："),
        wording.fill(variant, values, told.name),
        told.issued,
        told.slip_code,
        (slip, *more),
    )
