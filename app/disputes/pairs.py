"""Which fields of different data sets say the same fact: read from ``resources/disputes``.

The catalogue says what may be collected, not that two columns mean one thing; that is declared
here as data, so that the working group can add a comparison without a release.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import field as declared
from pathlib import Path
from typing import Any, Final

from app import paths
from app.catalogue.check import SYSTEM_KEYS
from app.catalogue.model import Catalogue, Field, FieldType
from app.errors import RefusedError
from app.files import disk_fault
from app.store.tables import INTEGERS

FILE: Final = paths.DISPUTES / "same_facts.toml"
MEANING, TEXT, NEAR, AT_LEAST = "meaning", "text", "near", "at_least"
_COMPARES: Final = (MEANING, TEXT, NEAR, AT_LEAST)


@dataclass(frozen=True)
class Side:
    """One side of a comparison: ``field`` of ``dataset``, of the enterprise in ``subject``.

    The other entries are explained at the head of the file.
    """

    dataset: str
    field: str
    subject: str = "uscc"
    part: tuple[str, ...] = ()
    add: str = ""
    length: int = 0
    where: dict[str, str] = declared(default_factory=dict)
    kind: str = ""
    sum: bool = False
    also: tuple[str, ...] = ()
    meanings: dict[str, str] = declared(default_factory=dict)
    find: str = ""
    outranked: bool = False


@dataclass(frozen=True)
class Pair:
    """Two sides that should agree. ``tolerance`` in percent, ``least`` in 元 or in units."""

    id: str
    title: str
    topic: str
    compare: str
    ask: str
    left: Side
    right: Side
    tolerance: int = 0
    least: int = 0


def load_pairs(catalogue: Catalogue, path: Path = FILE) -> dict[str, Pair]:
    """The comparisons by id, in the order of the file, checked against the catalogue.

    Raises ``D-PAIRS`` with every fault, ``ENV-*`` when the file cannot be read.
    """
    try:
        pairs = [_pair(entry) for entry in tomllib.loads(path.read_text("utf-8"))["pair"]]
    except OSError as error:
        raise disk_fault(error, path) from error
    except (ValueError, KeyError, TypeError) as error:
        raise _refused(path, [str(error)]) from error
    faults = [f"{one.id}：{fault}" for one in pairs for fault in _faults(one, catalogue)]
    if len({one.id for one in pairs}) != len(pairs):
        faults.append("编号重复")
    if faults:
        raise _refused(path, faults)
    return {one.id: one for one in pairs}


def _pair(entry: dict[str, Any]) -> Pair:
    return Pair(**{**entry, "left": _side(entry["left"]), "right": _side(entry["right"])})


def _side(entry: dict[str, Any]) -> Side:
    lists: dict[str, Any] = {name: tuple(entry.get(name, ())) for name in ("part", "also")}
    return Side(**{**entry, **lists})


def _faults(pair: Pair, catalogue: Catalogue) -> Iterator[str]:
    if pair.compare not in _COMPARES:
        yield f"不认识的比法 {pair.compare}"
    for side in (pair.left, pair.right):
        yield from _side_faults(pair, side, catalogue)
    if pair.left.part and pair.right.part and len(pair.left.part) != len(pair.right.part):
        yield "两边 part 的个数不同"


def _side_faults(pair: Pair, side: Side, catalogue: Catalogue) -> Iterator[str]:
    data_set = catalogue.data_sets.get(side.dataset)
    if data_set is None:
        yield f"没有数据集 {side.dataset}"
        return
    for name in (side.field, side.subject, *side.part, *side.where, *side.also):
        known = data_set.by_name.get(name)
        if name not in SYSTEM_KEYS and (known is None or known.matching):
            yield f"{side.dataset} 没有存数据项 {name}"
    if side.kind and side.kind not in catalogue.kinds:
        yield f"没有机构类别 {side.kind}"
    if side.field in data_set.by_name:
        yield from _value_faults(pair, side, data_set.by_name[side.field], catalogue)


def _value_faults(pair: Pair, side: Side, field: Field, catalogue: Catalogue) -> Iterator[str]:
    counted = field.type in INTEGERS
    if (pair.compare in (NEAR, AT_LEAST) or side.sum) and not counted:
        yield f"{side.dataset}.{side.field} 不是数，不能这样比"
    if pair.compare == TEXT and counted:
        yield f"{side.dataset}.{side.field} 不是文字，不能这样比"
    if side.find and side.find not in catalogue.code_lists:
        yield f"没有代码表 {side.find}"
    if pair.compare == MEANING and not (side.meanings or side.find):
        yield f"{side.dataset}.{side.field} 没有写含义"
    if side.meanings and field.type is FieldType.CODE:
        titles = catalogue.code_lists[field.codes].titles
        for code in side.meanings.keys() - titles.keys():
            yield f"代码表 {field.codes} 没有 {code}"


def _refused(path: Path, faults: list[str]) -> RefusedError:
    return RefusedError(
        "D-PAIRS",
        f"{path.name} 有误：{'；'.join(faults)[:500]}。",
        "请改正后再核对冲突；数据没有变动。",
    )
