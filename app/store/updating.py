"""Brings an opened office to the present release and catalogue: wholly, or not at all."""

from __future__ import annotations

import sqlalchemy as sa

from app.errors import AppError, EnvironmentFault
from app.store import audit, backup, catalogue_tables, migrations
from app.store.office_store import Store
from app.store.tables import meta

FOLDER = "before-update"
KEEP = 2


def bring_up_to_date(store: Store) -> None:
    """Take the pending steps and make what the catalogue adds, in one transaction.

    An office that was used before is backed up first (``backups/before-update``, the last two are
    kept; told in ``store.notices``). Raises ``S-UPDATE`` when a step fails, ``S-CATALOGUE``, and
    the codes of the backup; the office is as it was then.
    """
    with store.read() as conn:
        steps = migrations.pending(conn)
        current = catalogue_tables.is_current(conn, store.catalogue)
        used = conn.scalar(sa.select(meta.c.value).where(meta.c.key == catalogue_tables.KEY))
    if not steps and current:
        return
    if used:
        made = backup.backup(store, store.folder / backup.FOLDER / FOLDER, keep=KEEP)
        store.notices.append(f"工作区已按新版本更新，更新前的备份在 {made.folder}。")
    try:
        with store.write() as conn:
            for step in steps:
                migrations.run(conn, step)
                audit.append(conn, store, "office.migrate", step.__name__, {})
            if not current:
                new = catalogue_tables.bring_in_line(conn, store.catalogue)
                audit.append(
                    conn, store, "office.catalogue", store.catalogue.version, {"made": new}
                )
    except AppError:
        raise
    except Exception as error:
        raise EnvironmentFault(
            "S-UPDATE",
            f"工作区没有更新成功（{type(error).__name__}），数据没有变动。",
            "请用原版本程序打开，并联系维护人员。",
        ) from error
