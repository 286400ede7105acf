"""Identifiers of enterprises, persons and documents: pure functions, no look-ups."""

from collections.abc import Callable

from app.identifiers import numbers, persons, subjects
from app.identifiers.subjects import in_scope, org_code_of, scope, subject_key
from app.identifiers.verdict import Problem, Verdict

RULES: dict[str, Callable[[str], Verdict]] = {
    "uscc": subjects.uscc,
    "org_code": subjects.org_code,
    "subject": subjects.subject_key,
    "reg_no": numbers.reg_no,
    "resident_id": persons.resident_id,
    "lr_id": persons.lr_id,
    "mobile": persons.mobile,
    "phone": persons.phone,
    "postcode": persons.postcode,
    "email": persons.email,
    "zhongzheng_code": numbers.zhongzheng_code,
    "cnaps": numbers.cnaps,
    "institution_code": numbers.institution_code,
    "permit_no": numbers.permit_no,
    "realty_no": numbers.realty_no,
    "case_no": numbers.case_no,
    "mining_no": numbers.mining_no,
    "consumer_no": numbers.consumer_no,
    "unit_no": numbers.unit_no,
    "region": numbers.region,
}
"""Rule name, as a field of the catalogue gives it, to the validator."""

LENGTHS: dict[str, tuple[int, int]] = {
    "uscc": (18, 18),
    "org_code": (9, 9),
    "subject": (9, 18),
    "resident_id": (18, 18),
    "mobile": (11, 11),
    "postcode": (6, 6),
    "cnaps": (12, 12),
    "institution_code": (14, 14),
    "permit_no": (22, 22),
    "consumer_no": (8, 16),
    "unit_no": (4, 20),
    "region": (6, 6),
}
"""Fewest and most characters, for the rules that refuse every text of another length."""

__all__ = [
    "LENGTHS",
    "RULES",
    "Problem",
    "Verdict",
    "in_scope",
    "org_code_of",
    "scope",
    "subject_key",
]
