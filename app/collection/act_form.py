"""Forms for acts that are no records: an objection, an answer, a credit application.

Declared with the same fields as a data set, so that they are filled in and checked alike.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from app.catalogue.model import Catalogue, Code, CodeList, DataSet, Field, Value
from app.collection.findings import ERROR, Finding
from app.collection.values import convert_one


@dataclass(frozen=True, eq=False)
class ActForm:
    """``fields`` in the order of the form; ``lists`` are the code lists that only they use."""

    id: str
    title: str
    fields: tuple[Field, ...]
    lists: tuple[CodeList, ...] = ()

    @cached_property
    def data_set(self) -> DataSet:
        """The form as a data set, for whoever draws it."""
        return DataSet(self.id, self.title, "", self.fields)

    def catalogue(self, base: Catalogue) -> Catalogue:
        """``base`` with the form's own code lists."""
        own = {one.id: one for one in self.lists}
        return replace(base, code_lists={**base.code_lists, **own})

    def read(self, texts: Mapping[str, str]) -> tuple[dict[str, Value], list[Finding]]:
        """The texts in stored form (None for an empty one), and what is wrong with them."""
        lists = {one.id: one for one in self.lists}
        values: dict[str, Value] = {}
        findings: list[Finding] = []
        for field in self.fields:
            text = texts.get(field.name, "")
            values[field.name], problems = convert_one(field, lists.get(field.codes), text)
            for one in problems:
                said = (one.code, one.level, 0, "", field.name, one.raw, one.message, one.advice)
                findings.append(Finding(*said))
            if field.required and values[field.name] is None and not problems:
                told = f"“{field.title}”还没有填。"
                findings.append(Finding("E-REQUIRED", ERROR, 0, "", field.name, "", told, ""))
        return values, [one for one in findings if one.level == ERROR]


def words_list(name: str, title: str, words: Iterable[str]) -> CodeList:
    """A code list whose codes are the words themselves."""
    return CodeList(name, title, "", tuple(Code(word, word) for word in words))
