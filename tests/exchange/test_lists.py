"""A list from upload to the book: verdicts, quarantine, all or nothing, and who may."""

import hashlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.exchange.conftest import (
    AT,
    a_line,
    an_arrangement,
    applied,
    as_csv,
    as_xlsx,
    checked,
    receive,
)

from openaeo.bedrock.actors import Actor
from openaeo.bedrock.models import JournalEntry
from openaeo.exchange import lists, tasks
from openaeo.exchange.checking import overview
from openaeo.exchange.models import ListImport, ListRow
from openaeo.law.terms import Capacity
from openaeo.law.workflow import Reason, Refused
from openaeo.parties.models import Administration
from openaeo.register.models import Authorisation

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=30)


def counts(listing, **told):
    expected = {"new": 0, "changed": 0, "same": 0, "error": 0, "quarantined": 0, "missing": 0} | told
    assert overview(listing.counts) == expected


def verdicts(listing):
    return [
        (row.row, row.verdict, [(p["code"], p["column"], p["detail"]) for p in row.problems])
        for row in ListRow.objects.filter(listing=listing)
    ]


def book():
    return list(
        Authorisation.objects.filter(administration="QN")
        .values_list("number", "holder", "state")
        .order_by("number")
    )


@pytest.mark.parametrize(("make", "name"), [(as_csv, "list.csv"), (as_xlsx, "list.xlsx")])
def test_a_sound_list_goes_into_the_book(desk, arrangement, make, name):
    lines = [
        a_line("QN-1", "Papaya Wharf"),
        a_line("QN-2", "شركة التمر 🌴", status="suspended", status_since="2026-03-01"),
    ]
    listing = checked(desk, make(lines), name)
    assert (listing.state, listing.rows_total, listing.rows_done) == ("checked", 2, 2)
    counts(listing, new=2)
    assert book() == []
    lists.apply_list(listing.pk, actor=desk, at=AT)
    assert (ListImport.objects.get().state, book()) == ("applying", [])
    tasks.apply_list(listing.pk)
    assert ListImport.objects.get().state == "applied"
    assert book() == [("QN-1", "Papaya Wharf", "granted"), ("QN-2", "شركة التمر 🌴", "suspended")]
    assert [e.act for e in JournalEntry.objects.filter(topic="list")] == [
        "receive-list",
        "check-list",
        "apply-list",
        "apply-list",
    ]
    assert JournalEntry.objects.filter(topic="register").count() == 1


def test_the_same_file_again_changes_nothing(desk, arrangement):
    content = as_csv(
        [
            a_line("QN-1", tin="QN111", valid_until="2028-12-31"),
            a_line("QN-2", "Second", status="suspended", status_since="2026-03-01"),
            a_line("QN-3", "Third", status="revoked", status_since="2026-03-01"),
            a_line("QN-4", "Fourth", valid_until="2025-12-31"),
            a_line("QN-5", "Fifth", valid_from="2027-01-01"),
            a_line("QN-6", "Sixth", status_since="2025-05-05"),
        ]
    )
    applied(desk, content)
    before = JournalEntry.objects.filter(topic="register").count()
    again = checked(desk, content, at=LATER)
    counts(again, same=6)
    assert verdicts(again) == []
    lists.apply_list(again.pk, actor=desk, at=LATER)
    tasks.apply_list(again.pk)
    assert ListImport.objects.get(pk=again.pk).state == "applied"
    assert JournalEntry.objects.filter(topic="register").count() == before


def test_changes_are_shown_with_before_and_after(desk, arrangement):
    applied(desk, as_csv([a_line("QN-1"), a_line("QN-2", "Second")]))
    listing = checked(
        desk, as_csv([a_line("qn1", address="2 Quay Street", status="suspended"), a_line("QN-2", "Second")])
    )
    counts(listing, changed=1, same=1)
    row = ListRow.objects.get(listing=listing)
    assert (row.values["number"], row.before) == ("QN-1", {"address": "1 Quay Street", "status": "granted"})
    lists.apply_list(listing.pk, actor=desk, at=LATER)
    tasks.apply_list(listing.pk)
    assert book() == [("QN-1", "Papaya Wharf Ltd", "suspended"), ("QN-2", "Second", "granted")]


