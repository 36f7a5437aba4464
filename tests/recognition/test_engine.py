from datetime import UTC

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openaeo.law.arrangement import Arrangement, Direction, Phase, not_covered
from openaeo.law.identifiers import tidy
from openaeo.law.terms import Role
from openaeo.recognition.engine import OUTCOMES, SENTENCES, Book, _is_tidy, microseconds, moment
from openaeo.recognition.index import Index
from openaeo.recognition.places import ACTORS, ELEMENTS, ROLE_CODE, STATEMENTS, WORDS, role_at

from .conftest import ARRANGEMENTS, base_of, us

EXPORTER = ROLE_CODE[Role.EXPORTER]


@pytest.mark.parametrize(
    ("value", "year", "role", "outcome", "reason", "number"),
    [
        ("QMAEO00000001", 2025, Role.CARRIER, "recognised", "holder-here", "QMAEO00000001"),
        (" qm 0000-0001 ", 2025, None, "recognised", "holder-here", "QMAEO00000001"),
        ("QMAEO00000001", 2019, None, "not-covered", "not-yet-in-effect", "QMAEO00000001"),
        ("QMAEO00000002", 2023, None, "recognised", "holder-here", "QMAEO00000002"),
        ("QMAEO00000002", 2024, None, "suspended", "suspended", "QMAEO00000002"),
        ("QMAEO00000003", 2022, None, "revoked", "revoked", "QMAEO00000003"),
        ("QMAEO00000004", 2023, None, "expired", "expired", "QMAEO00000004"),
        ("QMAEO00000005", 2021, None, "revoked", "surrendered", "QMAEO00000005"),
        ("QMAEO00000006", 2025, None, "not-covered", "no-status", "QMAEO00000006"),
        ("QNAEO1", 2025, Role.EXPORTER, "recognised", "arrangement-covers", "QNAEO1"),
        ("QNAEO1", 2025, None, "recognised", "arrangement-covers", "QNAEO1"),
        ("QNAEO1", 2025, Role.IMPORTER, "not-covered", "role-not-covered", "QNAEO1"),
        ("QNAEO1", 2021, Role.EXPORTER, "not-covered", "arrangement-not-yet-in-operation", "QNAEO1"),
        ("QNAEO1", 2030, Role.EXPORTER, "not-covered", "arrangement-ended", "QNAEO1"),
        ("QNAEO2", 2025, Role.EXPORTER, "not-covered", "tier-not-covered", "QNAEO2"),
        ("QOAEO1", 2025, Role.EXPORTER, "not-covered", "no-arrangement", "QOAEO1"),
        ("QPAEO1", 2025, Role.EXPORTER, "not-covered", "arrangement-not-in-operation", "QPAEO1"),
        ("QQAEO1", 2025, Role.EXPORTER, "not-covered", "other-direction", "QQAEO1"),
        ("QNAEO3", 2025, Role.EXPORTER, "unknown-code", "not-in-book", None),
        ("qnaeo-3", 2025, Role.EXPORTER, "unknown-code", "not-in-book", None),
        (None, 2025, Role.EXPORTER, "no-code", "no-identifier", None),
        ("", 2025, Role.EXPORTER, "no-code", "no-identifier", None),
        ("- . -", 2025, Role.EXPORTER, "no-code", "no-identifier", None),
    ],
)
def test_outcomes(book, value, year, role, outcome, reason, number):
    verdict, authorisation, _scheme = book.judge(value, us(year), ROLE_CODE[role])
    assert (verdict.outcome, verdict.reason.code, authorisation) == (outcome, reason, number)
    benefits = ("B1", "B2") if reason == "arrangement-covers" else ()
    assert verdict.benefits == benefits
    assert "{" not in verdict.reason.sentence


def test_every_outcome_has_a_reason_and_every_reason_an_outcome():
    assert {outcome for outcome, _ in SENTENCES.values()} == set(OUTCOMES)


def test_a_verdict_kept_in_memory_ends_with_the_arrangement(book):
    edge = us(2030)
    codes = [
        book.judge("QNAEO1", at, EXPORTER)[0].reason.code for at in (edge - 1, edge, edge - 1, us(2022) - 1)
    ]
    assert codes == [
        "arrangement-covers",
        "arrangement-ended",
        "arrangement-covers",
        "arrangement-not-yet-in-operation",
    ]


def test_among_several_holders_the_first_is_taken_and_the_sentence_says_so(book):
    verdict, number, scheme = book.judge("SHARED1", us(2025), EXPORTER)
    assert (number, scheme, verdict.reason.code) == ("QMAEO00000001", "trn", "holder-here")
    assert "3 authorisations share this identifier" in verdict.reason.sentence


