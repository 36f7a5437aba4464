import pytest
from hypothesis import given
from hypothesis import strategies as st

from openaeo.law.identifiers import tidy
from openaeo.recognition.index import EXPIRED, OPEN, STATUSES, Base, BookFault, Index, segments

from .conftest import ALIASES, ROWS, base_of, periods, us


def as_row(row):
    return (row[0], row[1], row[2] == "true", *row[3:])


def test_periods_become_segments_and_gaps_read_as_expired():
    text = periods(("granted", 2020, 2021), ("suspended", 2022, None))
    starts, statuses, tiers = segments("N", text)
    assert tiers == ["", "", ""]
    assert starts == [us(2020), us(2021), us(2022)]
    assert [STATUSES[code].value for code in statuses] == ["granted", "expired", "suspended"]


def test_the_tier_in_effect_holds_while_a_part_is_suspended():
    text = "granted|0|10;granted|10|20|part;granted|20|"
    assert segments("N", text) == ([0, 10, 20], bytearray([0, 0, 0]), ["", "part", ""])
    row = ("QMAEO00000001", "QM", "true", "full", "QM", text)
    fresh = Index(_read([as_row(row)], []))
    changed = Index(_read([as_row((*row[:5], "granted|0|"))], [])).with_changes([row[0]], [as_row(row)], [])
    for index in (fresh, changed):
        shown = [index.standing(0, at) for at in (-1, 0, 10, 19, 20)]
        assert [(index.kinds[kind].tier, status) for kind, status in shown] == [
            ("full", -1),
            ("full", 0),
            ("part", 0),
            ("part", 0),
            ("full", 0),
        ]


def test_periods_that_end_are_followed_by_expired_and_order_does_not_matter():
    first, second = "granted|0|10", "suspended|10|20"
    assert segments("N", f"{second};{first}") == segments("N", f"{first};{second}")
    assert segments("N", first) == ([0, 10], bytearray([0, EXPIRED]), ["", ""])
    assert segments("N", "granted||") == ([-OPEN], bytearray([0]), [""])
    assert segments("N", "") == ([], bytearray(), [])


@pytest.mark.parametrize("text", ["granted|0|10;suspended|9|", "granted|0", "granted|x|", "honoured|0|"])
def test_periods_that_make_no_sense_are_refused_by_number(text):
    with pytest.raises(BookFault) as fault:
        segments("QM1", text)
    assert str(fault.value).startswith("QM1: ")


def test_an_identifier_without_an_entry_is_refused():
    with pytest.raises(BookFault) as fault:
        base_of(aliases=[("A", "tin", "NOBODY")])
    assert str(fault.value) == "NOBODY: has an identifier but no entry in the book"


def test_several_holders_come_in_a_fixed_order_whatever_the_order_of_reading():
    forward, backward = Index(base_of()), Index(base_of(ROWS, ALIASES[::-1]))
    for index in (forward, backward):
        held = [(index.number(entry >> 3), entry & 7) for entry in index.candidates("SHARED1")]
        assert held == [("QMAEO00000001", 4), ("QNAEO1", 1), ("QOAEO1", 3)]


def test_a_change_replaces_the_row_and_moves_its_identifiers():
    index = Index(base_of())
    row = as_row(("QNAEO1", "QN", "true", "full", "QN", periods(("revoked", 2020, None))))
    after = index.with_changes(["QNAEO1"], [row], [("QN8002", "tin", "QNAEO1")])
    assert [len(after.candidates(key)) for key in ("QN8001", "QNAEO1", "SHARED1", "QN8002")] == [0, 0, 2, 1]
    assert [len(index.candidates(key)) for key in ("QN8001", "QNAEO1", "SHARED1", "QN8002")] == [1, 1, 3, 0]
    assert STATUSES[after.standing(after.candidates("QN8002")[0] >> 3, us(2021))[1]].value == "revoked"


def test_an_identifier_that_passed_on_has_left_the_other():
    index = Index(base_of())
    new = as_row(("QNAEO9", "QN", "false", "security", "QN", periods(("granted", 2025, None))))
    after = index.with_changes(["QNAEO9"], [new], [("QN8001", "tin", "QNAEO9")])
    assert [after.number(entry >> 3) for entry in after.candidates("QN8001")] == ["QNAEO9"]


def test_a_number_that_left_the_book_is_found_no_more_and_may_come_back():
    index = Index(base_of())
    gone = index.with_changes(["QNAEO1", "NEVER"], [], [])
    assert gone.candidates("QN8001") == ()
    back = gone.with_changes(["QNAEO1"], [as_row(ROWS[6])], [("QN8001", "tin", "QNAEO1")])
    assert [back.number(entry >> 3) for entry in back.candidates("QN8001")] == ["QNAEO1"]


VALUES = st.sampled_from(["K1", "K2", "K3", "K4"])
SCHEMES = st.sampled_from(["tin", "aeo", "mid"])
NUMBERS = ["N0", "N1", "N2", "N3"]
PARTIAL = ["", ";granted|10||part", ";granted|10|20|part;granted|20|", ";suspended|10|"]
BOOKS = st.dictionaries(
    st.sampled_from(NUMBERS),
    st.tuples(st.sampled_from(["QM", "QN"]), st.integers(0, 3), st.sampled_from(PARTIAL)),
    max_size=4,
)
HELD = st.dictionaries(st.tuples(SCHEMES, VALUES), st.sampled_from(NUMBERS), max_size=6)


def world(book, held):
    rows = [
        (number, place, place == "QM", "t", place, f"granted|{since}|{after and 10}{after}")
        for number, (place, since, after) in book.items()
    ]
    names = [(value, scheme, number) for (scheme, value), number in held.items() if number in book]
    return rows, names


def answers(index):
    return {
        key: [
            (
                index.number(entry >> 3),
                entry & 7,
                index.kinds[index.kind(entry >> 3)],
                [
                    (index.kinds[kind], status)
                    for kind, status in (index.standing(entry >> 3, at) for at in (2, 12))
                ],
            )
            for entry in index.candidates(key)
        ]
        for key in ("K1", "K2", "K3", "K4", "K5")
    }


@given(st.lists(st.tuples(BOOKS, HELD), min_size=1, max_size=4))
def test_changes_over_a_base_answer_like_a_base_read_anew(worlds):
    rows, names = world(*worlds[0])
    index = Index(_read(rows, names))
    for following in worlds[1:]:
        rows, names = world(*following)
        index = index.with_changes(NUMBERS, rows, names)
    assert answers(index) == answers(Index(_read(rows, names)))


def _read(rows, names):
    base = Base()
    columns = [list(column) for column in zip(*rows, strict=True)] or [[]] * 6
    columns[2] = ["true" if home else "false" for home in columns[2]]
    base.add_rows(*columns)
    base.add_aliases(*([list(column) for column in zip(*names, strict=True)] or [[]] * 3))
    return base


@given(st.text(max_size=20))
def test_the_key_of_a_key_is_itself(value):
    assert tidy(tidy(value)) == tidy(value)
