"""Letters in the layout of GB/T 9704-2012: 信函格式, 22 lines of 28 characters, red double rules.

A letter is composed into lines first and only then put on pages, so that a heading stays with its
text and the signature never stands alone on a page.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from reportlab.lib.units import mm

from app.documents.office_writing import chinese_date
from app.documents.typeset.fonts import Role
from app.documents.typeset.lines import Broken, Style, break_lines, clean
from app.documents.typeset.page import BLACK, HEIGHT, RED, WIDTH, Paper

TOP, LEFT, BOTTOM, RIGHT = 37 * mm, 28 * mm, 35 * mm, 26 * mm
MEASURE = WIDTH - LEFT - RIGHT
LINES, CHARACTERS = 22, 28
PITCH = (HEIGHT - TOP - BOTTOM) / LINES
CELL = MEASURE / CHARACTERS
BODY_SIZE = 16.0
_RULE_LENGTH = 170 * mm
_NAME_TOP = 30 * mm


@dataclass(frozen=True)
class LetterHead:
    """What stands around a letter's body: sender, number, title, addressee, and 抄送 if anybody."""

    sender: str
    number: str
    title: str
    addressee: str
    copies: str = ""


@dataclass(frozen=True)
class Paragraph:
    """One paragraph: ``kind`` is ``heading`` (黑体), ``body`` (仿宋, indented) or ``flush``."""

    kind: str
    text: str


@dataclass(frozen=True, eq=False)
class LetterStyles:
    """The faces of a letter, made once for a paper."""

    body: Style
    heading: Style
    title: Style
    number: Style
    code: Style

    @classmethod
    def of(cls, paper: Paper) -> LetterStyles:
        """三号仿宋 on the 28-character grid, 三号黑体, 二号小标宋, 四号 page numbers."""
        spacing = CELL - BODY_SIZE
        return cls(
            paper.style(Role.BODY, BODY_SIZE, PITCH, spacing),
            paper.style(Role.HEADING, BODY_SIZE, PITCH, spacing),
            paper.style(Role.TITLE, 22, 33),
            paper.style(Role.BODY, 14, PITCH),
            paper.style(Role.BODY, 8, 10),
        )


@dataclass(frozen=True, eq=False)
class _Line:
    """A composed line; ``keep`` ties it to the next one on the same page."""

    style: Style
    broken: Broken
    x: float
    room: float
    keep: bool = False


def compose(paragraphs: Iterable[Paragraph], styles: LetterStyles) -> list[_Line]:
    """The lines of a letter's body; headings are tied to the line after them."""
    lines: list[_Line] = []
    for paragraph in paragraphs:
        style = styles.heading if paragraph.kind == "heading" else styles.body
        indent = 0.0 if paragraph.kind == "flush" else 2 * CELL
        broken = break_lines(clean(paragraph.text), style, MEASURE, indent)
        for number, line in enumerate(broken):
            shift = indent if number == 0 else 0.0
            keep = paragraph.kind == "heading"
            lines.append(_Line(style, line, LEFT + shift, MEASURE - shift, keep))
    return lines


def closing(sender: str, day: date, styles: LetterStyles, last: Sequence[_Line]) -> list[_Line]:
    """``last`` lines of the text, a blank line, the sender centred over the date.

    All tied together, so that no page holds a signature without text. The date ends four
    characters from the right edge, which leaves the seal its place.
    """
    style = styles.body
    shown = chinese_date(day)
    date_width = style.width(shown)
    names = break_lines(clean(sender), style, 18 * CELL)
    widest = max(date_width, *(line.width for line in names))
    edge = MEASURE - 4 * CELL if widest == date_width else MEASURE - 2 * CELL
    middle = LEFT + edge - widest / 2
    blank = _Line(style, Broken("", 0.0, True), LEFT, MEASURE, keep=True)
    tied = [_Line(one.style, one.broken, one.x, one.room, keep=True) for one in last]
    signed = [
        _Line(style, Broken(one.text, one.width, True), middle - one.width / 2, MEASURE, keep=True)
        for one in names
    ]
    dated = _Line(style, Broken(shown, date_width, True), middle - date_width / 2, MEASURE)
    return [*tied, blank, *signed, dated]


def attached(titles: Sequence[str], styles: LetterStyles) -> list[_Line]:
    """附件说明 (7.3.4): a blank line below the text, indented, numbered if several."""
    if not titles:
        return []
    style = styles.body
    lines = [_Line(style, Broken("", 0.0, True), LEFT, MEASURE, keep=True)]
    for number, title in enumerate(titles, 1):
        begin = "附件：" if number == 1 else ""
        mark = f"{number}. " if len(titles) > 1 else ""
        shift = 2 * CELL + (0.0 if begin else style.width("附件："))
        text = f"{begin}{mark}{clean(title)}"
        for line in break_lines(text, style, MEASURE - shift):
            lines.append(_Line(style, line, LEFT + shift, MEASURE - shift, keep=True))
    return lines


