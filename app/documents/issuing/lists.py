"""Issued lists (推荐、孵化、待补正) and the 孵化建议书 that follow from one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.documents import list_words
from app.documents.batch import Piece
from app.documents.issuing.addressees import addressees, enterprise
from app.documents.issuing.selection import Selection
from app.documents.list_words import ListContext
from app.documents.papers.list_papers import AdvicePaper, ListPaper
from app.outcomes import recommending
from app.store.office_store import Store


def list_pieces(store: Store, chosen: Selection) -> list[Piece]:
    """The list ``chosen.about`` for its recipient. Raises ``L-LIST``, ``L-DAMAGED``."""
    content = recommending.issued(store, chosen.about)
    context = list_context(store, content)
    paper = ListPaper(context, content)
    return [Piece(context.recipient, str(content["list_id"]), paper)]


def advice_pieces(store: Store, chosen: Selection) -> list[Piece]:
    """A 孵化建议书 for each enterprise on the incubation list ``chosen.about``; else none.

    Raises ``L-LIST``, ``L-DAMAGED``.
    """
    content = recommending.issued(store, chosen.about)
    context, known = list_context(store, content), addressees(store)
    return [
        enterprise(known, row["code"], row["name"]).piece(AdvicePaper(context, content, row))
        for row in list_words.advised(content)
        if chosen.wants(row["code"])
    ]


def list_context(store: Store, content: Mapping[str, Any]) -> ListContext:
    """What stands around an issued list."""
    catalogue = store.catalogue
    to = content["recipient"]
    called = {
        recommending.SUPERIOR: "上级主管部门",
        recommending.GROUP: f"{catalogue.county}中小企业信用评级工作组",
    }
    return ListContext(
        county=catalogue.county,
        issuer=catalogue.agencies[catalogue.coordinator].title,
        recipient=called.get(to) or catalogue.agencies[to].title,
        kinds=catalogue.code_lists["entity_kind"].titles,
    )
