"""Every kind of paper that an office can print: commands and screens derive from this list."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.documents.batch import Piece, sorted_for_delivery
from app.documents.issuing.audit_head import audit_head_pieces
from app.documents.issuing.collecting import progress_report, reminders
from app.documents.issuing.credit_reports import chosen_credit_reports
from app.documents.issuing.enrolment import enrolment_pieces
from app.documents.issuing.grading import grade_notices
from app.documents.issuing.listing import listing_notices
from app.documents.issuing.lists import advice_pieces, list_pieces
from app.documents.issuing.notices import chosen_consents, chosen_notices
from app.documents.issuing.objecting import acceptances, answers
from app.documents.issuing.packages import cover_pieces, receipt_pieces
from app.documents.issuing.recommending import recommendation
from app.documents.issuing.relending import chosen_relending
from app.documents.issuing.repairing import repair_confirmation
from app.documents.issuing.score_sheets import kept_score_sheets
from app.documents.issuing.selection import Selection
from app.documents.issuing.training import attendance_pieces
from app.edition import Edition, require
from app.errors import UsageError
from app.store.office_store import Store


@dataclass(frozen=True)
class PaperKind:
    """One kind of paper.

    ``edition`` None: both print it. ``about`` says in words what a selection must name, empty if
    nothing. ``wordings`` are the declared texts that it uses. ``pieces`` takes what stands in the
    store; it raises ``D-*``, ``U-*`` and ``R-*`` codes in the words of its subject.
    ``enterprises``: there is one for each enterprise, so that some can be chosen. ``noted``: making
    it is an act that the log tells with its purpose, so it is never made only to be counted.
    """

    id: str
    title: str
    edition: Edition | None
    about: str
    wordings: tuple[str, ...]
    pieces: Callable[[Store, Selection], list[Piece]]
    enterprises: bool = False
    noted: bool = False


_CENTRE, _AGENCY = Edition.COORDINATOR, Edition.AGENCY

KINDS: tuple[PaperKind, ...] = (
    PaperKind("attendance", "培训签到表", _CENTRE, "", (), attendance_pieces),
    PaperKind("enrolment", "用户备案表", None, "", (), enrolment_pieces),
    PaperKind("audit_head", "审计日志末号抄录单", None, "", (), audit_head_pieces),
    PaperKind("notice", "采集告知书", _AGENCY, "", ("notice", "consent"), chosen_notices),
    PaperKind("consent", "授权书", _AGENCY, "", ("consent",), chosen_consents),
    PaperKind("cover_sheet", "报送清单", _AGENCY, "数据包编号", (), cover_pieces),
    PaperKind("receipt", "回执单", None, "数据包编号", (), receipt_pieces),
    PaperKind("reminder", "催报函", _CENTRE, "采集批次编号", ("reminder",), reminders),
    PaperKind(
        "progress_report", "采集进度通报", _CENTRE, "采集批次编号",
        ("progress_report",), progress_report,
    ),
    PaperKind(
        "grade_notice", "评级结果通知书", _CENTRE, "评级编号", ("grade_notice",), grade_notices,
        enterprises=True,
    ),
    PaperKind(
        "score_sheet", "评分说明表", _CENTRE, "评级编号", (), kept_score_sheets, enterprises=True
    ),
    PaperKind("list", "名单", _CENTRE, "名单编号", (), list_pieces),
    PaperKind(
        "recommendation", "推荐函", _CENTRE, "名单编号", ("recommendation",), recommendation
    ),
    PaperKind("advice", "孵化建议书", _CENTRE, "名单编号", (), advice_pieces, enterprises=True),
    PaperKind(
        "credit_report", "信用报告", None, "查询用途", (), chosen_credit_reports,
        enterprises=True, noted=True,
    ),
    PaperKind(
        "objection_acceptance", "异议受理通知书", None, "", ("objection_acceptance",), acceptances,
        enterprises=True,
    ),
    PaperKind("objection_answer", "异议答复书", None, "异议编号", ("objection_answer",), answers),
    PaperKind(
        "repair_confirmation", "信用修复确认书", _AGENCY, "修复申请编号",
        ("repair_confirmation",), repair_confirmation,
    ),
    PaperKind(
        "listing_notice", "失信名单及限制措施告知书", _CENTRE, "",
        ("listing_notice",), listing_notices, enterprises=True,
    ),
    PaperKind(
        "relending", "用信统计表", _CENTRE, "统计期（起日/止日）", (), chosen_relending
    ),
)  # fmt: skip
"""In the order of the work: training, collection, rating, what follows a grade."""


def kind_of(store: Store, name: str) -> PaperKind:
    """The kind ``name``. Raises ``U-PAPER`` if there is none, ``E-EDITION`` if it is not ours."""
    for kind in KINDS:
        if kind.id == name:
            if kind.edition is not None:
                require(store.edition, kind.edition)
            return kind
    known = "、".join(f"{kind.id}（{kind.title}）" for kind in KINDS)
    raise UsageError("U-PAPER", f"没有这种文书：{name}", f"可选：{known}")


def pieces_of(store: Store, name: str, chosen: Selection) -> list[Piece]:
    """The papers of kind ``name`` that are ``chosen``, sorted for delivery.

    Raises what :func:`kind_of` and the kind do, ``U-PAPER-ABOUT`` when the selection does not say
    what the papers are about.
    """
    kind = kind_of(store, name)
    if kind.about and not chosen.about:
        raise UsageError("U-PAPER-ABOUT", f"打印{kind.title}须指明{kind.about}。", "请补上后重试。")
    return sorted_for_delivery(kind.pieces(store, chosen), store.catalogue.townships)


def wordings(store: Store) -> tuple[str, ...]:
    """The declared texts that an office of this edition uses, in the order of the kinds."""
    ours = (kind for kind in KINDS if kind.edition in (None, store.edition))
    return tuple(dict.fromkeys(name for kind in ours for name in kind.wordings))
