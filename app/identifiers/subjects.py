"""Who a record is about: 统一社会信用代码 (GB 32100-2015) and 组织机构代码 (GB 11714-1997)."""

from __future__ import annotations

import re
from functools import lru_cache

from app.identifiers.verdict import Verdict, code_text, error, warning

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_VALUE = {letter: index for index, letter in enumerate(ALPHABET)}
_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_USCC = re.compile(r"[1-9ANY][1-9][0-9]{6}[0-9A-HJ-NP-RTUW-Y]{8}[0-9X][0-9A-HJ-NP-RTUW-Y]")
_ORG = re.compile(r"[0-9A-Z]{8}[0-9X]")
_ORG_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_CATEGORIES = {
    "1": "1239", "2": "19", "3": "123459", "4": "19", "5": "1239", "6": "129", "7": "129",
    "8": "19", "9": "1239", "A": "19", "N": "1239", "Y": "1",
}  # fmt: skip
_LOOKALIKE = {"O": "0", "I": "1", "Z": "2", "S": "5", "V": "U或Y"}
ORG_PREFIX = "ORG:"
_KIND_FAMILY_FARM = "5"


def uscc_check(body: str) -> str:
    """The 18th character for 17 characters of the alphabet."""
    total = sum(_VALUE[letter] * weight for letter, weight in zip(body, _WEIGHTS, strict=True))
    return ALPHABET[(31 - total % 31) % 31]


def org_check(body: str) -> str:
    """The 9th character for 8 characters of an organisation code."""
    total = sum(int(letter, 36) * weight for letter, weight in zip(body, _ORG_WEIGHTS, strict=True))
    return "0X987654321"[total % 11]


def uscc(text: str) -> Verdict:
    """A unified social credit code: form and both check digits; letters are never guessed.

    ``E-USCC-LENGTH``, ``E-USCC-FORM``, ``E-USCC-CHECK``; ``W-USCC-ORG`` where only the inner
    organisation code fails, ``W-USCC-AUTHORITY`` for an unknown authority and category, and
    ``W-USCC-REGION`` for a registration authority outside Sanmenxia (4112xx).
    """
    value = code_text(text)
    if len(value) != 18:
        return error(
            value,
            "E-USCC-LENGTH",
            f"统一社会信用代码应为18位，现为{len(value)}位",
            "请对照营业执照填写。",
        )
    wrong = [
        f"{letter}（是否应为{_LOOKALIKE[letter]}）" for letter in value if letter in _LOOKALIKE
    ]
    if wrong:
        return error(
            value,
            "E-USCC-FORM",
            f"统一社会信用代码中不会出现{'、'.join(wrong)}",
            "请对照营业执照改正。",
        )
    if not _USCC.fullmatch(value):
        return error(value, "E-USCC-FORM", "统一社会信用代码的格式不正确", "请对照营业执照填写。")
    if uscc_check(value[:17]) != value[17]:
        return error(
            value, "E-USCC-CHECK", "统一社会信用代码的校验位不正确", "请逐位对照营业执照核对。"
        )
    return _uscc_warnings(value)


def _uscc_warnings(value: str) -> Verdict:
    if org_check(value[8:16]) != value[16]:
        return warning(
            value,
            "W-USCC-ORG",
            "代码中的组织机构代码校验位不符",
            "极少数已发代码如此，请对照营业执照确认。",
        )
    if value[1] not in _CATEGORIES[value[0]]:
        return warning(
            value,
            "W-USCC-AUTHORITY",
            f"登记管理部门和机构类别{value[:2]}不常见",
            "请对照营业执照确认。",
        )
    if not value[2:8].startswith("4112") and value[0] in "9N":
        return warning(
            value, "W-USCC-REGION", f"登记机关{value[2:8]}不在三门峡市", "请确认是否属于本县主体。"
        )
    return Verdict(value)


def org_code(text: str) -> Verdict:
    """An organisation code, stored as 9 characters. ``E-ORG-FORM``, ``E-ORG-CHECK``."""
    value = code_text(text)
    if not _ORG.fullmatch(value):
        return error(
            value, "E-ORG-FORM", "组织机构代码应为8位字符加1位校验位", "请对照代码证填写。"
        )
    if org_check(value[:8]) != value[8]:
        return error(value, "E-ORG-CHECK", "组织机构代码的校验位不正确", "请对照代码证核对。")
    return Verdict(value)


def org_code_of(code: str) -> str:
    """The 9-character organisation code within a credit code or subject key."""
    return code[4:] if code.startswith(ORG_PREFIX) else code[8:17]


@lru_cache(maxsize=1 << 15)
def subject_key(text: str) -> Verdict:
    """The key under which a subject is kept: its credit code, or ``ORG:`` and 9 characters."""
    plain = code_text(text).removeprefix(ORG_PREFIX)
    if len(plain) == 9:
        verdict = org_code(plain)
        return Verdict(ORG_PREFIX + verdict.value, verdict.problem) if verdict.ok else verdict
    return uscc(plain)


def in_scope(uscc: str, entity_kind: str, *, collectives: bool = False) -> bool:
    """Whether the plan covers the subject: 91 and 93, 92 only as a family farm, N1-N3 if asked.

    A subject with only an organisation code is covered; ``entity_kind`` is a code of that list.
    """
    if uscc.startswith(ORG_PREFIX) or uscc[:2] in ("91", "93"):
        return True
    if uscc[:2] == "92":
        return entity_kind == _KIND_FAMILY_FARM
    return collectives and uscc[:2] in ("N1", "N2", "N3")


def scope(text: str, entity_kind: str, *, collectives: bool = False) -> Verdict:
    """:func:`subject_key`, and ``E-SCOPE`` for a subject that the plan does not cover."""
    verdict = subject_key(text)
    if verdict.ok and not in_scope(verdict.value, entity_kind, collectives=collectives):
        return error(
            verdict.value, "E-SCOPE", "该主体不在采集范围", "采集公司类企业和新型农业经营主体。"
        )
    return verdict
