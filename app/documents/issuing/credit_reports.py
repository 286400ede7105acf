"""信用报告 of enterprises on file, after noting who asked and why."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

import sqlalchemy as sa

from app import clock
from app.documents.batch import Piece
from app.documents.issuing.addressees import addressees, enterprise
from app.documents.issuing.selection import Selection
from app.documents.papers.credit_report import CreditReport, ReportContext
from app.errors import UsageError
from app.outcomes.credit_file import PAPER, CreditFile, read_credit_file
from app.rating import kept
from app.rating.scheme import Scheme
from app.rating.schemes import by_sha256, in_force
from app.store.office_store import Store
from app.store.tables import grade, rating_run


def chosen_credit_reports(store: Store, chosen: Selection) -> list[Piece]:
    """The reports of the enterprises that are named, for the purpose ``chosen.about``.

    Raises ``U-REPORT`` when none is named: nobody needs the files of a whole county at once
    (征信业管理条例 Art. 22). Raises what :func:`credit_report_pieces` does.
    """
    if not chosen.codes:
        raise UsageError("U-REPORT", "打印信用报告须指明企业。", "请写明统一社会信用代码。")
    codes = sorted(chosen.codes)
    return [one for code in codes for one in credit_report_pieces(store, code, chosen.about)]


def credit_report_pieces(
    store: Store, uscc: str, reason: str, day: date | None = None
) -> list[Piece]:
    """The report of ``uscc`` on ``day`` (today) after noting who asked.

    Raises what :func:`read_credit_file` does.
    """
    file = read_credit_file(store, uscc, reason=reason, day=day, form=PAPER)
    agency, at = store.catalogue.agencies[store.agency], clock.now().astimezone(clock.CHINA)
    sheets: dict[str, Mapping[str, Any]] = {}
    with store.read() as conn:
        scheme = _graded_by(conn, file)
        for one in file.grades:
            for sheet in kept.sheets(conn, one.run_id, uscc):
                sheets[one.run_id] = sheet
        told = conn.execute(sa.select(grade.c.run_id, grade.c.sheet).where(grade.c.uscc == uscc))
        sheets |= {row.run_id: json.loads(row.sheet) for row in told}
    context = ReportContext(
        issuer=agency.title,
        reader=f"{agency.short} {store.operator}",
        reason=reason.strip(),
        at=at,
        scale=tuple(sorted(scheme.rank, key=lambda name: scheme.rank[name])),
        sheets=sheets,
        titles={v.id: v.title for v in scheme.vetoes} | {c.id: c.title for c in scheme.caps},
    )
    addressee = enterprise(addressees(store), uscc, file.name)
    return [addressee.piece(CreditReport(context, file))]


def _graded_by(conn: sa.Connection, file: CreditFile) -> Scheme:
    """The scheme of the file's last grade; a bank holds no runs and takes the one in force."""
    last = file.grades[-1].run_id if file.grades else ""
    digest = conn.scalar(sa.select(rating_run.c.scheme_sha256).where(rating_run.c.run_id == last))
    return by_sha256(conn, digest or "") or in_force(conn, file.day)
