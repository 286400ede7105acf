"""The weights of one template under the hands: a slider and a number for each indicator."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSlider,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from app.rating.comparison import Weights
from app.rating.scheme import Scheme
from ui.style import fonts, icons, theme

_MOST = 20
"""How far a slider goes; a heavier weight, up to 100, is typed."""
_HEAVIEST = 100


@dataclass(frozen=True)
class _Line:
    name: QLabel
    slider: QSlider
    number: QSpinBox


class WeightsPanel(QWidget):
    """Signal ``changed()`` at each other weight; :meth:`weights` are those that differ."""

    changed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.scheme: Scheme | None = None
        self._tried: dict[tuple[str, str], int] = {}
        self._lines: dict[str, _Line] = {}
        self.box = QComboBox()
        self.box.setObjectName("template")
        self.box.setAccessibleName("主体类型")
        self.box.currentIndexChanged.connect(self._show_template)
        self.back = QPushButton(icons.icon("undo"), "复原权重")
        self.back.setObjectName("weightsBack")
        self.back.clicked.connect(self.put_back)
        self.sum = QLabel()
        self.sum.setObjectName("weightsSum")
        self.sum.setWordWrap(True)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setAccessibleName("各指标权重")
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        top = QHBoxLayout()
        top.addWidget(self.box, 1)
        top.addWidget(self.back)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.unit())
        layout.addLayout(top)
        layout.addWidget(self.sum)
        layout.addWidget(self.area, 1)
        self.setEnabled(False)

    def show_scheme(self, scheme: Scheme) -> None:
        """Weights of another scheme; what was tried with the one before is given up."""
        known = [(one.id, one.title) for one in self.scheme.indicators] if self.scheme else []
        self.scheme = scheme
        self._tried = {}
        self.box.blockSignals(True)
        self.box.clear()
        for template in scheme.templates:
            self.box.addItem(scheme.template_titles.get(template, template), template)
        self.box.blockSignals(False)
        if known == [(one.id, one.title) for one in scheme.indicators]:
            self._show_template()
        else:
            self._make_lines()
        self.setEnabled(True)

    def weights(self) -> Weights:
        """The weights that differ from the scheme's: indicator id → template → weight."""
        found: dict[str, dict[str, int]] = {}
        for (name, template), weight in self._tried.items():
            found.setdefault(name, {})[template] = weight
        return found

    def put_back(self) -> None:
        """The scheme's own weights again."""
        if self._tried:
            self._tried = {}
            self._show_template()
            self.changed.emit()

    def line(self, indicator: str) -> tuple[QSlider, QSpinBox]:
        """The slider and the number of an indicator in the template that is shown."""
        return self._lines[indicator].slider, self._lines[indicator].number

    @property
    def template(self) -> str:
        """The template that is shown."""
        return str(self.box.currentData() or "")

    def _make_lines(self) -> None:
        inside = QWidget()
        grid = QGridLayout(inside)
        grid.setContentsMargins(0, 0, theme.unit(), 0)
        grid.setVerticalSpacing(theme.unit() // 2)
        grid.setColumnStretch(0, 3)
        grid.setColumnStretch(1, 2)
        self._lines = {}
        for row, one in enumerate(self.scheme.indicators if self.scheme else ()):
            line = self._line(one.id, one.title)
            for column, widget in enumerate((line.name, line.slider, line.number)):
                grid.addWidget(widget, row, column)
            self._lines[one.id] = line
        grid.setRowStretch(len(self._lines), 1)
        self.area.setWidget(inside)
        self._show_template()

    def _line(self, name: str, title: str) -> _Line:
        label = QLabel(f"{name} {title}")
        label.setWordWrap(True)
        label.setMinimumWidth(theme.chars(8))
        slider = QSlider(Qt.Orientation.Horizontal)
        slider.setObjectName(f"slider.{name}")
        slider.setAccessibleName(f"{name} {title}的权重")
        slider.setPageStep(1)
        slider.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        number = QSpinBox()
        number.setObjectName(f"weight.{name}")
        number.setAccessibleName(f"{name} {title}的权重，数字")
        number.setRange(0, _HEAVIEST)
        number.setButtonSymbols(QAbstractSpinBox.ButtonSymbols.NoButtons)
        number.setFixedWidth(theme.chars(7))
        label.setBuddy(number)
        for widget in (slider, number):
            widget.installEventFilter(self)
        slider.valueChanged.connect(partial(self._moved, name))
        number.valueChanged.connect(partial(self._moved, name))
        return _Line(label, slider, number)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """The wheel scrolls the list: it must not change a weight in passing."""
        if event.type() == QEvent.Type.Wheel and isinstance(watched, QSlider | QSpinBox):
            event.ignore()
            return True
        return super().eventFilter(watched, event)

    def _show_template(self) -> None:
        for one in self.scheme.indicators if self.scheme else ():
            line = self._lines[one.id]
            shown = self.template in one.bands
            own = one.weights.get(self.template, 0)
            for widget in (line.name, line.slider, line.number):
                widget.setVisible(shown)
            line.slider.blockSignals(True)
            line.slider.setRange(0, max(_MOST, own))
            line.slider.blockSignals(False)
            self._put(line, self._tried.get((one.id, self.template), own), own)
        self._add_up()

    def _put(self, line: _Line, weight: int, own: int) -> None:
        for widget in (line.slider, line.number):
            widget.blockSignals(True)
            widget.setValue(weight)
            widget.blockSignals(False)
        line.name.setFont(fonts.larger(self.font(), 1.0, bold=weight != own))
        line.number.setToolTip(f"原权重 {own}")

    def _moved(self, name: str, weight: int) -> None:
        one = self.scheme.by_id[name] if self.scheme else None
        if one is None:
            return
        own = one.weights.get(self.template, 0)
        self._tried[name, self.template] = weight
        if weight == own:
            del self._tried[name, self.template]
        self._put(self._lines[name], weight, own)
        self._add_up()
        self.changed.emit()

    def total(self, template: str) -> int:
        """The weights of a template added up as they stand."""
        return sum(
            self._tried.get((one.id, template), one.weights.get(template, 0))
            for one in (self.scheme.indicators if self.scheme else ())
        )

    def _add_up(self) -> None:
        total = self.total(self.template)
        words = f"权重合计 {total}"
        if total != 100:
            words += "，应为 100；试算时按比例折算为 100，存为草稿后须改到 100 才能通过检查"
        self.sum.setText(f"{words}。")
        self.sum.setProperty("state", "good" if total == 100 else "bad")
        self.sum.style().polish(self.sum)
