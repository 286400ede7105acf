"""Codes of enterprises and persons: what is accepted, refused or only remarked on."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import clock
from app.identifiers import RULES, in_scope, org_code_of, scope, subject_key
from app.identifiers.numbers import permit_belongs, reg_no_check, zhongzheng_check
from app.identifiers.persons import is_male, masked, resident_check
from app.identifiers.subjects import ALPHABET, org_check, uscc_check

PUBLIC = [
    "914403001922038216",
    "91330100799655058B",
    "9144030071526726XG",
    "91110108551385082Q",
    "91100000100003962T",
    "91110000710926094P",
    "91440300192181490G",
    "91440606722473344C",
    "91440400192548256N",
    "91440300192317458F",
    "91350900587527783P",
    "91440300100012316L",
    "911103026605015136",
    "91350100M000100Y43",
]
LOCAL = [
    "91411221MA9TETE04Q",
    "91411221MA3X000108",
    "91411221MA4TEHT164",
    "914112211747800009",
    "91411221MAC000017T",
    "93411221MA44H00197",
    "93411221MAD000027U",
    "92411221MA9ABC128L",
    "N2411221MF9999011D",
    "12411221416400008K",
    "91411221MA9TE009X4",
    "91411221MA9TE017XP",
    "91411221MA9TE01610",
    "91411221MA9TE092X0",
]


def code(rule: str, text: str) -> str:
    problem = RULES[rule](text).problem
    return problem.code if problem else ""


@pytest.mark.parametrize("text", PUBLIC)
def test_codes_of_known_companies_elsewhere_are_only_remarked_on(text: str) -> None:
    assert code("uscc", text) == "W-USCC-REGION"


@pytest.mark.parametrize("text", LOCAL)
def test_codes_of_the_county_pass_also_where_the_check_digit_is_0(text: str) -> None:
    assert code("uscc", text) == ""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("91350100M000100Y4A", "E-USCC-CHECK"),
        ("91411221MA9TETE04", "E-USCC-LENGTH"),
        ("9141122IMA9TETE04Q", "E-USCC-FORM"),
        ("91411221MA9TETEO4Q", "E-USCC-FORM"),
        ("00411221MA9TETE04Q", "E-USCC-FORM"),
        ("", "E-USCC-LENGTH"),
    ],
)
def test_wrong_codes_are_refused_never_repaired(text: str, expected: str) -> None:
    assert code("uscc", text) == expected


def test_lookalike_letters_are_suggested_only() -> None:
    problem = RULES["uscc"]("91411221MA9TETEO4Q").problem
    assert problem is not None
    assert "O（是否应为0）" in problem.message


@pytest.mark.parametrize(
    "text",
    [
        "９１４１１２２１ＭＡ９ＴＥＴＥ０４Ｑ",
        " 91411221-ma9tete04-q\u200b",
        "'91411221MA9T\u00a0ETE04Q",
    ],
)
def test_width_case_spaces_and_hyphens_do_not_matter(text: str) -> None:
    assert RULES["uscc"](text).value == "91411221MA9TETE04Q"


def test_a_code_whose_inner_organisation_code_fails_is_a_warning() -> None:
    body = "91411221MA9TETE05"
    assert code("uscc", body + uscc_check(body)) == "W-USCC-ORG"


@given(st.sampled_from(PUBLIC + LOCAL), st.integers(0, 16), st.sampled_from(ALPHABET))
def test_every_single_substitution_in_a_credit_code_is_found(
    text: str, place: int, letter: str
) -> None:
    changed = text[:place] + letter + text[place + 1 :]
    if changed != text:
        assert code("uscc", changed).startswith("E-USCC")


@given(st.text(alphabet="0123456789ABCDEFGHJKLMNPQRTUWXY", min_size=8, max_size=8))
def test_a_made_organisation_code_passes_and_prints_either_way(body: str) -> None:
    whole = body + org_check(body)
    assert RULES["org_code"](f"{whole[:8]}-{whole[8]}").value == whole
    assert code("org_code", whole) == ""


@pytest.mark.parametrize(
    "text", ["D2143569-X", "71774346-9", "19220382-1", "71526726-X", "MA9TETE0-4"]
)
def test_known_organisation_codes(text: str) -> None:
    assert code("org_code", text) == ""
    assert subject_key(text).value == "ORG:" + text.replace("-", "")


def test_a_subject_with_an_organisation_code_can_be_joined_to_its_credit_code() -> None:
    assert org_code_of("91411221MA9TETE04Q") == org_code_of("ORG:MA9TETE04") == "MA9TETE04"
    assert subject_key("ORG:MA9TETE04").value == "ORG:MA9TETE04"
    assert not subject_key("ORG:MA9TETE05").ok


def test_the_plan_covers_companies_cooperatives_and_family_farms() -> None:
    assert in_scope("91411221MA9TETE04Q", "1")
    assert in_scope("93411221MA44H00197", "4")
    assert in_scope("92411221MA9ABC128L", "5")
    assert not in_scope("92411221MA9ABC128L", "7")
    assert not in_scope("N2411221MF9999011D", "8")
    assert in_scope("N2411221MF9999011D", "8", collectives=True)
    problem = scope("12411221416400008K", "9").problem
    assert problem is not None
    assert problem.code == "E-SCOPE"


@pytest.mark.parametrize(
    "text",
    [
        "11010519491231002X",
        "11010519491231002x",
        "411221199012311211",
        "411221198802293017",
        "412524197506150021",
        "411221198001010013",
    ],
)
def test_good_resident_numbers_also_with_old_or_newer_county_codes(text: str) -> None:
    with clock.at(datetime(2026, 3, 31, tzinfo=UTC)):
        assert code("resident_id", text) == ""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("411221800101001", "E-RID-LENGTH"),
        ("411221199012311212", "E-RID-CHECK"),
        ("4112211987022930" + "1" + "0", "E-RID-DATE"),
        ("41122119901231121", "E-RID-FORM"),
    ],
)
def test_bad_resident_numbers(text: str, expected: str) -> None:
    with clock.at(datetime(2026, 3, 31, tzinfo=UTC)):
        assert code("resident_id", text) == expected


def test_age_limits_depend_on_the_day() -> None:
    number = "41122120100401001"
    number += resident_check(number)
    with clock.at(datetime(2026, 3, 31, tzinfo=UTC)):
        assert code("resident_id", number) == "E-RID-AGE"
    with clock.at(datetime(2026, 4, 1, tzinfo=UTC)):
        assert code("resident_id", number) == "W-RID-MINOR"
    with clock.at(datetime(2028, 4, 1, tzinfo=UTC)):
        assert code("resident_id", number) == ""


@given(st.integers(0, 16), st.sampled_from("0123456789"))
def test_every_single_digit_changed_in_a_resident_number_is_found(place: int, digit: str) -> None:
    good = "411221199012311211"
    changed = good[:place] + digit + good[place + 1 :]
    if changed != good:
        assert code("resident_id", changed).startswith("E-RID")


def test_screens_do_not_show_a_birthday() -> None:
    assert masked("411221199012311211") == "411221********1211"
    assert is_male("411221199012311211")


@given(
    st.text("0123456789", min_size=14, max_size=14),
    st.integers(0, 13),
    st.sampled_from("0123456789"),
)
def test_every_single_digit_changed_in_a_registration_number_is_found(
    body: str, place: int, digit: str
) -> None:
    good = body + reg_no_check(body)
    changed = good[:place] + digit + good[place + 1 :]
    assert code("reg_no", good) == ""
    if changed != good:
        assert code("reg_no", changed) == "W-REGNO"


@pytest.mark.parametrize(
    ("rule", "text", "value"),
    [
        ("reg_no", "411221000001231", "411221000001231"),
        ("reg_no", "411221600000453", "411221600000453"),
        ("zhongzheng_code", "4112210000000180", "4112210000000180"),
        ("zhongzheng_code", "4112210001234552", "4112210001234552"),
        ("zhongzheng_code", "A112210000000186", "A112210000000186"),
        ("cnaps", "402505500018", "402505500018"),
        ("institution_code", "C1234567890123", "C1234567890123"),
        ("mobile", "+86 138-0398-1234", "13803981234"),
        ("phone", "0398-4812345", "0398-4812345"),
        ("phone", "（0398）4812345-801", "0398-4812345-801"),
        ("postcode", "４７２４００", "472400"),
        ("email", "a.b@mianchi.gov.cn", "a.b@mianchi.gov.cn"),
        ("permit_no", "91411221ma9tete04q001v", "91411221MA9TETE04Q001V"),
        ("realty_no", "豫（2024）渑池县不动产权第0001234号", "豫(2024)渑池县不动产权第0001234号"),
        ("case_no", "(2024)豫1221民初123号", "（2024）豫1221民初123号"),
        ("case_no", "〔2024〕豫1221执恢12号之一", "（2024）豫1221执恢12号之一"),
        ("mining_no", "C4112212009017120001234", "C4112212009017120001234"),
        ("consumer_no", "4112210012345", "4112210012345"),
        ("unit_no", "mc0001", "MC0001"),
        ("region", "411221", "411221"),
        ("lr_id", "H12345678", "H12345678"),
    ],
)
def test_other_numbers_are_stored_in_one_spelling(rule: str, text: str, value: str) -> None:
    verdict = RULES[rule](text)
    assert verdict.problem is None
    assert verdict.value == value


@pytest.mark.parametrize(
    ("rule", "text", "expected"),
    [
        ("mobile", "12803981234", "E-MOBILE"),
        ("phone", "4812345", "E-PHONE"),
        ("postcode", "47240", "E-POSTCODE"),
        ("email", "a@b", "E-EMAIL"),
        ("permit_no", "91411221MA9TETE04Q", "E-PERMIT"),
        ("realty_no", "渑房权证字第123号", "W-REALTY"),
        ("case_no", "2024豫1221民初123", "E-CASE"),
        ("mining_no", "4112", "W-MINING"),
        ("consumer_no", "123", "E-CONSUMER"),
        ("cnaps", "١٢٣٤٥٦٧٨٩٠١٢", "E-CNAPS"),
        ("zhongzheng_code", "4112210000000181", "W-ZZM"),
        ("lr_id", "412", "E-RID-FORM"),
    ],
)
def test_other_numbers_that_are_wrong(rule: str, text: str, expected: str) -> None:
    assert code(rule, text) == expected


def test_a_permit_names_its_holder() -> None:
    assert permit_belongs("91411221MA9TETE04Q001V", "91411221MA9TETE04Q")
    assert len(zhongzheng_check("41122100000001")) == 2


@given(st.sampled_from(sorted(RULES)), st.text(max_size=40))
def test_no_text_breaks_a_rule_and_a_passed_value_passes_again(rule: str, text: str) -> None:
    verdict = RULES[rule](text)
    if verdict.problem is None:
        assert RULES[rule](verdict.value) == verdict
