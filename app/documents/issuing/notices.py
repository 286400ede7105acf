"""采集告知书 and a bank's 授权书 for the enterprises that an office must tell."""

from __future__ import annotations

from collections.abc import Sequence

from app import clock
from app.catalogue.model import DataSet
from app.collection.notices import Notice, notices
from app.documents.batch import Piece
from app.documents.issuing.addressees import Addressee, addressees
from app.documents.issuing.selection import Selection
from app.documents.letters.attachment import Enclosed
from app.documents.letters.notices import (
    AGENCY,
    BANK,
    CollectedSet,
    Collection,
    Noticed,
    notice,
)
from app.documents.letters.overrides import letterhead_of, wording_of
from app.documents.letters.wording import Wording
from app.documents.office_writing import document_number
from app.documents.papers.consent import ConsentForm
from app.errors import RefusedError
from app.store.office_store import Store

PLAN = "《渑池县中小企业信用体系建设方案》"
PERSONAL = 3
"""Sensitivity from which a field is personal information."""
TERM = "自签署之日起至本企业书面撤销之日止"


def chosen_notices(store: Store, chosen: Selection) -> list[Piece]:
    """The notices that this office has made. Raises as :func:`notice_pieces`."""
    return notice_pieces(store, _chosen(store, chosen))


def chosen_consents(store: Store, chosen: Selection) -> list[Piece]:
    """A bank's form of consent alone, for those to whom it has made a notice.

    It bears the notice's digits. Raises ``D-NOT-BANK`` in an office that needs no consent,
    ``D-WORDING``, ``D-FIELD``.
    """
    if _collection(store).variant != BANK:
        raise RefusedError(
            "D-NOT-BANK", "授权书只用于须经企业同意才能报送的单位。", "其他单位请打印采集告知书。"
        )
    wording, known = wording_of(store, "consent"), addressees(store)
    return [
        known[one.uscc].piece(_consent(store, wording, one, known[one.uscc]), "", one.slip_code)
        for one in _chosen(store, chosen)
        if one.uscc in known
    ]


def _chosen(store: Store, chosen: Selection) -> list[Notice]:
    return [one for one in notices(store) if chosen.wants(one.uscc)]


def notice_pieces(store: Store, made: Sequence[Notice]) -> list[Piece]:
    """The notices of ``made`` to enterprises of the register, each with its slip.

    A bank's notice encloses the form of consent. Raises ``D-WORDING``, ``D-FIELD``.
    """
    wording, head, known = wording_of(store, "notice"), letterhead_of(store), addressees(store)
    collected = _collection(store)
    common = collected.values()
    consent = wording_of(store, "consent") if collected.variant == BANK else None
    pieces = []
    for one in made:
        if (addressee := known.get(one.uscc)) is None:
            continue
        number = document_number(head.mark, *one.year_and_serial)
        told = Noticed(
            number,
            addressee.name,
            one.uscc,
            clock.china_day(one.generated_at),
            one.slip_code,
            addressee.legal_rep,
        )
        forms = []
        if consent:
            forms.append(Enclosed(consent.title, _consent(store, consent, one, addressee)))
        letter = notice(wording, head, common, collected.variant, told, *forms)
        pieces.append(addressee.piece(letter, number, one.slip_code))
    return pieces


def _consent(store: Store, wording: Wording, told: Notice, addressee: Addressee) -> ConsentForm:
    return ConsentForm(
        wording=wording,
        bank=store.catalogue.agencies[store.agency].title,
        name=addressee.name,
        uscc=told.uscc,
        code=told.slip_code,
        scope="、".join(entry.title for entry in _sets(store) if entry.consent),
        term=TERM,
        recipients="河南省中小企业信用信息系统运行单位、县中小企业信用评级工作组、接入系统的银行机构",
    )


def _collection(store: Store) -> Collection:
    catalogue, year = store.catalogue, clock.today().year
    kind = catalogue.kinds[catalogue.agencies[store.agency].kind]
    return Collection(
        variant=BANK if kind.consent_required else AGENCY,
        county=catalogue.county,
        basis=PLAN,
        coordinator=catalogue.agencies[catalogue.coordinator].title,
        period=f"{year - 2}年至{year}年",
        sets=tuple(
            CollectedSet(
                entry.title,
                tuple(f.title for f in entry.fields if f.sensitivity >= PERSONAL),
            )
            for entry in _sets(store)
        ),
    )


def _sets(store: Store) -> Sequence[DataSet]:
    return store.catalogue.data_sets_of(store.agency, clock.today())
