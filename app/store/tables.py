"""The tables of an office: fixed ones, and one per data set derived from the catalogue.

All are STRICT. Money is integer 分, numbers are scaled integers, dates ISO text
(see :mod:`app.catalogue.model`).
"""

from __future__ import annotations

from functools import cache
from typing import Any

import sqlalchemy as sa

from app.catalogue.model import DataSet, FieldType

INTEGERS = frozenset({FieldType.AMOUNT, FieldType.NUMBER, FieldType.INT, FieldType.YEAR})

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def text(name: str, **options: Any) -> sa.Column[str]:
    """A TEXT column that must be filled unless ``nullable``."""
    return sa.Column(name, sa.Text, nullable=options.pop("nullable", False), **options)


def number(name: str, **options: Any) -> sa.Column[int]:
    """An INTEGER column that must be filled unless ``nullable``."""
    return sa.Column(name, sa.Integer, nullable=options.pop("nullable", False), **options)


def optional(name: str) -> sa.Column[str]:
    """A TEXT column that may be empty."""
    return sa.Column(name, sa.Text, nullable=True)


def strict(name: str, *columns: sa.schema.SchemaItem, **options: Any) -> sa.Table:
    """A STRICT table."""
    return sa.Table(name, metadata, *columns, sqlite_strict=True, **options)


meta = strict("meta", text("key", primary_key=True), text("value"))

migration = strict("migration", text("name", primary_key=True), text("applied_at"))

audit = strict(
    "audit",
    number("seq", primary_key=True),
    text("at"),
    number("monotonic_ms"),
    text("boot_id"),
    text("operator"),
    text("action"),
    text("subject"),
    text("summary"),
    sa.Column("detail", sa.LargeBinary, nullable=True),
    text("prev"),
    text("hash"),
)

register = strict(
    "register",
    text("uscc", primary_key=True),
    text("name"),
    text("former_names"),
    optional("entity_kind"),
    optional("reg_status"),
    optional("est_date"),
    optional("township"),
    optional("address"),
    optional("legal_rep"),
    number("reg_capital", nullable=True),
    optional("first_batch"),
)

batch = strict(
    "batch",
    text("batch_id", primary_key=True),
    text("dataset"),
    text("file_name"),
    text("file_sha256"),
    text("operator"),
    text("at"),
    text("counts"),
    text("state"),
)

held_row = strict(
    "held_row",
    number("id", primary_key=True),
    text("batch_id", index=True),
    text("dataset"),
    number("row_no"),
    text("outcome"),
    text("cells"),
    text("findings"),
    text("candidates"),
    text("state"),
)

finding = strict(
    "finding",
    number("id", primary_key=True),
    text("dataset"),
    text("rec_id", index=True),
    text("code"),
    text("level"),
    text("field"),
    text("value"),
    text("message"),
    text("advice"),
    optional("reason"),
    optional("reason_by"),
    optional("batch_id"),
    optional("replaced_by"),
    sa.Index("ix_finding_batch_id", "batch_id"),
)
"""``replaced_by`` names the batch or act that made the remark history; empty means current."""

column_choice = strict(
    "column_choice",
    text("dataset", primary_key=True),
    text("header", primary_key=True),
    text("field"),
)

match_choice = strict(
    "match_choice",
    text("lookup", primary_key=True),
    text("value", primary_key=True),
    text("uscc"),
    text("operator"),
    text("at"),
)

notice = strict(
    "notice",
    text("agency_code", primary_key=True),
    text("uscc", primary_key=True, index=True),
    text("notice_id"),
    text("slip_code"),
    text("status"),
    text("generated_at"),
    optional("delivered_date"),
    optional("method"),
    optional("signatory"),
)

coverage = strict(
    "coverage",
    text("agency_code", primary_key=True),
    text("dataset", primary_key=True),
    text("period_from", primary_key=True),
    text("period_to", primary_key=True),
    text("declared_by"),
    text("declared_at"),
)

objection = strict(
    "objection",
    text("objection_id", primary_key=True),
    text("agency_code"),
    text("dataset"),
    text("rec_id"),
    text("uscc", index=True),
    text("filed_date"),
    optional("closed_date"),
    text("statement"),
    optional("answer"),
    optional("origin"),
    optional("state_before"),
    number("rev_filed", nullable=True),
    optional("result"),
    optional("answered_by"),
)
"""``origin`` is 汇总端 for a paper that was handed in there, else empty. ``state_before`` is the
record's state before it was marked, ``rev_filed`` its revision once marked."""

decision = strict(
    "decision",
    text("decision_id", primary_key=True),
    text("kind"),
    text("uscc", index=True),
    text("decision_date"),
    text("signer_1"),
    text("signer_2"),
    text("reason"),
    optional("revoked_date"),
)

