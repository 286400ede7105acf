"""The editor of an enterprise: typed by part of its name, pinyin initials or code, and chosen."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QStringListModel, Signal
from PySide6.QtWidgets import QCompleter

from app.browsing.register_search import Hit
from app.catalogue.model import Catalogue, Field
from ui.forms.editors import Editor, LineEditor, editor_for, named

Find = Callable[[str], Sequence[Hit]]
"""The enterprises that a text finds, the likeliest first."""
_OFFERED = 12


class EnterpriseEditor(LineEditor):
    """Offers enterprises while somebody types. Signal ``chosen(Hit)`` when one is meant."""

    chosen = Signal(object)

    def __init__(self, field: Field, find: Find) -> None:
        super().__init__(field)
        self._by_code = field.name == "uscc"
        self._find = find
        self._hits: Sequence[Hit] = ()
        self._offered = QStringListModel(self)
        completer = QCompleter(self._offered, self)
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        completer.setMaxVisibleItems(_OFFERED)
        completer.activated.connect(self._pick)
        self.line.setPlaceholderText("名称、拼音首字母或代码")
        completer.setWidget(self.line)  # set on the line it would write the whole offer into it
        self._completer = completer
        self.line.textEdited.connect(self._offer)

    def _offer(self, text: str) -> None:
        self._hits = self._find(text)[:_OFFERED]
        popup = self._completer.popup()
        meant = self._meant()
        if meant is not None or not self._hits or not self.line.hasFocus():
            popup.hide()
            if meant is not None:
                self._choose(meant)
            return
        self._offered.setStringList([self._line_of(hit) for hit in self._hits])
        self._completer.complete()
        popup.setCurrentIndex(self._offered.index(0, 0))

    def _meant(self) -> Hit | None:
        """The only enterprise with just this code or name."""
        same = [hit for hit in self._hits if self.text() in (hit.uscc, hit.name)]
        return same[0] if len(same) == 1 else None

    def _line_of(self, hit: Hit) -> str:
        both = (hit.uscc, hit.name) if self._by_code else (hit.name, hit.uscc)
        return "　".join(both)

    def _pick(self, line: str) -> None:
        for hit in self._hits:
            if self._line_of(hit) == line:
                self._choose(hit)
                self.entered.emit()
                return

    def _choose(self, hit: Hit) -> None:
        self.put(hit.uscc if self._by_code else hit.name)
        self._hits = ()
        self.chosen.emit(hit)

    def _finish(self) -> None:
        """What can mean only one enterprise means it."""
        self._completer.popup().hide()
        if self.text() and len(self._hits) == 1:
            self._choose(self._hits[0])
        super()._finish()


def editor_with(field: Field, catalogue: Catalogue, find: Find | None) -> Editor:
    """The editor of a field; with ``find`` one that offers enterprises where it names one."""
    if find is not None and field.matching and field.name in ("uscc", "ent_name"):
        return named(EnterpriseEditor(field, find), field)
    return editor_for(field, catalogue)
