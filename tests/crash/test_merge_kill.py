"""A coordinator whose PC dies in the middle of a merge finds each package whole or not at all."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from app.collection import review
from app.collection.importing import import_file
from app.exchange.verifying import show
from app.store import audit_check
from app.store.office_store import Store
from tests.offices import (
    CLERK,
    COMPANY,
    LEADER,
    County,
    bill,
    collect,
    found,
    start_register,
    submit,
)

KILLS = 15
PACKAGES = 12
ROWS = 150


@dataclass(frozen=True)
class Post:
    """Submissions in the order of their stream: path, package and number of rows of each."""

    paths: list[Path]
    ids: list[str]


def write_bills(path: Path, number: int) -> Path:
    """A month's list of ``ROWS`` consumers that no other list names."""
    lines = ["户号,统一社会信用代码,月份,用电量,应收电费,缴费期限"]
    lines += [
        f"{4112210000000 + number * 1000 + row},{COMPANY},2026-02,100,70,2026-03-20"
        for row in range(ROWS)
    ]
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def post(county: County) -> Post:
    """Collect, approve and submit ``PACKAGES`` lists, one after the other."""
    paths = []
    for number in range(PACKAGES):
        with county.as_("GD", CLERK) as store:
            import_file(store, "GD02", write_bills(county.folder / "clerk.csv", number))
        with county.as_("GD", LEADER) as store:
            review.approve(store, "GD02", reasons={"*": "已核对"})
        paths.append(submit(county, "GD", number))
    return Post(paths, [show(path).envelope.package_id for path in paths])


def test_a_killed_merge_loses_nothing_acknowledged_and_leaves_nothing_partial(
    tmp_path: Path,
) -> None:
    """Half a submission, or the same one twice, would be rated as if it were what was sent."""
    seed = int(os.environ.get("CREDITDESK_SEED", "2026"))
    print(f"seed {seed}")
    chance = random.Random(seed)
    county = found(tmp_path)
    start_register(county)
    collect(county, "GD", "GD02", [bill(COMPANY, "4112219999", "2026-02", "1000")])
    sent = post(county)
    shutil.copytree(tmp_path / "RH", tmp_path / "untouched")
    done, torn = 0, 0
    for _ in range(KILLS):
        if done > PACKAGES - 3:
            shutil.rmtree(tmp_path / "RH")
            shutil.copytree(tmp_path / "untouched", tmp_path / "RH")
            done = 0
        acknowledged = _merge_and_kill(tmp_path / "RH", sent.paths[done:], chance)
        with county.as_("RH", LEADER) as store:
            merged = _whole_packages(store, sent)
            audit_check.verify(store)
        assert merged == set(sent.ids[: len(merged)]), "out of order"
        assert merged >= {*acknowledged, *sent.ids[:done]}
        torn += len(merged) < PACKAGES
        done = len(merged)
    assert torn, "no kill came before the last merge was done"


def _whole_packages(store: Store, sent: Post) -> set[str]:
    """The packages that arrived; each must be there with all of its rows and each row once."""
    query = "SELECT package_id, count(*), count(DISTINCT cons_no) FROM rec_gd02 GROUP BY package_id"
    with store.read() as conn:
        held = {row[0]: (row[1], row[2]) for row in conn.exec_driver_sql(query)}
        inbox = conn.exec_driver_sql(
            "SELECT package_id FROM inbox WHERE sender = 'GD' AND kind = 'submission'"
        ).all()
    assert sorted(held) == sorted(row[0] for row in inbox)
    for number, package_id in enumerate(sent.ids):
        rows = ROWS + 1 if number == 0 else ROWS
        assert held.get(package_id, (rows, rows)) == (rows, rows)
    return set(held)


def _merge_and_kill(office: Path, paths: list[Path], chance: random.Random) -> list[str]:
    """Let a child merge, kill it at a random moment; returns the packages acknowledged."""
    program = [sys.executable, str(Path(__file__).with_name("merge_forever.py"))]
    with subprocess.Popen(
        [*program, str(office), *map(str, paths)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path.cwd())},
    ) as child:
        assert child.stdout is not None
        first = child.stdout.readline().strip()
        time.sleep(chance.uniform(0, 0.25))
        child.kill()
        rest = [line.strip() for line in child.stdout if line.endswith("\n")]
    assert first, "the child ended before its first acknowledgement"
    return [first, *rest]
