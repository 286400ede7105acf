"""Who works together under which model of the plan 三(六)(合作模式), noted at the coordinator.

The models are data, ``resources/outcomes/cooperation.toml``.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from app import clock, paths
from app.collection.ids import new_id
from app.errors import RefusedError, UsageError
from app.keys.roles import Role
from app.store import audit
from app.store.office_store import Store
from app.store.outcome_tables import cooperation
from app.store.tables import register

FILE = paths.OUTCOMES / "cooperation.toml"
MOST = 400


@dataclass(frozen=True)
class Model:
    """A model of cooperation; with ``fund`` a guarantee fund (担保基金) must be named."""

    code: str
    title: str
    fund: bool


def models(path: Path = FILE) -> dict[str, Model]:
    """The models by code, as the file has them. Raises ``R-MODELS``."""
    try:
        found = [Model(**row) for row in tomllib.loads(path.read_text("utf-8"))["model"]]
        sound = all(
            type(one.fund) is bool
            and all(isinstance(word, str) and word.strip() for word in (one.code, one.title))
            for one in found
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise _bad_models(str(error)) from error
    by_code = {one.code: one for one in found}
    if not sound or not found or len(by_code) != len(found):
        raise _bad_models("代码、名称须为文字且不重复，fund须为true或false")
    return by_code


def add(
    store: Store,
    uscc: str,
    model: str,
    partners: str,
    since: date,
    *,
    fund: str = "",
    note: str = "",
) -> str:
    """Note that an enterprise takes part since a day; returns the cooperation's number.

    Raises ``R-ROLE``, ``C-MODEL``, ``C-REGISTER``, ``C-PARTNERS``, ``C-FUND`` (the model needs a
    guarantee fund), ``C-TWICE`` when the same goes on already.
    """
    store.require(Role.ENTRY, Role.REVIEWER)
    known = models().get(model)
    if known is None:
        raise UsageError("C-MODEL", f"没有这种合作模式：{model}", f"可选：{'、'.join(models())}。")
    partners, fund, note = partners.strip(), fund.strip(), note.strip()
    if not partners or max(map(len, (partners, fund, note))) > MOST:
        raise _refused("C-PARTNERS", f"须写明合作各方，每项不超过{MOST}字。")
    if known.fund and not fund:
        raise _refused("C-FUND", f"“{known.title}”须写明担保基金。")
    with store.write() as conn:
        if conn.scalar(sa.select(register.c.uscc).where(register.c.uscc == uscc)) is None:
            raise _refused("C-REGISTER", f"企业名录中没有 {uscc}。")
        table = cooperation.c
        same = sa.select(table.cooperation_id).where(
            table.uscc == uscc,
            table.model == model,
            table.partners == partners,
            table.until.is_(None),
        )
        if conn.scalar(same.limit(1)) is not None:
            raise _refused("C-TWICE", "相同的合作已经登记，尚未终止。")
        number = new_id()
        conn.execute(
            cooperation.insert().values(
                cooperation_id=number,
                uscc=uscc,
                model=model,
                partners=partners,
                guarantee_fund=fund or None,
                since=since.isoformat(),
                note=note or None,
                operator=store.operator,
                at=clock.timestamp(),
            )
        )
        summary = {"uscc": uscc, "model": model, "since": since.isoformat()}
        audit.append(conn, store, "cooperation.add", number, summary)
    return number


def end(store: Store, cooperation_id: str, until: date) -> None:
    """Note the last day of a cooperation.

    Raises ``R-ROLE``, ``C-UNKNOWN``, ``C-ENDED``, ``C-DATES`` for a day before it began.
    """
    store.require(Role.ENTRY, Role.REVIEWER)
    with store.write() as conn:
        mine = cooperation.c.cooperation_id == cooperation_id
        row = conn.execute(sa.select(cooperation).where(mine)).first()
        if row is None:
            raise UsageError("C-UNKNOWN", f"没有这项合作：{cooperation_id}", "请核对编号。")
        if row.until is not None:
            raise _refused("C-ENDED", f"这项合作已于{row.until}终止。")
        if until.isoformat() < row.since:
            raise _refused("C-DATES", f"终止日期早于开始日期{row.since}。")
        conn.execute(cooperation.update().where(mine).values(until=until.isoformat()))
        summary = {"uscc": row.uscc, "until": until.isoformat()}
        audit.append(conn, store, "cooperation.end", cooperation_id, summary)


def listed(store: Store, *, uscc: str = "", on: date | None = None) -> list[dict[str, Any]]:
    """Cooperations in order of begin, with ``title`` of the model and ``name`` of the enterprise.

    Those of one enterprise, or those that go on on a day, when asked for.
    """
    table = cooperation.c
    query = sa.select(cooperation, register.c.name).outerjoin(
        register, register.c.uscc == table.uscc
    )
    if uscc:
        query = query.where(table.uscc == uscc)
    if on is not None:
        day = on.isoformat()
        query = query.where(table.since <= day, sa.func.coalesce(table.until, "9999") >= day)
    titles = {code: model.title for code, model in models().items()}
    with store.read() as conn:
        rows = conn.execute(query.order_by(table.since, table.cooperation_id)).all()
    return [{**row._mapping, "title": titles.get(row.model, row.model)} for row in rows]


def _refused(code: str, message: str) -> RefusedError:
    return RefusedError(code, message, "请核对后再试；没有变动。")


def _bad_models(problem: str) -> RefusedError:
    return RefusedError(
        "R-MODELS", f"合作模式表有误：{problem}。", "请改正 cooperation.toml 后重试；数据没有变动。"
    )