@pytest.mark.parametrize(
    ("scheme", "country", "number"),
    [
        ("tin", None, "QNAEO1"),
        ("eori", None, "QNAEO1"),
        ("mid", None, "QOAEO1"),
        (None, "QO", "QOAEO1"),
        (None, "QN", "QNAEO1"),
        ("mid", "QN", "QOAEO1"),
    ],
)
def test_scheme_and_country_narrow(book, scheme, country, number):
    verdict, held, _ = book.judge("SHARED1", us(2025), EXPORTER, scheme, country)
    assert held == number
    assert "share this identifier" not in verdict.reason.sentence


def test_a_scheme_under_which_the_book_does_not_know_it_is_said(book):
    verdict, number, _ = book.judge("QN8001", us(2025), EXPORTER, "mid")
    assert (verdict.outcome, verdict.reason.code, number) == ("unknown-code", "other-scheme", None)
    assert book.judge("QN8001", us(2025), EXPORTER, "eori")[1] == "QNAEO1"


def test_a_change_is_judged_like_the_base():
    index = Index(base_of())
    row = ("QNAEO1", "QN", False, "security", "QN", f"granted|{us(2020)}|{us(2025)};suspended|{us(2025)}|")
    book = Book(index.with_changes(["QNAEO1"], [row], [("QN8001", "tin", "QNAEO1")]), ARRANGEMENTS, cursor=8)
    judged = [book.judge("QN8001", us(year), EXPORTER)[0].outcome for year in (2024, 2025)]
    assert judged == ["recognised", "suspended"]
    assert book.judge("QNAEO1", us(2024), EXPORTER)[0].outcome == "unknown-code"
    assert book.judge("QOAEO1", us(2024), EXPORTER)[0].reason.code == "no-arrangement"


def between(first, last):
    """Moments from the beginning of one year to the beginning of another."""
    return st.integers(us(first), us(last)).map(moment)


@given(
    st.builds(
        Arrangement,
        partner=st.just("QN"),
        phase=st.sampled_from(Phase),
        direction=st.sampled_from(Direction),
        tiers=st.frozensets(st.sampled_from(["security", "other"])),
        roles=st.frozensets(st.sampled_from([role.value for role in Role])),
        benefits=st.just(("B1",)),
        since=st.none() | between(2019, 2024),
        until=st.none() | between(2025, 2028),
    ),
    st.sampled_from([None, *Role]),
    st.lists(
        between(2020, 2029),
        min_size=1,
        max_size=6,
    ),
)
def test_a_partner_is_judged_as_the_law_says_whatever_was_asked_before(terms, role, moments):
    book = Book(Index(base_of()), {"QN": terms}, cursor=1)
    for at in moments:
        verdict, _, _ = book.judge("QNAEO1", microseconds(at), ROLE_CODE[role])
        why = not_covered(terms, tier="security", role=role.value if role else None, at=at)
        assert verdict.reason.code == ("arrangement-covers" if why is None else why.code)
        assert verdict.benefits == (("B1",) if why is None else ())


@given(st.text(max_size=30))
def test_no_value_is_too_odd_and_short_cuts_change_nothing(value):
    book = Book(Index(base_of()), ARRANGEMENTS, cursor=1)
    verdict, number, _ = book.judge(value, us(2025), EXPORTER)
    assert (verdict.outcome, number) in {("unknown-code", None), ("no-code", None)}
    assert (verdict.outcome == "no-code") == (tidy(value) == "")
    if _is_tidy(value):
        assert tidy(value) == value


@given(st.datetimes(timezones=st.just(UTC)))
def test_moments_are_exact(at):
    assert moment(microseconds(at)) == at


def test_places_and_roles():
    assert role_at("AEOMutualRecognitionParty", "fw") == ROLE_CODE[Role.FORWARDER]
    assert role_at("AEOMutualRecognitionParty", None) == role_at("AEOMutualRecognitionParty", "XX") == 0
    assert role_at("AuthorisationHolder", "AEOC") == 0
    assert role_at("Y027") == ROLE_CODE[Role.WAREHOUSE]
    for word in (*ELEMENTS, *STATEMENTS, *ACTORS, *Role):
        assert word.casefold() in WORDS


def test_a_holder_here_gets_what_the_home_programme_gives_and_only_while_recognised(book):
    here = Book(book.index, book.arrangements, cursor=1, benefits_here={"full": ("BN1", "BN5")})
    recognised, _, _ = here.judge("QMAEO00000001", us(2025))
    suspended, _, _ = here.judge("QMAEO00000002", us(2024))
    partner, _, _ = here.judge("QNAEO1", us(2025), EXPORTER)
    assert (recognised.benefits, suspended.benefits) == (("BN1", "BN5"), ())
    assert partner.benefits == book.arrangements["QN"].benefits