def test_one_error_keeps_the_whole_list_out(desk, arrangement):
    listing = checked(desk, as_csv([a_line("QN-1"), a_line("QN-2", valid_from="03/04/2026", status="maybe")]))
    counts(listing, new=1, error=1)
    assert verdicts(listing)[1] == (
        3,
        "error",
        [("date-ambiguous", "valid_from", "03/04/2026"), ("status-unknown", "status", "maybe")],
    )
    with pytest.raises(Refused) as refused:
        lists.apply_list(listing.pk, actor=desk, at=AT)
    assert refused.value.reasons == (Reason("list-has-errors", 1),)
    assert (ListImport.objects.get().state, book()) == ("checked", [])


def test_an_empty_list_cannot_be_applied(desk, arrangement):
    listing = checked(desk, as_csv([]))
    with pytest.raises(Refused) as refused:
        lists.apply_list(listing.pk, actor=desk, at=AT)
    assert refused.value.reasons == (Reason("list-empty"),)


def test_missing_entries_are_told_and_stay(desk, arrangement):
    applied(
        desk,
        as_csv(
            [
                a_line("QN-1"),
                a_line("QN-2", "Second"),
                a_line("QN-3", "Third", status="revoked", status_since="2026-03-01"),
            ]
        ),
    )
    listing = applied(desk, as_csv([a_line("QN-1")]), at=LATER)
    counts(listing, same=1, missing=1)
    assert listing.counts["missing_numbers"] == ["QN-2"]
    assert [number for number, _, _ in book()] == ["QN-1", "QN-2", "QN-3"]


SUSPECT = [
    ([a_line("QN-1"), a_line("qn.1", "Twin")], 3, [("duplicate-in-list", "code", "2")]),
    ([a_line("QN-8", tin="QN5"), a_line("QN-9", "Twin", tin="QN5")], 2, [("duplicate-in-list", "code", "3")]),
    ([a_line("QN-9", valid_until="2020-01-01")], 2, [("ends-before-start", "valid_until", "2020-01-02")]),
    (
        [a_line("QN-9", status="revoked", status_since="2020-01-01")],
        2,
        [("status-before-start", "status_since", "2020-01-01")],
    ),
    (
        [a_line("QN-9", status="revoked", status_since="2027-01-01")],
        2,
        [("since-in-the-future", "status_since", "2027-01-01")],
    ),
    ([a_line("QN-9", country="QX")], 2, [("country-differs", "country", "QX")]),
    ([a_line("QN-9", tier="gold")], 2, [("tier-unknown", "tier", "gold")]),
    ([a_line("QN-9", tier="")], 2, [("tier-unknown", "tier", "")]),
    ([a_line("QN-OLD", "Other Name")], 2, [("name-changed", "name", "Old Holder")]),
    ([a_line("QN-GONE", "Gone Holder")], 2, [("back-from-revoked", "status", "granted")]),
    ([a_line("QN-9", tin="QN777")], 2, [("held-elsewhere", "tin", "QN-OLD (QN)")]),
    ([a_line("QP-1")], 2, [("held-elsewhere", "code", "QP-1 (QP)"), ("number-held-elsewhere", "code", "QP")]),
]


@pytest.fixture
def filled(desk, arrangement):
    """A book with two entries of the partner, one of them revoked, and one of a third administration."""
    an_arrangement(desk, code="QP", title="QM-QP")
    applied(
        desk,
        as_csv(
            [
                a_line("QN-OLD", "Old Holder", tin="QN777"),
                a_line("QN-GONE", "Gone Holder", status="revoked", status_since="2026-01-01"),
            ]
        ),
    )
    third = receive(desk, as_csv([a_line("QP-1", "Plum", country="QP")]), code="QP")
    tasks.check_list(third.pk)
    lists.apply_list(third.pk, actor=desk, at=AT)
    tasks.apply_list(third.pk)


@pytest.mark.parametrize(
    ("lines", "row", "problems"), SUSPECT, ids=[case[2][0][0] + str(n) for n, case in enumerate(SUSPECT)]
)
def test_suspect_rows_are_quarantined_and_left_out(desk, filled, lines, row, problems):
    before = book()
    listing = checked(desk, as_csv([*lines, a_line("QN-77", "Fine")]), at=LATER)
    assert (row, "quarantined", problems) in verdicts(listing)
    lists.apply_list(listing.pk, actor=desk, at=LATER)
    tasks.apply_list(listing.pk)
    kept = {number for number, _, _ in book()} - {number for number, _, _ in before}
    assert ListImport.objects.get(pk=listing.pk).state == "applied"
    assert "QN-77" in kept
    assert "QN-9" not in kept


