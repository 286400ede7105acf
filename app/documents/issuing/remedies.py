"""What an addressee may do about a letter, in the numbers of the law."""

from __future__ import annotations

from app.catalogue.model import Catalogue
from app.collection.objections import ANSWER_DAYS
from app.outcomes.objections import COMPLAINT_DAYS


def remedies(catalogue: Catalogue) -> dict[str, str]:
    """The places of 征信业管理条例 Art. 25 (objection) and Art. 26 (complaint)."""
    return {
        "answer_days": str(ANSWER_DAYS),
        "complaint_days": str(COMPLAINT_DAYS),
        "regulator": catalogue.agencies[catalogue.coordinator].title,
    }
