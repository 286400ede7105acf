"""The entry templates of an open office: whose, for which round, with whom already in it."""

from __future__ import annotations

from pathlib import Path

from app import clock
from app.catalogue.model import DataSet
from app.collection.importing import owned
from app.documents.batch import sorted_for_delivery
from app.documents.issuing.addressees import addressees
from app.documents.workbooks.entry_book import write_entry_book
from app.documents.workbooks.entry_guide import EntryForm
from app.errors import RefusedError
from app.merging.campaigns import current, next_deadline
from app.store.office_store import Store


def entry_template(store: Store, dataset: str, path: Path, *, prefilled: bool = False) -> int:
    """Write the template of ``dataset`` as .xlsx; returns the enterprises already in it.

    An agency makes templates of what it collects, the coordinator of everything. ``prefilled``
    puts in the county register by township. Raises ``U-DATASET``, ``R-OWNER``, ``M-FIRST`` where
    the register is still empty, ``ENV-*``.
    """
    catalogue = store.catalogue
    store.table(dataset)
    everything = store.agency == catalogue.coordinator
    data_set = catalogue.data_sets[dataset] if everything else owned(store, dataset)
    subjects = _subjects(store) if prefilled else []
    write_entry_book(path, _form(store, data_set), subjects)
    return len(subjects)


def _form(store: Store, data_set: DataSet) -> EntryForm:
    catalogue, today = store.catalogue, clock.today()
    with store.read() as conn:
        campaign = current(conn)
    if campaign is None:
        period, due = "", next_deadline(store, data_set.code, today)
    else:
        period = f"{campaign.title}（{campaign.period_from}至{campaign.period_to}）"
        due = campaign.due(data_set.code)
    if store.agency == catalogue.coordinator:
        kinds = catalogue.owners(data_set.code, today)
        agency = "、".join(catalogue.kinds[one].title for one in sorted(kinds)) + "部门"
    else:
        agency = catalogue.agencies[store.agency].title
    coordinator = catalogue.agencies[catalogue.coordinator].title
    return EntryForm(catalogue, data_set, agency, coordinator, period, due)


def _subjects(store: Store) -> list[tuple[str, str]]:
    known = sorted_for_delivery(addressees(store).values(), store.catalogue.townships)
    if not known:
        raise RefusedError(
            "M-FIRST", "企业名录还是空的，不能预填。", "请先接收企业名录包，或不预填企业。"
        )
    return [(one.code, one.name) for one in known]
