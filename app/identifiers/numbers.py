"""Numbers of registrations, permits, titles, cases, accounts and banks. Mostly form only."""

from __future__ import annotations

import re

from app.identifiers.verdict import Verdict, code_text, error, tidy, warning

_REALTY = re.compile(r"[豫]\([0-9]{4}\).+不动产权第[0-9]{6,8}号")
_CASE = re.compile(
    r"（[0-9]{4}）[\u4e00-\u9fa5][0-9]{0,4}[\u4e00-\u9fa5]{1,5}[0-9]+号(?:之[一二三四五六七八九十]+)?"
)
_ZHONGZHENG_WEIGHTS = (1, 3, 5, 7, 11, 2, 13, 1, 1, 17, 19, 97, 23, 29)


def reg_no_check(body: str) -> str:
    """The 15th digit of a legacy registration number (ISO 7064 mod 11,10)."""
    product = 10
    for digit in body:
        product = ((product + int(digit)) % 10 or 10) * 2 % 11
    return str((11 - product) % 10)


def reg_no(text: str) -> Verdict:
    """A legacy 15-digit registration number: warnings only (``W-REGNO``)."""
    value = code_text(text)
    if not re.fullmatch(r"[0-9]{15}", value):
        return warning(value, "W-REGNO", "原注册号应为15位数字", "已换发统一社会信用代码的可不填。")
    if reg_no_check(value[:14]) != value[14]:
        return warning(value, "W-REGNO", "原注册号的校验位不正确", "请对照旧营业执照核对。")
    return Verdict(value)


def zhongzheng_check(body: str) -> str:
    """The last two digits for the 14 characters of a 中征码."""
    total = sum(int(c, 36) * w for c, w in zip(body, _ZHONGZHENG_WEIGHTS, strict=True))
    return f"{total % 97 + 1:02d}"


def zhongzheng_code(text: str) -> Verdict:
    """中征码 (formerly the loan card's number), 16 characters: warnings only (``W-ZZM``)."""
    value = code_text(text)
    if not re.fullmatch(r"[0-9A-Z]{3}[0-9]{13}", value):
        return warning(value, "W-ZZM", "中征码应为16位", "请对照中征码回执核对。")
    if zhongzheng_check(value[:14]) != value[14:]:
        return warning(value, "W-ZZM", "中征码的校验位不正确", "请对照中征码回执核对。")
    return Verdict(value)


def case_no(text: str) -> Verdict:
    """``（2024）豫1221民初123号``, brackets made full width. ``E-CASE``."""
    value = re.sub(r"[\[〔【]", "(", re.sub(r"[\]〕】]", ")", tidy(text)))
    value = value.replace("(", "（").replace(")", "）")
    if _CASE.fullmatch(value):
        return Verdict(value)
    return error(value, "E-CASE", "案号的格式不正确", "例如：（2024）豫1221民初123号。")


def realty_no(text: str) -> Verdict:
    """``豫(2024)渑池县不动产权第0001234号``: a warning where it looks otherwise (``W-REALTY``)."""
    value = re.sub(r"[〔\[]", "(", re.sub(r"[〕\]]", ")", tidy(text)))
    if _REALTY.fullmatch(value):
        return Verdict(value)
    return warning(
        value, "W-REALTY", "不动产权证号的格式不常见", "例如：豫(2024)渑池县不动产权第0001234号。"
    )


def permit_no(text: str) -> Verdict:
    """排污许可证编号: a credit code, three digits and a letter or digit. ``E-PERMIT``."""
    return _formed(
        text, r"[0-9A-Z]{18}[0-9]{3}[A-Z0-9]", "error", "PERMIT", "排污许可证（登记）编号应为22位"
    )


def permit_belongs(value: str, uscc: str) -> bool:
    """Whether the permit number begins with the holder's credit code."""
    return value[:18] == uscc


def mining_no(text: str) -> Verdict:
    """采矿许可证号: C and 22 digits. ``W-MINING``."""
    return _formed(text, r"C[0-9]{22}", "warning", "MINING", "采矿许可证号应为C加22位数字")


def cnaps(text: str) -> Verdict:
    """A bank's 12-digit number in the payment system. ``E-CNAPS``."""
    return _formed(text, r"[0-9]{12}", "error", "CNAPS", "支付系统行号应为12位数字")


def institution_code(text: str) -> Verdict:
    """金融机构编码 (JR/T 0124): a letter and 13 digits. ``E-INSTITUTION``."""
    return _formed(
        text, r"[A-Z][0-9]{13}", "error", "INSTITUTION", "金融机构编码应为1位字母加13位数字"
    )


def consumer_no(text: str) -> Verdict:
    """用电/用水户号: 8 to 16 digits. ``E-CONSUMER``."""
    return _formed(text, r"[0-9]{8,16}", "error", "CONSUMER", "户号应为8至16位数字")


def unit_no(text: str) -> Verdict:
    """公积金/社保单位编号: 4 to 20 letters and digits. ``E-UNIT-NO``."""
    return _formed(text, r"[0-9A-Z]{4,20}", "error", "UNIT-NO", "单位编号应为4至20位字母或数字")


def region(text: str) -> Verdict:
    """行政区划代码 (GB/T 2260): six digits, not beginning with 0. ``E-REGION``."""
    return _formed(text, r"[1-9][0-9]{5}", "error", "REGION", "行政区划代码应为6位数字")


def _formed(text: str, pattern: str, level: str, code: str, message: str) -> Verdict:
    value = code_text(text)
    if re.fullmatch(pattern, value):
        return Verdict(value)
    told = error if level == "error" else warning
    return told(value, f"{level[0].upper()}-{code}", message, "请对照原件核对。")
