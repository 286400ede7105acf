"""评级结果通知书: every enterprise of a kept run is told its grade, why, and what it may do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from app.catalogue.model import Catalogue
from app.documents.batch import Piece
from app.documents.issuing.addressees import Addressee, addressees, enterprise
from app.documents.issuing.drafts import Draft, letter_pieces
from app.documents.issuing.remedies import remedies
from app.documents.issuing.selection import Selection
from app.documents.office_writing import chinese_date
from app.outcomes.publishing import require_published
from app.outcomes.recommending import valid_until
from app.rating import kept, schemes
from app.rating.explaining_runs import sheet_losses
from app.rating.grading import NOT_RATED, REFUSED, SUSPENDED
from app.rating.runs import the_run
from app.rating.scheme import Scheme
from app.rating.verdict_words import limit_words
from app.store.office_store import Store

TOLD_LOSSES = 3
"""Lost points named in the letter, most first; the score sheet names them all."""
_VARIANTS = {NOT_RATED: "unrated", REFUSED: "refused", SUSPENDED: "suspended"}
_RESULTS = {NOT_RATED: "信息不足（NR），不评定等级", SUSPENDED: "暂缓评定等级"}
_PERSONS = ("3", "5", "7")
"""Kinds whose facts are facts of a person: 个人独资企业, 家庭农场, 个体工商户."""


def grade_notices(store: Store, chosen: Selection) -> list[Piece]:
    """A notice to every enterprise that the run ``chosen.about`` rated.

    An enterprise that has left the register since gets it by the name that the run has. Raises
    ``R-RUN``, ``R-UNPUBLISHED``, ``D-*``, ``R-ROLE``.
    """
    catalogue, known, drafts = store.catalogue, addressees(store), []
    with store.read() as conn:
        run = the_run(conn, chosen.about)
        require_published(conn, run.run_id)
        as_of = date.fromisoformat(run.as_of)
        scheme = schemes.by_sha256(conn, run.scheme_sha256) or schemes.chosen(conn, as_of)
        common = {
            **remedies(catalogue),
            "county": catalogue.county,
            "scheme": f"《{scheme.title}》",
            "as_of": chinese_date(as_of),
            "valid_until": chinese_date(valid_until(as_of)),
        }
        for sheet in kept.sheets(conn, run.run_id):
            code = str(sheet["id"])
            to = enterprise(known, code, str(sheet["name"]))
            values = {**common, **_facts(scheme, sheet), **_person(catalogue, to)}
            variant = _VARIANTS.get(str(sheet["final_grade"]), "graded")
            drafts.append(Draft(to, run.run_id, values, variant))
    return letter_pieces(store, "grade_notice", drafts, chosen)


def _facts(scheme: Scheme, sheet: Mapping[str, Any]) -> dict[str, str]:
    final, step = str(sheet["final_grade"]), sheet["adjustment"]
    vetoes = [limit_words(scheme, one["id"]) for one in sheet["vetoes"]]
    caps = [limit_words(scheme, one["id"], one.get("grade", "")) for one in sheet["caps"]]
    losses = enumerate(sheet_losses(scheme, sheet)[:TOLD_LOSSES], 1)
    return {
        "uscc": str(sheet["id"]),
        "result": _RESULTS.get(final, final),
        "score": sheet["score"] or "",
        "coverage": str(sheet["coverage"]),
        "adjusted": "上调" if step > 0 else "下调" if step < 0 else "",
        "why": _once(vetoes) or "登记信息中没有可以评级的主体种类",
        "limits": "" if final in (REFUSED, SUSPENDED) else _once(vetoes + caps),
        "losses": "".join(f"（{place}）{one}" for place, one in losses) or "无。",
    }


def _once(told: Iterable[str]) -> str:
    """Each of several facts once, however many records it rests on."""
    return "；".join(dict.fromkeys(told))


def _person(catalogue: Catalogue, to: Addressee) -> dict[str, str]:
    """Art. 24 of 个人信息保护法 where the enterprise is a person in business."""
    titles = catalogue.code_lists["entity_kind"].titles
    return {"personal": titles[to.kind] if to.kind in _PERSONS else ""}
