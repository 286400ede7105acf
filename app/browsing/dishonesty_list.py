"""失信名单 as a list: what waits for a second person, what is in force, what is over."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from app import clock
from app.browsing.register_search import RegisterSearch
from app.listing import CODE, SEARCH, STATE, Choice, Column, Filter, Key, Order, Row
from app.outcomes import dishonesty, listed, words
from app.outcomes.dishonesty import BY_HAND
from app.outcomes.listed import Entry
from app.store.office_store import Store

WAITING, IN_FORCE, OVER = "待确认", "有效", "已失效"
STATES = (WAITING, IN_FORCE, OVER)
MIRRORED = "转载"

COLUMNS = (
    Column("state", "状态", STATE, 9),
    Column("title", "名单", width=24),
    Column("name", "企业名称", width=26),
    Column("body", "认定机关", width=20),
    Column("document", "决定文号", width=24),
    Column("since", "起算日期", width=13),
    Column("until", "截止日期", width=13),
    Column("source", "来源", width=12),
    Column("ended", "失效", width=22),
    Column("objected", "异议", STATE, 9),
    Column("uscc", "统一社会信用代码", CODE, 18),
)


@dataclass(frozen=True)
class Listed:
    """An entry and how it stands today, one of :data:`STATES`."""

    entry: Entry
    state: str

    @property
    def mirrored(self) -> bool:
        """Whether it is read from an agency's records."""
        return self.entry.source != BY_HAND


class DishonestyList:
    """The source of the list; a key is the number of an entry or record.

    All is read with each question: there are few entries, and what ended is told by rules that no
    index knows.
    """

    columns: Sequence[Column] = COLUMNS

    def __init__(self, store: Store, search: Callable[[], RegisterSearch]) -> None:
        self._store, self._search = store, search
        self._held: dict[Key, Listed] = {}
        kinds = tuple((kind.code, kind.title) for kind in listed.load().values())
        self.choices: Sequence[Choice] = (
            Choice("state", "状态", tuple((one, one) for one in STATES)),
            Choice("list", "名单", kinds),
            Choice("source", "来源", ((MIRRORED, "从数据转载"), (BY_HAND, "人工登记"))),
        )

    def counts(self) -> dict[str, int]:
        """How many entries are in each of :data:`STATES`."""
        return Counter(one.state for one in self._read())

    def one(self, key: Key) -> Listed | None:
        """The entry of a row."""
        return self._held.get(key)

    def ids(self, wanted: Filter, order: Order | None, limit: int | None = None) -> list[Key]:
        """The numbers that fit; without an order what waits first, then by list."""
        self._held = {one.entry.number: one for one in self._read()}
        text = wanted.get(SEARCH, "").strip()
        codes = set(self._search().codes(text)) if text else set()
        chosen = [one for one in self._held.values() if _fits(one, wanted, text, codes)]
        if order is not None:
            place = [column.key for column in COLUMNS].index(order.key)
            chosen.sort(key=lambda one: _cells(one)[place], reverse=order.descending)
        return [one.entry.number for one in chosen][:limit]

    def rows(self, ids: Sequence[Key]) -> dict[Key, Row]:
        """The rows of these numbers."""
        return {key: self._row(self._held[key]) for key in ids if key in self._held}

    def _read(self) -> list[Listed]:
        store, today = self._store, clock.today()
        found = [Listed(one, WAITING) for one in dishonesty.proposed(store, today)]
        found += [Listed(one, IN_FORCE) for one in dishonesty.entries(store, today)]
        with store.read() as conn:
            past = [one for one in dishonesty.history(conn) if one.ended]
        past.sort(key=lambda one: one.ended, reverse=True)
        return found + [Listed(one, OVER) for one in past]

    def _row(self, one: Listed) -> Row:
        cells = list(_cells(one))
        for place, column in enumerate(COLUMNS):
            if column.key in ("since", "until"):
                cells[place] = words.day_words(cells[place])
        return tuple(cells)


def _fits(one: Listed, wanted: Filter, text: str, codes: Iterable[str]) -> bool:
    entry = one.entry
    source = MIRRORED if one.mirrored else BY_HAND
    shown = {"state": one.state, "list": entry.list_code, "source": source}
    if any(wanted.get(key, value) not in ("", value) for key, value in shown.items()):
        return False
    return not text or entry.uscc in codes or text in f"{entry.name} {entry.document} {entry.body}"


def _cells(one: Listed) -> Row:
    entry = one.entry
    ended = f"{words.day_words(entry.ended)} {entry.why}" if entry.ended else ""
    return (
        one.state,
        f"{entry.title}（警示）" if entry.warning else entry.title,
        entry.name or entry.uscc,
        entry.body,
        entry.document,
        entry.since,
        entry.until,
        f"{MIRRORED} {entry.source}" if one.mirrored else "人工登记",
        ended,
        "存在异议" if entry.objected else "",
        entry.uscc,
    )
