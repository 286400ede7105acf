"""A whole campaign by both desktops, each office in a process of its own, files on a stick.

Nothing of the offices is shared but the files that somebody carries from folder to folder.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
import pytest
from openpyxl import Workbook

from app.catalogue.load import load
from app.edition import Edition
from tests.county import ROOT
from tests.gui.importing_files import bill, workbook
from tests.offices import COMPANY, FARM, register_values


class Process:
    """A running edition. ``step(name, day, …)`` lets its people do something."""

    def __init__(self, running: subprocess.Popen[str]) -> None:
        self._running = running

    def step(self, name: str, day: str, *given: object) -> Any:
        assert self._running.stdin is not None
        assert self._running.stdout is not None
        line = json.dumps([name, day, *map(str, given)], ensure_ascii=False)
        self._running.stdin.write(f"{line}\n")
        self._running.stdin.flush()
        answer = self._running.stdout.readline()
        assert answer, "the program ended"
        how, said = json.loads(answer)
        assert how == "done", f"{name}: {said}"
        return said


@contextmanager
def opened(edition: Edition, home: Path, part: str) -> Iterator[Process]:
    """The edition's program, running until the end of the block."""
    words = [sys.executable, "-m", "tests.endtoend.played", edition, str(home), part]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONIOENCODING": "utf-8"}
    with subprocess.Popen(
        words,
        cwd=ROOT,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    ) as running:
        yield Process(running)
        assert running.stdin is not None
        running.stdin.close()
        assert running.wait(60) == 0


def register_book(path: Path) -> Path:
    """Market regulation's own file of two enterprises."""
    titles = {field.name: field.title for field in load().data_sets["SC01"].fields}
    rows = [
        register_values(COMPANY, "渑池仰韶食品有限公司", "1"),
        {**register_values(FARM, "渑池县天池农民专业合作社", "4"), "agri_flag": "Y"},
    ]
    book = Workbook()
    book.active.append([titles[name] for name in rows[0]])
    for row in rows:
        book.active.append(list(row.values()))
    book.save(path)
    return path


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    """What somebody carries from office to office."""
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


@pytest.mark.slow
def test_a_whole_campaign_is_carried_between_the_editions(tmp_path: Path, stick: Path) -> None:
    """If the two programs do not fit together, a county finds out in the middle of its campaign."""
    with ExitStack() as stack:
        processes = {
            name: stack.enter_context(opened(edition, tmp_path / f"home-{name}", part))
            for name, edition, part in (
                ("RH", Edition.COORDINATOR, "tests.gui.coordinator_steps"),
                ("SCJG", Edition.AGENCY, "tests.endtoend.agency_part"),
                ("GD", Edition.AGENCY, "tests.endtoend.agency_part"),
            )
        }
        for name in processes:
            (tmp_path / name).mkdir()
        centre, market, power = processes.values()
        card = centre.step("begin", "2026-03-02", tmp_path / "RH", stick)
        assert "CJ-2025-01" in centre.step("open_round", "2026-03-02")
        for name, process in (("SCJG", market), ("GD", power)):
            digits = process.step("begin", "2026-03-03", name, card, tmp_path / name, stick)
            said = centre.step("enrol", "2026-03-03", stick / f"{name}-备案.xyb", digits)
            assert "已登记" in said
        centre.step("publish_directory", "2026-03-04", stick / "机构名册.xyb")
        for process in (market, power):
            assert "机构名册" in process.step("receive", "2026-03-05", stick / "机构名册.xyb")

        market.step("collect", "2026-03-10", register_book(tmp_path / "名录.xlsx"))
        market.step("approve_and_send", "2026-03-11", stick, 2)
        assert "并入 1 个" in centre.step("take_all", "2026-03-12", stick)
        said = centre.step("publish_register", "2026-03-13", stick / "企业名录.xyb")
        assert "共 2 家企业" in said
        assert "2 家" in power.step("receive", "2026-03-14", stick / "企业名录.xyb")

        power.step("collect", "2026-04-08", bills(tmp_path / "十二月电费.xlsx"))
        power.step("approve_and_send", "2026-04-09", stick, 2)
        assert "并入 1 个" in centre.step("take_all", "2026-04-10", stick)
        (receipt,) = stick.glob("回执_GD_*.xyb")
        assert "已回执\t2\t0" in power.step("take_receipt", "2026-04-11", receipt)

        assert "共 2 户" in centre.step("rate_and_publish", "2026-04-21")
        printed = tmp_path / "printed"
        printed.mkdir()
        (name,) = centre.step("print_notices", "2026-04-22", printed)
    document = pdfium.PdfDocument(printed / name)
    said = "".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    assert "渑池仰韶食品有限公司" in said
    assert "渑池县天池农民专业合作社" in said


def bills(path: Path) -> Path:
    """The billing system's file about both enterprises."""
    rows = [
        bill(0, "2025-12", 户号="5100000001", 统一社会信用代码=COMPANY),
        bill(0, "2025-12", 户号="5100000003", 统一社会信用代码=FARM),
    ]
    return workbook(path, rows)