def test_a_second_row_for_the_same_entry_is_held_back(desk, filled):
    scheme = ["tin", *a_line("QN777", "Old Holder")]
    header = (
        "scheme",
        *[
            "code",
            "name",
            "local_name",
            "address",
            "country",
            "tier",
            "roles",
            "valid_from",
            "valid_until",
            "status",
            "status_since",
            "tin",
        ],
    )
    listing = checked(desk, as_csv([["aeo", *a_line("QN-OLD", "Old Holder")], scheme], header), at=LATER)
    assert verdicts(listing)[-1] == (3, "quarantined", [("listed-twice", "code", "2")])


def a_suspect(desk, **cells):
    listing = checked(desk, as_csv([a_line("QN-9", **{"country": "QX", **cells}), a_line("QN-1")]))
    return listing, ListRow.objects.get(listing=listing, verdict="quarantined")


def test_a_released_row_goes_in_with_the_list(desk, arrangement):
    listing, row = a_suspect(desk)
    lists.release_row(row.pk, reason="Branch abroad, confirmed by letter", actor=desk, at=AT)
    lists.apply_list(listing.pk, actor=desk, at=AT)
    tasks.apply_list(listing.pk)
    assert [number for number, _, _ in book()] == ["QN-1", "QN-9"]
    entry = JournalEntry.objects.get(act="release-row")
    assert (entry.subject, entry.body["number"], entry.body["reason"]) == (
        str(listing.pk),
        "QN-9",
        "Branch abroad, confirmed by letter",
    )


def test_a_row_released_later_goes_in_at_once(desk, arrangement):
    listing, row = a_suspect(desk)
    lists.apply_list(listing.pk, actor=desk, at=AT)
    tasks.apply_list(listing.pk)
    assert [number for number, _, _ in book()] == ["QN-1"]
    lists.release_row(row.pk, reason="Confirmed", actor=desk, at=LATER)
    assert [number for number, _, _ in book()] == ["QN-1", "QN-9"]


@pytest.mark.parametrize(
    ("cells", "reason", "why"),
    [
        ({}, " ", Reason("reason-missing")),
        ({"valid_until": "2020-01-01"}, "Please", Reason("row-cannot-be-released", "ends-before-start")),
    ],
)
def test_a_release_needs_a_reason_and_a_row_the_book_can_keep(desk, arrangement, cells, reason, why):
    _, row = a_suspect(desk, **cells)
    with pytest.raises(Refused) as refused:
        lists.release_row(row.pk, reason=reason, actor=desk, at=AT)
    assert refused.value.reasons == (why,)
    row.refresh_from_db()
    assert (row.released_by_id, JournalEntry.objects.filter(act="release-row").count()) == (None, 0)


def test_only_held_back_rows_are_released_and_only_once(desk, arrangement):
    listing, row = a_suspect(desk)
    fine = ListRow.objects.get(listing=listing, verdict="new")
    lists.release_row(row.pk, reason="Confirmed", actor=desk, at=AT)
    for pk, number in ((fine.pk, 3), (row.pk, 2)):
        with pytest.raises(Refused) as refused:
            lists.release_row(pk, reason="Confirmed", actor=desk, at=AT)
        assert refused.value.reasons == (Reason("row-not-held-back", number),)


def test_one_twin_only(desk, arrangement):
    listing = checked(desk, as_csv([a_line("QN-1"), a_line("qn.1", "Twin")]))
    first, second = ListRow.objects.filter(listing=listing)
    lists.release_row(first.pk, reason="This one", actor=desk, at=AT)
    with pytest.raises(Refused) as refused:
        lists.release_row(second.pk, reason="That one too", actor=desk, at=AT)
    assert refused.value.reasons == (Reason("twin-released", 3),)


def test_a_row_of_an_overtaken_list_stays_out(desk, arrangement):
    listing, row = a_suspect(desk)
    lists.apply_list(listing.pk, actor=desk, at=AT)
    tasks.apply_list(listing.pk)
    applied(desk, as_csv([a_line("QN-1"), a_line("QN-2", "Second")]), at=LATER)
    with pytest.raises(Refused) as refused:
        lists.release_row(row.pk, reason="Too late", actor=desk, at=LATER)
    assert refused.value.reasons == (Reason("list-outdated"),)


def test_a_list_checked_before_another_was_applied_is_outdated_until_checked_again(desk, arrangement):
    first = checked(desk, as_csv([a_line("QN-1")]))
    applied(desk, as_csv([a_line("QN-2", "Second")]), at=LATER)
    with pytest.raises(Refused) as refused:
        lists.apply_list(first.pk, actor=desk, at=LATER)
    assert refused.value.reasons == (Reason("list-outdated"),)
    lists.check_again(first.pk, actor=desk, at=LATER)
    tasks.check_list(first.pk)
    counts(ListImport.objects.get(pk=first.pk), new=1, missing=1)
    lists.apply_list(first.pk, actor=desk, at=LATER)
    tasks.apply_list(first.pk)
    assert [number for number, _, _ in book()] == ["QN-1", "QN-2"]


