"""Numbers of the trade: one key for every spelling, a refusal with a reason for what cannot be one."""

import sys
import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from openaeo.law.identifiers import (
    FORMS,
    Identifier,
    InvalidIdentifier,
    Scheme,
    country_of,
    known_forms,
    normalise,
    other_spellings,
    read_legacy_sad,
    tidy,
)
from openaeo.law.workflow import Reason

any_text = st.text(st.characters(exclude_categories=()), max_size=30)


@pytest.mark.parametrize(
    ("spelled", "key"),
    [
        ("", ""),
        ("  \t\u00a0\u200f\ufeff ", ""),
        ("-.<>()'\"", ""),
        ("qm 123-456.789", "QM123456789"),
        ("SLMSBN-123456-123", "SLMSBN123456123"),
        ("BY/0012/ТИП 3", "BY0012ТИП3"),
        ("AEO<TW123456789>", "AEOTW123456789"),
        ("\uff21\uff25\uff2f１２３", "AEO123"),
        ("‘qm’–1—2\\3`", "QM123"),
        ("straße", "STRASSE"),
        ("a_b,c", "A_B,C"),
    ],
)
def test_spelling_habits_are_taken_away(spelled, key):
    assert tidy(spelled) == key


@settings(max_examples=400)
@given(any_text)
@example("\u1fb7\u0345")
@example("e-\u0301")
@example("\ud800\udfff")
@example("\u0130\u0131\u0149\ufb03")
def test_every_string_has_a_key_and_the_key_of_a_key_is_itself(value):
    key = tidy(value)
    assert tidy(key) == key
    assert unicodedata.normalize("NFKC", key) == key


@given(st.integers(0, sys.maxunicode - 512))
def test_no_character_escapes(first):
    for code in range(first, first + 512):
        key = tidy(chr(code))
        assert tidy(key) == key


@given(st.text(st.characters(max_codepoint=127)))
def test_the_short_way_for_ascii_gives_the_same_key(value):
    mark = "\u0416"  # a letter that takes the long way and stays as it is
    assert tidy(value) + mark == tidy(value + mark)


@given(
    st.text("ABCXYZ0189", max_size=17), st.lists(st.integers(0, 17)), st.sampled_from(" -./\\<>()'\"\t\u2013")
)
def test_separators_anywhere_change_nothing(number, places, separator):
    spelled = number.lower()
    for place in places:
        spelled = spelled[:place] + separator + spelled[place:]
    assert tidy(spelled) == number


@pytest.mark.parametrize(
    ("scheme", "value", "key"),
    [
        (Scheme.TIN, "qm 0001", "QM0001"),
        (Scheme.TIN, "QM123456789012345", "QM123456789012345"),
        (Scheme.EORI, "gb123456123456", "GB123456123456"),
        (Scheme.EORI, "XI123456123456", "XI123456123456"),
        (Scheme.MID, "USDHLEXP1304ERL", "USDHLEXP1304ERL"),
        (Scheme.MID, "XOMAPSYR12TOR", "XOMAPSYR12TOR"),
        (Scheme.AEO, "QM-AEO-00000001", "QMAEO00000001"),
        (Scheme.AEO, "BY/0012/ТИП 3", "BY0012ТИП3"),
        (Scheme.TRADER, "trn-000123", "TRN000123"),
        (Scheme.TRADER, "TRN-1000000", "TRN1000000"),
    ],
)
def test_a_number_of_its_scheme_is_tidied(scheme, value, key):
    assert normalise(scheme, value) == key


