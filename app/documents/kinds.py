"""Every kind of paper that an office can print: commands and screens derive from this list."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.documents.batch import Piece, sorted_for_delivery
from app.documents.issuing.credit_reports import chosen_credit_reports
from app.documents.issuing.enrolment import enrolment_pieces
from app.documents.issuing.lists import advice_pieces, list_pieces
from app.documents.issuing.notices import chosen_consents, chosen_notices
from app.documents.issuing.packages import cover_pieces, receipt_pieces
from app.documents.issuing.relending import chosen_relending
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
    """

    id: str
    title: str
    edition: Edition | None
    about: str
    wordings: tuple[str, ...]
    pieces: Callable[[Store, Selection], list[Piece]]


KINDS: tuple[PaperKind, ...] = (
    PaperKind("notice", "采集告知书", Edition.AGENCY, "", ("notice", "consent"), chosen_notices),
    PaperKind("consent", "授权书", Edition.AGENCY, "", ("consent",), chosen_consents),
    PaperKind("enrolment", "用户备案表", None, "", (), enrolment_pieces),
    PaperKind("score_sheet", "评分说明表", Edition.COORDINATOR, "评级编号", (), kept_score_sheets),
    PaperKind("credit_report", "信用报告", None, "查询用途", (), chosen_credit_reports),
    PaperKind("list", "名单", Edition.COORDINATOR, "名单编号", (), list_pieces),
    PaperKind("cover_sheet", "报送清单", Edition.AGENCY, "数据包编号", (), cover_pieces),
    PaperKind("receipt", "回执单", None, "数据包编号", (), receipt_pieces),
    PaperKind(
        "relending", "用信统计表", Edition.COORDINATOR, "统计期（起日/止日）", (), chosen_relending
    ),
    PaperKind("attendance", "培训签到表", Edition.COORDINATOR, "", (), attendance_pieces),
    PaperKind("advice", "孵化建议书", Edition.COORDINATOR, "名单编号", (), advice_pieces),
)


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
