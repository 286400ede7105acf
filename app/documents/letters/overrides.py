"""An office's own words: its letterhead, and letters that it words otherwise than the program.

Every version is kept; the newest counts, and an empty one goes back to the shipped words.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields, replace

import sqlalchemy as sa

from app import clock
from app.documents.letters.wording import Wording, declared
from app.errors import RefusedError, UsageError
from app.keys.roles import Role
from app.store import audit
from app.store.letter_tables import letter_text as table
from app.store.office_store import Store

LETTERHEAD = "letterhead"
_LONGEST = 200
_BLANK_PHONE = "0398-＿＿＿＿"
"""To be filled in by pen: an office that has set no letterhead yet."""


@dataclass(frozen=True)
class Letterhead:
    """Who writes: the name in red, 机关代字 for the number, and how to reach it."""

    title: str
    mark: str
    contact: str
    phone: str
    address: str
    postcode: str = ""

    @property
    def where(self) -> str:
        """Address with postcode."""
        return self.address + (f"（邮编{self.postcode}）" if self.postcode else "")

    def amended(self, text: str) -> Letterhead:
        """This letterhead with what ``text`` (TOML of its fields) says otherwise.

        Raises ``D-LETTERHEAD`` for no TOML, an unknown field, or a value that is no short text.
        """
        try:
            told = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise _refused(f"格式有误：{error}") from error
        known = {one.name for one in fields(self)}
        if unknown := sorted(told.keys() - known):
            raise _refused(f"没有这些项目：{'、'.join(unknown)}")
        for name, value in told.items():
            if not isinstance(value, str) or len(value) > _LONGEST:
                raise _refused(f"{name} 应为不超过{_LONGEST}字的文字")
        amended = replace(self, **told)
        if not amended.title.strip() or not amended.mark.strip():
            raise _refused("单位名称和机关代字不能为空")
        return amended


@dataclass(frozen=True)
class Version:
    """One version of an office's words for a letter; empty ``content`` means the shipped ones."""

    version: int
    content: str
    operator: str
    at: str


def wording_of(store: Store, letter: str) -> Wording:
    """The words that this office uses for ``letter``. Raises ``D-WORDING``."""
    shipped = declared(letter)
    own = _newest(store, letter)
    return shipped.amended(own) if own else shipped


def letterhead_of(store: Store) -> Letterhead:
    """The letterhead that this office uses."""
    shipped, own = _shipped_letterhead(store), _newest(store, LETTERHEAD)
    return shipped.amended(own) if own else shipped


def amend(store: Store, letter: str, content: str) -> int:
    """Use the office's own ``content`` for ``letter`` (or the letterhead); returns its version.

    Empty content goes back to the shipped words. Raises ``D-WORDING`` or ``D-LETTERHEAD`` saying
    what is wrong, ``R-ROLE``; nothing is kept then.
    """
    store.require(Role.REVIEWER, Role.ADMIN)
    if letter == LETTERHEAD:
        _shipped_letterhead(store).amended(content)
    else:
        shipped = declared(letter)
        if content:
            shipped.amended(content)
    with store.write() as conn:
        last = conn.scalar(sa.select(sa.func.max(table.c.version)).where(table.c.letter == letter))
        version = (last or 0) + 1
        row = {"letter": letter, "version": version, "content": content}
        row |= {"operator": store.operator, "at": clock.timestamp()}
        conn.execute(sa.insert(table).values(**row))
        audit.append(conn, store, "letter_text", letter, {"version": version, "content": content})
    return version


def take_up(store: Store, letter: str, version: int) -> int:
    """Go back to an earlier version; returns the number of the new one. Raises ``U-VERSION``."""
    for one in versions(store, letter):
        if one.version == version:
            return amend(store, letter, one.content)
    raise UsageError("U-VERSION", f"没有第{version}版文本。", "请先查看已有的版本。")


def versions(store: Store, letter: str) -> list[Version]:
    """Every version of this office's own words, oldest first."""
    query = sa.select(table.c.version, table.c.content, table.c.operator, table.c.at)
    with store.read() as conn:
        rows = conn.execute(query.where(table.c.letter == letter).order_by(table.c.version))
        return [Version(*row) for row in rows]


def _newest(store: Store, letter: str) -> str:
    kept = versions(store, letter)
    return kept[-1].content if kept else ""


def _shipped_letterhead(store: Store) -> Letterhead:
    agency = store.catalogue.agencies[store.agency]
    return Letterhead(
        title=agency.title,
        mark=agency.letter_mark,
        contact="信用信息采集小组",
        phone=agency.phone or _BLANK_PHONE,
        address=agency.address or store.catalogue.county,
    )


def _refused(what: str) -> RefusedError:
    return RefusedError("D-LETTERHEAD", f"信头设置有误：{what}。", "原设置没有变动；请改正后重试。")
