"""推荐函: an issued list of recommended enterprises goes to its bank under a letter."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.documents import list_words
from app.documents.batch import Piece
from app.documents.issuing.addressees import agencies
from app.documents.issuing.drafts import Draft, letter_pieces
from app.documents.issuing.lists import list_context
from app.documents.issuing.selection import Selection
from app.documents.letters.attachment import Attachment
from app.documents.letters.table_attachment import TableAttachment
from app.documents.list_words import ListContext
from app.documents.typeset.table import Column
from app.errors import RefusedError
from app.outcomes.recommending import issued
from app.outcomes.words import day_words
from app.rating.grading import RECOMMENDED
from app.store.office_store import Store

_SIZE = 8.5
"""Points: the size of the list's own paper, so that a credit code stays on one line."""
USE = "企业书面授权的范围内用于授信审查和贷后管理"
_LEFT = (
    Column("name", "企业名称", 0.44),
    Column("code", "统一社会信用代码", 0.32),
    Column("why", "原因", 0.24),
)


def recommendation(store: Store, chosen: Selection) -> list[Piece]:
    """The letter that sends the issued list ``chosen.about`` to its bank, with the list behind it.

    Consents were asked for when the list was issued. Raises ``L-LIST``, ``L-DAMAGED``,
    ``D-RECIPIENT`` for a list that is no bank's or recommends nobody, ``D-*``, ``R-ROLE``.
    """
    content = issued(store, chosen.about)
    known = store.catalogue.agencies.get(content["recipient"])
    if known is None or content["kind"] != RECOMMENDED:
        raise RefusedError(
            "D-RECIPIENT",
            f"名单 {chosen.about} 不是发给银行的推荐名单，不能附推荐函。",
            "请选择发给银行的推荐名单。",
        )
    context, to = list_context(store, content), agencies(store)[known.code]
    removed = len(content["left"])
    values = {
        "county": store.catalogue.county,
        "list_id": chosen.about,
        "as_of": day_words(content["as_of"]),
        "valid_until": day_words(content["valid_until"]),
        "count": str(len(content["rows"])),
        "removed": str(removed or ""),
        "use": USE,
    }
    tables = _tables(content, context)
    drafts = [Draft(to, chosen.about, values, attachments=tables)]
    return letter_pieces(store, "recommendation", drafts, chosen)


def _tables(content: Mapping[str, Any], context: ListContext) -> tuple[Attachment, ...]:
    """The list with the columns of its own paper, and who left since the one before."""
    title = list_words.title(content, context)
    rows = tuple(list_words.words(row, context) for row in content["rows"])
    listed = TableAttachment(title, list_words.columns(content), rows, size=_SIZE)
    if not content["left"]:
        return (listed,)
    left = tuple({one.field: str(row[one.field]) for one in _LEFT} for row in content["left"])
    return listed, TableAttachment(f"{list_words.REMOVED}名单", _LEFT, left)