def test_a_changed_arrangement_outdates_the_check(desk, arrangement):
    listing = checked(desk, as_csv([a_line("QN-1")]))
    an_arrangement(desk, expected_version=1, tiers=["light"])
    with pytest.raises(Refused) as refused:
        lists.apply_list(listing.pk, actor=desk, at=LATER)
    assert refused.value.reasons == (Reason("list-outdated"),)


def test_applying_twice_is_refused_the_second_time(desk, arrangement):
    listing = checked(desk, as_csv([a_line("QN-1")]))
    lists.apply_list(listing.pk, actor=desk, at=AT)
    with pytest.raises(Refused) as refused:
        lists.apply_list(listing.pk, actor=desk, at=AT)
    assert refused.value.reasons == (Reason("not-from-here", "applying"),)
    tasks.apply_list(listing.pk)
    tasks.apply_list(listing.pk)
    assert JournalEntry.objects.filter(topic="register").count() == 1


def test_what_the_book_refuses_undoes_the_whole_list(desk, arrangement):
    lines = [a_line(f"QN-{n}", f"Firm {n}") for n in range(1, 1203)]
    listing = checked(desk, as_csv(lines))
    ListRow.objects.filter(listing=listing, row=1203).update(values=spoiled(listing, 1203))
    lists.apply_list(listing.pk, actor=desk, at=AT)
    tasks.apply_list(listing.pk)
    listing.refresh_from_db()
    assert (listing.state, listing.applied_at, book()) == ("failed", None, [])
    assert listing.failure == "text-too-long: QN-1202"
    assert not JournalEntry.objects.filter(topic="register").exists()


def spoiled(listing, row):
    return {**ListRow.objects.get(listing=listing, row=row).values, "tier": "x" * 41}


def test_a_list_that_cannot_be_read_to_its_end_fails_with_the_row(desk, arrangement):
    good = as_csv([a_line("QN-1")])
    listing = checked(desk, good + b'QN-2,"never closed')
    assert (listing.state, listing.failure) == ("failed", "list-unreadable: 3")
    lists.discard_list(listing.pk, actor=desk, at=AT)
    assert ListImport.objects.get().state == "discarded"


def test_a_header_fault_leaves_no_list(desk, arrangement):
    with pytest.raises(Refused) as refused:
        receive(desk, b"code,name\nA,B\n")
    assert refused.value.reasons == (Reason("column-missing", "valid_from, status"),)
    assert not ListImport.objects.exists()


def test_the_same_bytes_wait_only_once(desk, arrangement):
    content = as_csv([a_line("QN-1")])
    first = receive(desk, content)
    with pytest.raises(Refused) as refused:
        receive(desk, content)
    assert refused.value.reasons == (Reason("list-already-open", "list.csv"),)
    lists.discard_list(first.pk, actor=desk, at=AT)
    assert receive(desk, content).state == "received"


def test_a_discarded_list_is_not_checked(desk, arrangement):
    listing = receive(desk, as_csv([a_line("QN-1")]))
    lists.discard_list(listing.pk, actor=desk, at=AT)
    tasks.check_list(listing.pk)
    assert (ListImport.objects.get().state, ListRow.objects.count()) == ("discarded", 0)


def test_an_interrupted_check_starts_afresh(desk, arrangement):
    listing = checked(desk, as_csv([a_line("QN-1"), a_line("QN-2", "Second", country="QX")]))
    ListImport.objects.filter(pk=listing.pk).update(state="checking", rows_done=1)
    tasks.resume_lists()
    listing.refresh_from_db()
    assert (listing.state, listing.rows_done) == ("checked", 2)
    assert [row for row, _, _ in verdicts(listing)] == [2, 3]


def test_progress_is_told_in_batches(desk, arrangement, monkeypatch):
    told = []
    from openaeo.exchange import checking

    tell = checking._tell
    monkeypatch.setattr(
        "openaeo.exchange.checking._tell", lambda row, **facts: (told.append(facts), tell(row, **facts))
    )
    checked(desk, as_csv([a_line(f"QN-{n}", f"Firm {n}") for n in range(2500)]))
    assert [facts.get("rows_done") for facts in told] == [None, 1000, 2000, 2500]
    assert told[0]["rows_total"] == 2500


