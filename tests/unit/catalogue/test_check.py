"""A catalogue edited by hand must be refused with the place of the fault, never half used."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from app import paths
from app.catalogue.load import load
from app.errors import AppError, EnvironmentFault, RefusedError

SEAL_RULE = 'check = "filled(seal_kind)"'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A private copy of the shipped catalogue."""
    return Path(shutil.copytree(paths.CATALOGUE, tmp_path / "catalogue"))


def edit(folder: Path, name: str, old: str, new: str) -> None:
    path = folder / name
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


FAULTS = [
    ("datasets/GA01.toml", 'codes = "police_item"', 'codes = "x"', "CAT-CODES-UNKNOWN", "item"),
    ("datasets/GA01.toml", 'type = "date"', 'type = "day"', "CAT-TYPE", "issue"),
    ("datasets/GD01.toml", '"consumer_no"', '"house_no"', "CAT-IDENTIFIER", "cons_no"),
    ("datasets/GD01.toml", 'name = "volt"', 'name = "address"', "CAT-DUPLICATE", "address"),
    ("datasets/GD01.toml", 'name = "volt"', 'name = "Volt"', "CAT-NAME", "Volt"),
    ("datasets/GD01.toml", 'key = ["cons_no"]', 'key = ["meter"]', "CAT-KEY", "meter"),
    ("datasets/GD01.toml", 'lookup = "cons_no"', 'lookup = "meter"', "CAT-REFERENCE", "meter"),
    ("datasets/GA01.toml", SEAL_RULE, 'check = "filled(seal)"', "CAT-RULE", "GA01-SEAL"),
    ("datasets/GA01.toml", SEAL_RULE, 'check = "filled("', "CAT-RULE", "GA01-SEAL"),
    ("datasets/GA01.toml", 'fields = ["seal_kind"]', 'fields = ["seal"]', "CAT-RULE", "GA01-SEAL"),
    ("datasets/GA01.toml", 'level = "warning"', 'level = "warn"', "CAT-LEVEL", "GA01-SEAL"),
    ("datasets/GA01.toml", '"GA01-SEAL"', '"GA01-TERM"', "CAT-DUPLICATE", "GA01-TERM"),
    ("datasets/GA01.toml", '"GA01-SEAL"', '"GA02-SEAL"', "CAT-NAME", "GA02-SEAL"),
    ("datasets/GD02.toml", "kwh <= prev.kwh * 5", "kwh <= prev.kw * 5", "CAT-RULE", "GD02-JUMP"),
    ("datasets/SC02.toml", "sum(ratio)", "sum(share)", "CAT-RULE", "SC02-RATIO"),
    ("datasets/SC02.toml", "sum(ratio)", "ratio", "CAT-RULE", "SC02-RATIO"),
    ("datasets/GD02.toml", 'join = "GD01"', 'join = "GD09"', "CAT-REFERENCE", "GD02-CAPACITY"),
    ("datasets/GD02.toml", 'on = ["cons_no"]', "on = []", "CAT-RULE", "GD02-CAPACITY"),
    ("datasets/GD02.toml", '"amount - paid"', '"amount - pay"', "CAT-RULE", "owed"),
    ("datasets/GA02.toml", "stage == '立案'", "stag == '立案'", "CAT-RULE", "withhold"),
    ("datasets/SC06.toml", '["penalty"]', '["punishment"]', "CAT-SHAPE-UNKNOWN", "punishment"),
    ("datasets/GA01.toml", 'code = "GA01"', 'code = "GA09"', "CAT-NAME", "GA09"),
    ("datasets/GA02.toml", 'code = "GA02"', 'code = "GA01"', "CAT-DUPLICATE", "GA01"),
    ("datasets/GA01.toml", 'help = "签发', 'helps = "签发', "CAT-SHAPE", "issue"),
    ("datasets/GA01.toml", 'help = "签发或备案的日期"', 'help = ""', "CAT-HELP", "issue"),
    ("datasets/GA01.toml", '"发证日期"', '"有效期至"', "CAT-LABEL", "valid_to"),
    ("datasets/GA01.toml", 'maximum = "today"', 'maximum = "soon"', "CAT-BOUND", "issue"),
    ("datasets/GD02.toml", "sensitivity = 2", "sensitivity = 7", "CAT-SENSITIVITY", "kwh"),
    ("datasets/SW02.toml", 'default = "M"', 'default = "W"', "CAT-REFERENCE", "period_type"),
    ("datasets/GA01.toml", "[[field]]", "[[field", "CAT-TOML", "GA01.toml"),
    ("codes/five_class.toml", 'code = "2"', 'code = "1"', "CAT-DUPLICATE", "five_class=1"),
    ("codes/five_class.toml", '"关注类"', '"正常"', "CAT-SYNONYM", "five_class=2"),
    ("codes/five_class.toml", 'id = "five_class"', 'id = "loan_status"', "CAT-DUPLICATE", ""),
    ("codes/industry.toml", "pattern = \"^", "pattern = \"^(", "CAT-PATTERN", "industry"),
    ("county.toml", 'kind = "GD"', 'kind = "XX"', "CAT-REFERENCE", "GD"),
    ("county.toml", 'successor = "YH-ZYH"', 'successor = "YH-X"', "CAT-REFERENCE", "YH-LYH"),
    ("county.toml", 'coordinator = "RH"', 'coordinator = "PB"', "CAT-REFERENCE", "coordinator"),
    ("county.toml", '"GD01", ', '"GD09", ', "CAT-REFERENCE", "ownership"),
    ("county.toml", '"GD01", ', "", "CAT-OWNER", "GD01"),
    ("county.toml", 'kinds = ["GD"]', 'kinds = ["XX"]', "CAT-REFERENCE", "ownership"),
    ("county.toml", 'code = "YH-NFH"', 'code = "YH-GSH"', "CAT-DUPLICATE", "YH-GSH"),
    ("county.toml", 'county = "渑池县"', "", "CAT-SHAPE", "county"),
    (
        "county.toml",
        'successor = "YH-ZYH"',
        'successor = "YH-ZYH"\nvalid_to = 2000-01-01',
        "CAT-DATES",
        "YH-LYH",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("name", "old", "new", "code", "entry"), FAULTS)
def test_each_fault_is_refused_with_its_file_and_entry(folder, name, old, new, code, entry):
    edit(folder, name, old, new)
    with pytest.raises(RefusedError) as caught:
        load(folder)
    assert caught.value.code == code
    assert Path(name).name in caught.value.message or "codes/" in name
    assert entry in caught.value.message
    assert caught.value.advice


def test_an_empty_code_list_is_refused(folder):
    (folder / "codes" / "five_class.toml").write_text(
        'id = "five_class"\ntitle = "x"\nsource = "y"\ncodes = []\n', "utf-8"
    )
    with pytest.raises(RefusedError, match="CAT-CODES-EMPTY"):
        load(folder)


def test_a_missing_catalogue_is_a_fault_of_the_installation(tmp_path):
    with pytest.raises(EnvironmentFault) as caught:
        load(tmp_path)
    assert isinstance(caught.value, AppError)
    assert caught.value.code == "ENV-CATALOGUE"