enrolment = strict(
    "enrolment",
    text("agency_code", primary_key=True),
    text("signing_key", primary_key=True),
    text("recipient"),
    text("fingerprint"),
    text("status"),
    text("valid_from"),
    optional("revoked_at"),
    text("package_id"),
)

directory = strict(
    "directory",
    number("version", primary_key=True),
    text("envelope_sha256"),
    text("content"),
    text("at"),
)

outbox = strict(
    "outbox",
    text("package_id", primary_key=True),
    text("kind"),
    text("recipient"),
    number("seq"),
    text("period"),
    text("envelope_sha256"),
    text("file_name"),
    text("counts"),
    text("at"),
    text("state"),
    sa.UniqueConstraint("recipient", "kind", "seq"),
)

inbox = strict(
    "inbox",
    text("package_id", primary_key=True),
    text("kind"),
    text("sender"),
    number("seq"),
    text("period"),
    text("envelope_sha256"),
    text("counts"),
    text("at"),
    text("state"),
    optional("audit_head"),
    optional("file_name"),
    sa.Index(
        "uq_inbox_stream",
        "sender",
        "kind",
        "seq",
        unique=True,
        sqlite_where=sa.text("kind <> 'enrolment'"),
    ),
)
"""``state`` is 已并入, and 已回执 once a receipt was written. ``file_name``: what the file was
called when it was taken in."""

sent_record = strict(
    "sent_record",
    text("rec_id", primary_key=True),
    text("dataset"),
    number("rev_no"),
    text("package_id", index=True),
)

pool = strict(
    "pool",
    number("id", primary_key=True),
    text("dataset"),
    text("rec_id"),
    text("agency_code"),
    text("uscc", index=True),
    text("package_id"),
    text("row"),
    text("reason"),
    text("state"),
    optional("name"),
    optional("stood"),
    number("ruling_id", nullable=True),
)
"""Rows whose enterprise the register did not know, as they came. ``name`` is what the agency calls
it; ``ruling_id`` the decision by which the row went in or was put aside; ``stood`` the record that
it replaced when it went in, as JSON, so that the decision can be undone."""

rating_run = strict(
    "rating_run",
    text("run_id", primary_key=True),
    text("scheme"),
    text("scheme_sha256"),
    text("as_of"),
    text("facts_sha256"),
    text("program_version"),
    text("result_sha256"),
    optional("layout"),
    text("operator"),
    text("at"),
    text("counts"),
    optional("batch_id"),
)

rating_result = strict(
    "rating_result",
    text("run_id", primary_key=True),
    text("uscc", primary_key=True),
    text("final_grade"),
    text("outcome"),
    number("score_hundredths", nullable=True),
    text("sheet"),
    sa.Index("ix_rating_result_grade", "run_id", "final_grade", "score_hundredths", "uscc"),
)

grade = strict(
    "grade",
    text("uscc", primary_key=True),
    text("run_id", primary_key=True),
    text("as_of"),
    text("final_grade"),
    text("outcome"),
    text("sheet"),
    text("package_id"),
)

COMMON = (
    "id",
    "rec_id",
    "agency_code",
    "uscc",
    "as_of_date",
    "row_status",
    "rev_no",
    "entered_by",
    "entered_at",
    "reviewed_by",
    "reviewed_at",
    "source_doc",
    "batch_id",
    "package_id",
    "audit_seq",
    "superseded",
)
"""Columns of every record table, before the data set's own.

``id`` is the order of arrival; ``superseded`` is 1 for a row that another row with the same
natural key outranks (rating-rules G4), so that readers of the facts can skip it.
"""


def record_table_name(dataset: str) -> str:
    """``GD02`` → ``rec_gd02``."""
    return f"rec_{dataset.lower()}"


@cache
def record_table(data_set: DataSet) -> sa.Table:
    """The typed table of a data set: the common columns, then one per field.

    A field named like a common column (``uscc``) is that column; a matching field has none.
    """
    columns: list[sa.Column[Any]] = [
        number("id", primary_key=True),
        text("rec_id", unique=True),
        text("agency_code"),
        text("uscc", index=True),
        text("as_of_date"),
        text("row_status"),
        number("rev_no"),
        text("entered_by"),
        text("entered_at"),
        optional("reviewed_by"),
        optional("reviewed_at"),
        optional("source_doc"),
        optional("batch_id"),
        optional("package_id"),
        number("audit_seq"),
        number("superseded", server_default=sa.text("0")),
    ]
    for field in data_set.fields:
        if field.name not in COMMON and not field.matching:
            kind: Any = sa.Integer if field.type in INTEGERS else sa.Text
            columns.append(sa.Column(field.name, kind, nullable=True))
    own = sa.MetaData(naming_convention=metadata.naming_convention)
    return sa.Table(record_table_name(data_set.code), own, *columns, sqlite_strict=True)
