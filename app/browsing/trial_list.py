"""The rows of a dry run as a list: by class, with what would change and what is said."""

from __future__ import annotations

from collections.abc import Sequence

from app.catalogue.model import Catalogue
from app.collection.importing import OUTCOME_WORDS
from app.collection.mapping import fields_of
from app.collection.trial import Trial
from app.listing import NUMBER, SEARCH, STATE, TEXT, Choice, Column, Filter, Key, Order, Row
from app.outcomes import words

OUTCOME = "outcome"

COLUMNS = (
    Column("row", "行", NUMBER, 6),
    Column(OUTCOME, "结果", STATE, 8),
    Column("who", "企业", TEXT, 26),
    Column("said", "问题", TEXT, 38, sortable=False),
    Column("changes", "变更", TEXT, 30, sortable=False),
    Column("cells", "原表内容", TEXT, 60, sortable=False),
)


class TrialList:
    """The source of the list; keys are positions. ``names`` maps codes of enterprises to names.

    The filter ``outcome`` leaves one class.
    """

    columns: Sequence[Column] = COLUMNS
    choices: Sequence[Choice] = ()

    def __init__(self, trial: Trial, catalogue: Catalogue, names: dict[str, str]) -> None:
        self._trial = trial
        self._catalogue = catalogue
        self._names = names

    def ids(self, wanted: Filter, order: Order | None, limit: int | None = None) -> list[Key]:
        """The positions that fit, in the order of the file unless another is asked for."""
        found = self._trial.positions(wanted.get(OUTCOME, ""))
        text = wanted.get(SEARCH, "").casefold()
        if text:
            found = [place for place in found if text in self._searched(place)]
        if order is not None:
            if order.key == OUTCOME:
                found.sort(key=lambda place: self._trial.outcomes[place])
            elif order.key == "who":
                found.sort(key=self._who)
            if order.descending:
                found.reverse()
        return [str(place) for place in found[:limit]]

    def rows(self, ids: Sequence[Key]) -> dict[Key, Row]:
        """The rows at these positions."""
        return {key: self._row(int(key)) for key in ids}

    def changes(self, position: int) -> list[tuple[str, str, str]]:
        """Title, stored value and new value in words, for what would differ."""
        known = fields_of(self._trial.data_set)
        return [
            (
                known[name].title,
                words.shown(self._catalogue, known[name], was),
                words.shown(self._catalogue, known[name], becomes),
            )
            for name, was, becomes in self._trial.changes.get(position, ())
        ]

    def _who(self, position: int) -> str:
        subject = self._trial.subjects[position]
        return self._names.get(subject, subject)

    def _searched(self, position: int) -> str:
        cells = " ".join(text for _, text in self._trial.cells(position))
        return f"{self._who(position)} {cells}".casefold()

    def _row(self, position: int) -> Row:
        trial = self._trial
        said = "；".join(one.message.rstrip("。") for one in trial.said.get(position, ()))
        changes = "；".join(
            f"{title}：{was or '（空）'} → {becomes or '（空）'}"
            for title, was, becomes in self.changes(position)
        )
        cells = " · ".join(f"{header} {text}" for header, text in trial.cells(position))
        return (
            f"{trial.sheet.row_numbers[position]:,}",
            OUTCOME_WORDS[trial.outcomes[position]],
            self._who(position),
            said,
            changes,
            cells,
        )