@pytest.mark.parametrize(
    ("scheme", "value", "reason"),
    [
        (Scheme.TIN, " - ", Reason("identifier-empty")),
        (Scheme.TIN, "QM1234567890123456", Reason("identifier-too-long", 17)),
        (Scheme.EORI, "1234567", Reason("identifier-country-missing")),
        (Scheme.EORI, "Q1", Reason("identifier-country-missing")),
        (Scheme.TIN, "QM", Reason("identifier-too-short")),
        (Scheme.TIN, "QM12#4", Reason("identifier-characters")),
        (Scheme.TIN, "QM١٢٣", Reason("identifier-characters")),
        (Scheme.MID, "USDHLEXP1304ERLX", Reason("identifier-too-long", 15)),
        (Scheme.MID, "CAMAPSYR12TOR", Reason("mid-country-canada")),
        (Scheme.AEO, "A" * 41, Reason("identifier-too-long", 40)),
        (Scheme.AEO, "QM_1", Reason("identifier-characters")),
        (Scheme.TRADER, "TRN-123", Reason("trader-number-shape")),
        (Scheme.TRADER, "000123", Reason("trader-number-shape")),
        (Scheme.TRADER, "TRN" + "1" * 18, Reason("identifier-too-long", 20)),
    ],
)
def test_a_number_that_cannot_be_one_is_refused_with_a_reason(scheme, value, reason):
    with pytest.raises(InvalidIdentifier) as caught:
        normalise(scheme, value)
    assert (caught.value.scheme, caught.value.reason) == (scheme, reason)
    assert str(caught.value) == f"{scheme.value}: {reason}"


REASONS = (
    "identifier-empty",
    "identifier-too-long",
    "identifier-characters",
    "identifier-country-missing",
    "identifier-too-short",
    "mid-country-canada",
    "trader-number-shape",
)


@given(st.sampled_from(Scheme), any_text)
def test_normalising_gives_a_stable_key_or_a_known_reason(scheme, value):
    try:
        key = normalise(scheme, value)
    except InvalidIdentifier as fault:
        key, code = None, fault.reason.code
    else:
        code = None
    assert (key is None) == (code is not None)
    assert code in {None, *REASONS}
    assert key is None or key == tidy(value) == normalise(scheme, key)


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.code)
def test_each_form_knows_its_published_example(form):
    assert form in known_forms(form.example)


def test_an_unknown_composition_has_no_form():
    assert known_forms("QM12345") == ()


@pytest.mark.parametrize(
    ("value", "country"),
    [
        ("GB123456123456", "GB"),
        ("XI123456123456", "XI"),
        ("qn-77", "QN"),
        ("AEOSG123456789012", "SG"),
        ("AEOCN0123456789", "CN"),
        ("AEO123456789012ID", "ID"),
        ("AEOID123456789", "ID"),
        ("MY12345H100001", "MY"),
        ("SLMSBN-123456-123", "BN"),
        ("AEO999", None),
        ("TRN-000123", None),
        ("A12345678901", None),
        ("12345678901", None),
        ("QM", None),
        ("", None),
    ],
)
def test_the_country_is_the_one_that_leads(value, country):
    assert country_of(value) == country


def test_a_number_that_two_economies_could_have_composed_names_no_country():
    value = "AEOSG1234567890ID"  # 17 characters: Singapore's form and Indonesia's
    assert (sorted(form.country for form in known_forms(value)), country_of(value)) == (["ID", "SG"], None)


@given(any_text)
def test_every_string_is_read_without_a_fault(value):
    country, spelled, legacy = country_of(value), other_spellings(value), read_legacy_sad(value)
    assert country is None or (len(country) == 2 and country in tidy(value))
    assert tidy(value) not in spelled
    assert legacy is None or normalise(legacy.scheme, legacy.value) == legacy.value


@pytest.mark.parametrize(
    ("value", "spelled"),
    [
        ("AEOSG123456789012", ("SG123456789012",)),
        ("SG123456789012", ("AEOSG123456789012",)),
        ("AEOCN0123456789", ("CN0123456789",)),
        ("12345678901", ("A12345678901",)),
        ("MY12345H100001", ("A1234510MY00",)),
        ("QM0001", ()),
    ],
)
def test_published_conversions(value, spelled):
    assert other_spellings(value) == spelled


def test_the_japanese_conversion_of_a_malaysian_number_does_not_lead_back():
    assert other_spellings("MY12345H100001") == other_spellings("MY12345H100002")


def test_the_old_declaration_form_of_a_japanese_number_is_read():
    assert read_legacy_sad("JP1511234567890") == Identifier(Scheme.TIN, "JP1234567890")


@pytest.mark.parametrize(
    "value", ["GB123456123456", "JP1521234567890", "JP151", "JP151" + "1" * 14, "JP151#1", ""]
)
def test_anything_else_is_not_of_the_old_form(value):
    assert read_legacy_sad(value) is None