def draw_letter(
    paper: Paper,
    styles: LetterStyles,
    head: LetterHead,
    paragraphs: Iterable[Paragraph],
    day: date,
    attachments: Sequence[str] = (),
    code: str = "",
) -> None:
    """Draw one letter from its red head to its date.

    ``code`` are the digits by which its slip is registered, shown small at the foot of page 1.
    """
    body = compose(paragraphs, styles)
    tail = [*body[-2:], *attached(attachments, styles)]
    groups = list(_groups([*body[:-2], *closing(head.sender, day, styles, tail)]))
    copies = _copies(head, styles)
    row, number = _draw_head(paper, styles, head, code), 1
    for group in groups:
        below = len(copies) if group is groups[-1] else 0
        if row + len(group) + below > LINES and row > 0:
            finish_page(paper, styles, number)
            row, number = 0, number + 1
        _draw_rows(paper, group, row)
        row += len(group)
    _draw_rows(paper, copies, LINES - len(copies))
    finish_page(paper, styles, number)


def _draw_rows(paper: Paper, lines: Sequence[_Line], row: int) -> None:
    for place, line in enumerate(lines, row):
        baseline = TOP + place * PITCH + BODY_SIZE
        paper.justified(line.x, baseline, line.style, line.broken, line.room)


def _copies(head: LetterHead, styles: LetterStyles) -> list[_Line]:
    """抄送 at the foot of the last page, in 四号, without lines: 版记 of a letter (10.1)."""
    if not head.copies:
        return []
    style, room = styles.number, MEASURE - 28
    lines = break_lines(f"抄送：{clean(head.copies)}。", style, room)
    return [_Line(style, line, LEFT + 14, room) for line in lines]


def finish_page(paper: Paper, styles: LetterStyles, number: int) -> None:
    """Page number from page 2 on, odd right and even left, one character in; then a new page."""
    if number > 1:
        text = f"— {number} —"
        baseline = HEIGHT - BOTTOM + 7 * mm + 14 * 0.8
        if number % 2:
            paper.right(WIDTH - RIGHT - 14, baseline, styles.number, text)
        else:
            paper.text(LEFT + 14, baseline, styles.number, text)
    paper.end_page()


def _groups(lines: Sequence[_Line]) -> Iterable[list[_Line]]:
    """Lines tied together by ``keep``, one list each; a group taller than a page is cut."""
    group: list[_Line] = []
    for line in lines:
        group.append(line)
        if not line.keep or len(group) == LINES:
            yield group
            group = []
    if group:
        yield group


def _draw_head(paper: Paper, styles: LetterStyles, head: LetterHead, code: str) -> int:
    """Red name, red double rules, number, title, addressee; returns the next free grid row."""
    middle, left = WIDTH / 2, (WIDTH - _RULE_LENGTH) / 2
    sender = clean(head.sender)
    em = styles.title.width(sender) / styles.title.size
    size = min(32.0, 160 * mm / em)
    paper.colour(RED)
    paper.centred(middle, _NAME_TOP + size * 0.86, paper.style(Role.TITLE, size, size), sender)
    rule = _NAME_TOP + size + 4 * mm
    paper.line(left, rule, left + _RULE_LENGTH, rule, 2.2)
    paper.line(left, rule + 2.4, left + _RULE_LENGTH, rule + 2.4, 0.7)
    foot = HEIGHT - 20 * mm
    paper.line(left, foot - 2.4, left + _RULE_LENGTH, foot - 2.4, 0.7)
    paper.line(left, foot, left + _RULE_LENGTH, foot, 2.2)
    paper.colour(BLACK)
    if code:
        _draw_code(paper, styles, code, foot - 6)
    baseline = rule + 2.4 + PITCH
    paper.right(WIDTH - RIGHT, baseline, styles.body, clean(head.number))
    baseline += 2 * PITCH
    for line in break_lines(clean(head.title), styles.title, MEASURE):
        baseline += styles.title.leading
        paper.centred(middle, baseline, styles.title, line.text)
    row = -int(-(baseline + PITCH * 0.9 - TOP) // PITCH)
    for line in break_lines(clean(head.addressee), styles.body, MEASURE):
        paper.justified(LEFT, TOP + row * PITCH + BODY_SIZE, styles.body, line, MEASURE)
        row += 1
    return row


def _draw_code(paper: Paper, styles: LetterStyles, code: str, bottom: float) -> None:
    """The code of a letter's slip between the type area and the lower rule of page 1."""
    side = 12 * mm
    paper.qr(WIDTH - RIGHT - side, bottom - side, side, code)
    paper.right(WIDTH - RIGHT - side - 3, bottom - 3, styles.code, grouped(code))


def grouped(digits: str, size: int = 4) -> str:
    """``digits`` in groups of ``size`` parted by spaces, as people read and type them."""
    return " ".join(digits[at : at + size] for at in range(0, len(digits), size))
