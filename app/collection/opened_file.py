"""A file at first sight: its sheets, and which data set its columns speak of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from app.catalogue.labels import normalise_header
from app.catalogue.model import DataSet
from app.collection import sheets
from app.collection.importing import collected
from app.collection.mapping import label_table
from app.collection.preparing import ImportRequest
from app.collection.sheets.model import FirstLook, SheetLook
from app.progress import Progress
from app.store.office_store import Store


@dataclass(frozen=True)
class OpenedFile:
    """A file that somebody wants to import; ``data_sets`` are all that this office collects."""

    path: Path
    look: FirstLook
    data_sets: tuple[DataSet, ...]

    def sheet(self, name: str | None) -> SheetLook:
        """The sheet of that name, else the one that most looks like a table."""
        named = [sheet for sheet in self.look.sheets if sheet.name == name]
        return named[0] if named else self.look.likeliest

    def likely(self, sheet: SheetLook) -> list[DataSet]:
        """The data sets that the headers of a sheet speak of, likeliest first."""
        return likely_data_sets(self.data_sets, sheet.headers)

    def request(self) -> ImportRequest:
        """The import as it would be without a word from anybody; ``dataset`` may be empty."""
        sheet = self.look.likeliest
        likely = self.likely(sheet)
        dataset = likely[0].code if likely else ""
        return ImportRequest(self.path, dataset, sheet.name, sha256=self.look.sha256)


def open_file(store: Store, path: Path, progress: Progress) -> OpenedFile:
    """Look into a file. Raises ``I-FILE-*``, ``ENV-*``."""
    data_sets = collected(store)
    labels = frozenset(label for data_set in data_sets for label in label_table(data_set))
    return OpenedFile(path, sheets.glance(path, labels, progress=progress), data_sets)


def likely_data_sets(data_sets: Sequence[DataSet], headers: Sequence[str]) -> list[DataSet]:
    """The data sets whose fields these headers name, likeliest first; others are left out.

    Counted are the fields beside those that every data set has; between equals the one of which
    the headers make up the larger part wins.
    """
    wanted = {normalise_header(header) for header in headers}
    ranked = []
    for place, data_set in enumerate(data_sets):
        table = label_table(data_set)
        found = {table[label] for label in wanted if label in table} - {"uscc", "ent_name"}
        if found:
            must = [entry.name for entry in data_set.fields if entry.must_be_entered]
            share = len(found.intersection(must)) / max(1, len(must))
            ranked.append((-len(found), -share, place, data_set))
    return [entry[-1] for entry in sorted(ranked, key=lambda entry: entry[:3])]