def test_the_only_tier_need_not_be_repeated(desk):
    an_arrangement(desk, tiers=["full"])
    applied(desk, as_csv([a_line("QN-1", tier="")]))
    assert Authorisation.objects.get(number="QN-1").tier == "full"


def test_an_identifier_of_a_dead_entry_passes_on(desk, filled):
    lines = [a_line("QN-OLD", "Old Holder", tin="QN777", status="revoked", status_since="2026-06-01")]
    applied(desk, as_csv(lines), at=LATER)
    listing = applied(
        desk,
        as_csv([a_line("QN-NEW", "Old Holder", tin="QN777", valid_from="2026-07-01")]),
        at=LATER + timedelta(days=1),
    )
    assert (listing.state, listing.counts["new"]) == ("applied", 1)


@pytest.mark.parametrize("capacity", [c for c in Capacity if c is not Capacity.RECOGNITION_DESK])
def test_only_the_recognition_desk_acts(desk, arrangement, capacity):
    listing, row = a_suspect(desk)
    actor = Actor(capacity, person=desk.person)
    acts = [
        lambda: receive(actor, as_csv([])),
        lambda: lists.discard_list(listing.pk, actor=actor, at=AT),
        lambda: lists.release_row(row.pk, reason="Mine", actor=actor, at=AT),
    ]
    if capacity is not Capacity.SYSTEM:
        acts += [
            lambda: lists.apply_list(listing.pk, actor=actor, at=AT),
            lambda: lists.check_again(listing.pk, actor=actor, at=AT),
        ]
    for act in acts:
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.reasons == (Reason("not-your-capacity", capacity.value),)
    assert ListImport.objects.get().state == "checked"


def test_a_list_without_arrangement(desk):
    with pytest.raises(Refused) as refused:
        receive(desk, as_csv([a_line("QN-1")]))
    assert refused.value.reasons == (Reason("not-found"),)


def test_ten_megabytes(desk, arrangement):
    lines = [a_line(f"QN-{n}", f"Firm {n}", address="x" * 1900) for n in range(5000)]
    content = as_csv(lines)
    assert 9_500_000 < len(content) < 10_400_000
    listing = checked(desk, content)
    counts(listing, new=5000)


def test_twenty_thousand_rows(desk, arrangement):
    listing = applied(desk, as_csv([a_line(f"QN-{n}", f"Firm {n}", tin=f"QN{n}X") for n in range(20_000)]))
    assert (listing.state, listing.counts["new"]) == ("applied", 20_000)
    assert Administration.objects.get(code="QN").authorisations.count() == 20_000


def test_queries_of_a_batch_do_not_grow(desk, arrangement, django_assert_max_num_queries):
    applied(desk, as_csv([a_line(f"QN-{n}", f"Firm {n}", tin=f"QN{n}X") for n in range(300)]))
    listing = receive(
        desk, as_csv([a_line(f"QN-{n}", f"Firm {n}", tin=f"QN{n}X", address="new") for n in range(300)])
    )
    with django_assert_max_num_queries(60):
        tasks.check_list(listing.pk)
    listing.refresh_from_db()
    assert listing.counts["changed"] == 300


def test_moments_are_utc(desk, arrangement):
    applied(desk, as_csv([a_line("QN-1", valid_until="2027-12-31")]))
    row = Authorisation.objects.get()
    assert (row.starts, row.ends) == (datetime(2024, 1, 15, tzinfo=UTC), datetime(2028, 1, 1, tzinfo=UTC))


@pytest.mark.parametrize(("encoding", "guessed"), [("utf-16", False), ("utf-16-le", False), ("cp1252", True)])
def test_other_encodings_are_kept_in_utf8_and_told(desk, arrangement, encoding, guessed):
    listing = applied(desk, as_csv([a_line("QN-1", "Café Noé")], encoding=encoding))
    assert (listing.reading["encoding"], listing.reading["guessed"]) == (encoding, guessed)
    assert book() == [("QN-1", "Café Noé", "granted")]
    sent = hashlib.sha256(as_csv([a_line("QN-1", "Café Noé")], encoding=encoding)).hexdigest()
    assert JournalEntry.objects.get(act="receive-list").body["sent_digest"] == sent


def test_the_example_list_is_sound(desk, arrangement):
    example = Path(__file__).resolve().parents[2] / "examples" / "partner-list-qn.csv"
    listing = applied(desk, example.read_bytes())
    assert (listing.state, listing.rows_total) == ("applied", 20)
    counts(listing, new=20)
    assert [state for _, _, state in book()].count("revoked") == 1
