"""Natural persons: 公民身份号码 (GB 11643-1999) and other papers, telephone numbers, mail."""

from __future__ import annotations

import re
from datetime import date

from app import clock
from app.identifiers.verdict import Verdict, code_text, error, tidy, warning

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_RESIDENT = re.compile(r"[1-9][0-9]{16}[0-9X]")
_LANDLINE = re.compile(r"0[0-9]{2,3}-?[0-9]{7,8}(-[0-9]{1,6})?")
_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_EMAIL = re.compile(r"[A-Za-z0-9._%+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z]{2,24}")
_OTHER_PAPERS = re.compile(
    r"[HM][0-9]{8}(?:[0-9]{2})?|[0-9]{8}|[A-Z]{3}[0-9]{12}|9[0-9]{16}[0-9X]|[A-Z]{1,2}[0-9]{7,8}"
)


def resident_check(body: str) -> str:
    """The 18th character for 17 digits."""
    return "10X98765432"[sum(int(d) * w for d, w in zip(body, _WEIGHTS, strict=True)) % 11]


def resident_id(text: str) -> Verdict:
    """An 18-digit resident number: check digit, a real birthday, age 16 to 120.

    The address code is not compared with today's counties nor with the birthday: numbers with the
    county's code before 1986 (412524) are still good. ``W-RID-MINOR`` under 18.
    """
    value = code_text(text)
    if len(value) == 15 and value.isdecimal():
        return error(
            value, "E-RID-LENGTH", "15位旧身份证号已停用，请填18位", "请对照现行居民身份证填写。"
        )
    if not _RESIDENT.fullmatch(value):
        return error(
            value,
            "E-RID-FORM",
            "身份证号应为17位数字加1位校验位，请填18位",
            "请对照居民身份证填写。",
        )
    try:
        born = date(int(value[6:10]), int(value[10:12]), int(value[12:14]))
    except ValueError:
        return error(value, "E-RID-DATE", "身份证号中的出生日期不存在", "请对照居民身份证核对。")
    if resident_check(value[:17]) != value[17]:
        return error(value, "E-RID-CHECK", "身份证号的校验位不正确", "请逐位对照居民身份证核对。")
    today = clock.today()
    age = today.year - born.year - ((today.month, today.day) < (born.month, born.day))
    if not 16 <= age <= 120:
        return error(
            value, "E-RID-AGE", "身份证号对应的年龄不在16至120岁之间", "请对照居民身份证核对。"
        )
    if age < 18:
        return warning(value, "W-RID-MINOR", "持证人不满18岁", "请确认是否填对了人。")
    return Verdict(value)


def is_male(value: str) -> bool:
    """Whether the 17th digit of a valid resident number is odd."""
    return int(value[16]) % 2 == 1


def lr_id(text: str) -> Verdict:
    """A legal representative's paper: a resident number, else the form of another paper."""
    value = code_text(text)
    if _OTHER_PAPERS.fullmatch(value):
        return Verdict(value)
    if value.isdecimal() or len(value) == 18:
        return resident_id(value)
    return error(
        value, "E-LRID-FORM", "证件号码的格式不正确", "请填身份证、护照、通行证或永久居留证号码。"
    )


def masked(value: str) -> str:
    """How a resident number is shown: ``411221********1211``."""
    return (
        value[:6] + "*" * max(0, len(value) - 10) + value[-4:]
        if len(value) > 10
        else "*" * len(value)
    )


def mobile(text: str) -> Verdict:
    """A mobile number of 11 digits; ``+86`` is dropped. ``E-MOBILE``."""
    value = code_text(text).removeprefix("+86")
    if not _MOBILE.fullmatch(value):
        return error(value, "E-MOBILE", "手机号码应为11位数字", "请核对手机号码。")
    return Verdict(value)


def phone(text: str) -> Verdict:
    """A landline (``0398-4812345``, an extension after another dash) or a mobile. ``E-PHONE``."""
    value = re.sub(r"[()\u2010-\u2015]+", "-", tidy(text)).strip("-").removeprefix("+86")
    if _LANDLINE.fullmatch(value) or _MOBILE.fullmatch(value.replace("-", "")):
        return Verdict(value)
    return error(
        value, "E-PHONE", "电话号码的格式不正确", "请填区号加号码（0398-1234567）或手机号码。"
    )


def postcode(text: str) -> Verdict:
    """Six digits. ``E-POSTCODE``."""
    value = code_text(text)
    if re.fullmatch(r"[0-9]{6}", value):
        return Verdict(value)
    return error(value, "E-POSTCODE", "邮政编码应为6位数字", "渑池县的邮政编码为472400。")


def email(text: str) -> Verdict:
    """An electronic mail address. ``E-EMAIL``."""
    value = tidy(text)
    if _EMAIL.fullmatch(value) and ".." not in value:
        return Verdict(value)
    return error(value, "E-EMAIL", "电子邮箱的格式不正确", "请核对电子邮箱。")
