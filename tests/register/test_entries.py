"""The book: every change by its one writer, every status by the law's timeline."""
# ruff: noqa: PT012 - a block is what is tested: what is raised inside it, or undone by it

import re
import threading
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, connections, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.register.conftest import DALIA, DAY, T0, make_operator, terms

from openaeo.bedrock import journal
from openaeo.bedrock.actors import SYSTEM
from openaeo.bedrock.acts import act
from openaeo.bedrock.models import JournalEntry
from openaeo.law.identifiers import Scheme
from openaeo.law.standing import History, Suspension, Withdrawal, status_at, timeline
from openaeo.law.terms import Period, Status
from openaeo.law.workflow import Reason, Refused
from openaeo.parties.models import Administration, Operator
from openaeo.register import claims, entries
from openaeo.register.answers import by_number
from openaeo.register.expiry import expire_due
from openaeo.register.feed import Change, changes_since
from openaeo.register.models import Alias, Authorisation, StatusPeriod
from openaeo.register.replay import agree


def periods(row):
    found = StatusPeriod.objects.filter(authorisation=row).order_by("during")
    return [(p.status, p.during.lower, p.during.upper, p.reason, p.tier) for p in found]


def lawful(history):
    return [
        (status.value, period.start, period.end, reason, tier)
        for period, status, reason, tier in timeline(history)
    ]


def aliases(row):
    return sorted(Alias.objects.filter(authorisation=row).values_list("scheme", "value"))


def refused(step, *reasons):
    return lambda error: (error.step, error.reasons) == (step, reasons)


def test_entering_writes_row_identifiers_periods_and_journal(enter, operator):
    row = enter(public=True, aliases=[(Scheme.EORI, "qm-77.01")])
    row.refresh_from_db()
    assert re.fullmatch(r"QMAEO\d{8}", row.number)
    assert (row.holder, row.holder_local, row.country) == (operator.name, operator.local_name, "QM")
    assert (row.tier, row.roles, row.state, row.public) == (
        "safety",
        ["carrier", "exporter"],
        "granted",
        True,
    )
    assert (row.starts, row.ends, row.changed_at) == (T0, T0 + 365 * DAY, T0)
    assert aliases(row) == [("aeo", row.number), ("eori", "QM7701"), ("tin", operator.tin)]
    assert periods(row) == lawful(History(Period(T0, T0 + 365 * DAY)))
    entry = JournalEntry.objects.get()
    assert (entry.act, entry.topic, entry.subject, entry.person_name) == (
        "enter",
        "register",
        row.number,
        "Dalia Haddad",
    )
    assert entry.body["numbers"] == [row.number]
    assert changes_since(0) == [Change(1, (row.number,))]
    assert changes_since(1) == []
    assert agree() == []


def test_numbers_follow_each_other_and_check_codes_do_not(enter, operator):
    rows = [enter(make_operator(n)) for n in range(2, 5)]
    numbers = [int(row.number.removeprefix("QMAEO")) for row in rows]
    assert numbers == [numbers[0], numbers[0] + 1, numbers[0] + 2]
    codes = {row.check_code for row in rows}
    assert len(codes) == 3
    assert all(re.fullmatch("[2-9A-HJ-NP-Z]{14}", code) for code in codes)


def test_an_identifier_somebody_lives_by_is_refused(enter):
    first = enter()
    other = make_operator(2)
    with pytest.raises(Refused, check=refused("enter", Reason("identifier-taken", aliases(first)[1][1]))):
        enter(other, aliases=[(Scheme.TIN, aliases(first)[1][1])])
    assert Authorisation.objects.count() == JournalEntry.objects.count() == 1


def test_an_identifier_that_is_none_is_refused(enter):
    with pytest.raises(Refused, check=refused("enter", Reason("mid-country-canada"))):
        enter(aliases=[(Scheme.MID, "CA123")])
    assert not Authorisation.objects.exists()


def test_a_number_is_given_once(enter, operator):
    enter(number="QMAEO99999999")
    with pytest.raises(Refused, check=refused("enter", Reason("number-taken", "QMAEO99999999"))):
        enter(make_operator(2), number="QMAEO99999999")


@pytest.mark.parametrize("ending", ["revoke", "expire"])
def test_a_dead_authorisation_gives_its_identifiers_to_the_next(enter, operator, ending):
    old = enter()
    later = T0 + 400 * DAY
    if ending == "revoke":
        later = T0 + 10 * DAY
        entries.withdraw(old.number, status=Status.REVOKED, reason="x", actor=DALIA, at=T0 + 9 * DAY)
    new = enter(at=later)
    assert aliases(old) == [("aeo", old.number)]
    assert aliases(new) == [("aeo", new.number), ("tin", operator.tin)]
    assert sorted(changes_since(0)[-1].numbers) == sorted([old.number, new.number])
    assert agree() == []


def test_suspend_lift_withdraw_is_what_the_law_says(enter):
    row, end = enter(), T0 + 365 * DAY
    entries.suspend(row.number, reason="ground-a", actor=DALIA, at=T0 + 10 * DAY)
    history = History(Period(T0, end), (Suspension(Period(T0 + 10 * DAY), "ground-a"),))
    assert periods(row) == lawful(history)
    entries.lift(row.number, actor=DALIA, at=T0 + 20 * DAY)
    first = Suspension(Period(T0 + 10 * DAY, T0 + 20 * DAY), "ground-a")
    assert periods(row) == lawful(History(Period(T0, end), (first,)))
    entries.suspend(row.number, reason="ground-b", actor=DALIA, at=T0 + 20 * DAY)
    changed = entries.withdraw(
        row.number, status=Status.REVOKED, reason="ground-c", actor=DALIA, at=T0 + 30 * DAY
    )
    second = Suspension(Period(T0 + 20 * DAY), "ground-b")
    withdrawal = Withdrawal(T0 + 30 * DAY, Status.REVOKED, "ground-c")
    assert periods(row) == lawful(History(Period(T0, end), (first, second), withdrawal))
    assert [p[0] for p in periods(row)] == ["granted", "suspended", "suspended", "revoked"]
    assert (changed.state, changed.changed_at) == ("revoked", T0 + 30 * DAY)
    assert [entry.act for entry in journal.since(0)] == ["enter", "suspend", "lift", "suspend", "revoke"]
    assert agree() == []


def test_at_the_very_instant_the_new_status_holds(enter):
    row, when = enter(), T0 + 10 * DAY
    entries.suspend(row.number, reason="x", actor=DALIA, at=when)
    tick = timedelta(microseconds=1)

    def status(moment):
        return StatusPeriod.objects.get(authorisation=row, during__contains=moment).status

    assert [status(when - tick), status(when), status(when + tick)] == ["granted", "suspended", "suspended"]
    end = T0 + 365 * DAY
    assert [status(end - tick), status(end)] == ["suspended", "expired"]


def test_before_the_grant_begins_nothing_is_lost(enter):
    row = enter(given=terms(T0 + 30 * DAY))
    entries.suspend(row.number, reason="x", actor=DALIA, at=T0)
    assert next(p[:2] for p in periods(row)) == ("suspended", T0 + 30 * DAY)
    entries.lift(row.number, actor=DALIA, at=T0 + DAY)
    assert periods(row) == lawful(History(Period(T0 + 30 * DAY, T0 + 395 * DAY)))
    entries.withdraw(row.number, status=Status.SURRENDERED, reason="x", actor=DALIA, at=T0 + 2 * DAY)
    assert periods(row) == [("surrendered", T0 + 30 * DAY, None, "x", "")]


def test_steps_the_law_does_not_allow_are_refused_and_leave_no_trace(enter):
    row = enter()
    before = periods(row)
    with pytest.raises(Refused, check=refused("lift", Reason("not-from-here", "granted"))):
        entries.lift(row.number, actor=DALIA, at=T0 + DAY)
    with pytest.raises(Refused, check=refused("suspend", Reason("not-found"))):
        entries.suspend("QMAEO0", reason="x", actor=DALIA, at=T0 + DAY)
    with pytest.raises(KeyError):
        entries.withdraw(row.number, status=Status.EXPIRED, reason="x", actor=DALIA, at=T0 + DAY)
    assert (periods(row), JournalEntry.objects.count()) == (before, 1)


@pytest.mark.parametrize("step", ["suspend", "surrender"])
def test_after_the_end_nothing_moves_even_while_the_state_lags(enter, step):
    row = enter()
    end = T0 + 365 * DAY
    with pytest.raises(Refused, check=refused(step, Reason("not-from-here", "expired"))):
        if step == "suspend":
            entries.suspend(row.number, reason="x", actor=DALIA, at=end)
        else:
            entries.withdraw(row.number, status=Status.SURRENDERED, reason="x", actor=DALIA, at=end)


def test_a_clock_that_went_back_makes_no_overlap(enter):
    row = enter()
    entries.suspend(row.number, reason="x", actor=DALIA, at=T0 + 10 * DAY)
    entries.lift(row.number, actor=DALIA, at=T0 + 12 * DAY)
    entries.suspend(row.number, reason="y", actor=DALIA, at=T0 + 11 * DAY)
    assert [p[:3] for p in periods(row)][1:3] == [
        ("suspended", T0 + 10 * DAY, T0 + 12 * DAY),
        ("suspended", T0 + 12 * DAY, T0 + 365 * DAY),
    ]
    entries.lift(row.number, actor=DALIA, at=T0)
    assert [p[0] for p in periods(row)] == ["granted", "suspended", "granted", "expired"]


def test_a_long_reason_is_kept_whole_in_the_journal(enter):
    row = enter()
    reason = "because " * 30
    entries.suspend(row.number, reason=reason, actor=DALIA, at=T0 + DAY)
    assert periods(row)[1][3] == reason[:60]
    assert journal.since(1)[0].body["reason"] == reason


def test_the_database_itself_refuses_overlapping_periods(enter):
    row = enter()
    with pytest.raises(IntegrityError, match="status_periods_do_not_overlap"), transaction.atomic():
        StatusPeriod.objects.create(
            authorisation=row, status="suspended", during=(T0 + DAY, T0 + 2 * DAY), reason=""
        )


def test_publishing_is_journalled_when_it_changes_something(enter):
    row = enter()
    assert entries.set_public(row.number, public=True, actor=DALIA, at=T0 + DAY).public
    entries.set_public(row.number, public=True, actor=DALIA, at=T0 + DAY)
    assert [entry.act for entry in journal.since(0)] == ["enter", "set-public"]
    assert agree() == []


def test_the_state_follows_once_time_is_over(enter):
    row, suspended, endless = enter(), enter(make_operator(2)), enter(make_operator(3), given=terms(days=0))
    entries.suspend(suspended.number, reason="x", actor=DALIA, at=T0 + DAY)
    end = T0 + 365 * DAY
    before = periods(row)
    assert expire_due(end - timedelta(microseconds=1)) == 0
    assert expire_due(end) == 2
    assert expire_due(end) == 0
    assert dict(Authorisation.objects.values_list("number", "state")) == {
        row.number: "expired",
        suspended.number: "expired",
        endless.number: "granted",
    }
    assert periods(row) == before
    newest = journal.since(4)
    assert {(entry.act, entry.capacity, entry.person_name) for entry in newest} == {
        ("expire", "system", SYSTEM.name)
    }
    assert sorted(entry.subject for entry in newest) == sorted([row.number, suspended.number])
    assert agree() == []


def test_a_part_is_suspended_while_the_rest_goes_on(enter):
    row, end = enter(public=True), T0 + 365 * DAY
    entries.suspend(row.number, reason="break-in", leaves="compliance", actor=DALIA, at=T0 + 10 * DAY)
    row.refresh_from_db()
    assert (row.state, row.tier) == ("granted", "safety")
    entries.suspend(row.number, reason="insolvent", actor=DALIA, at=T0 + 20 * DAY)
    row.refresh_from_db()
    assert row.state == "suspended"
    entries.lift(row.number, leaves="compliance", actor=DALIA, at=T0 + 30 * DAY)
    entries.lift(row.number, actor=DALIA, at=T0 + 40 * DAY)
    part = [
        Suspension(Period(T0 + 10 * DAY, T0 + 20 * DAY), "break-in", "compliance"),
        Suspension(Period(T0 + 20 * DAY, T0 + 30 * DAY), "insolvent"),
        Suspension(Period(T0 + 30 * DAY, T0 + 40 * DAY), "insolvent", "compliance"),
    ]
    assert periods(row) == lawful(History(Period(T0, end), tuple(part)))
    assert [p[-1] for p in periods(row)] == ["", "compliance", "", "compliance", "", ""]
    assert [entry.act for entry in journal.since(0)][1:] == ["suspend-part", "suspend", "lift", "lift-part"]
    assert shown(row, T0 + 15 * DAY) == ("granted", T0 + 10 * DAY, "compliance")
    assert shown(row, T0 + 25 * DAY) == ("suspended", T0 + 20 * DAY, "")
    assert agree() == []


def test_what_is_not_suspended_is_not_lifted_and_a_suspended_whole_has_no_part_to_suspend(enter):
    row = enter()
    with pytest.raises(Refused) as nothing:
        entries.lift(row.number, actor=DALIA, at=T0 + DAY)
    assert (nothing.value.step, nothing.value.reasons) == ("lift", (Reason("not-from-here", "granted"),))
    entries.suspend(row.number, reason="x", actor=DALIA, at=T0 + DAY)
    with pytest.raises(Refused) as whole:
        entries.suspend(row.number, reason="y", leaves="compliance", actor=DALIA, at=T0 + 2 * DAY)
    assert whole.value.reasons == (Reason("not-from-here", "suspended"),)
    assert whole.value.step == "suspend-part"
    assert agree() == []


def shown(row, at):
    answer = by_number(row.number, at=at)
    return answer.status, answer.since, answer.in_effect_as


def test_the_views_tell_the_tier_in_effect_while_a_part_is_suspended(enter):
    row = enter()
    entries.suspend(row.number, reason="x", leaves="compliance", actor=DALIA, at=T0 + DAY)
    with connection.cursor() as sql:
        sql.execute("SELECT periods FROM register_book")
        ((told,),) = sql.fetchall()
    start, middle, end = (int(m.timestamp()) * 1_000_000 for m in (T0, T0 + DAY, T0 + 365 * DAY))
    assert told == f"granted|{start}|{middle};granted|{middle}|{end}|compliance;expired|{end}|"


def test_inside_an_act_the_register_and_the_act_are_one(enter, operator):
    row = enter()
    with act("lift", Authorisation, row.number, actor=DALIA, at=T0 + DAY) as (seen, _):
        entries.suspend(row.number, reason="x", actor=DALIA, at=T0 + DAY)
        assert seen.state == "granted"
    row.refresh_from_db()
    assert row.state == "suspended"
    with pytest.raises(KeyError), act("lift", Authorisation, row.number, actor=DALIA, at=T0 + 2 * DAY):
        entries.lift(row.number, actor=DALIA, at=T0 + 2 * DAY)
        raise KeyError
    row.refresh_from_db()
    assert row.state == "suspended"
    assert agree() == []
    assert journal.verify().fault is None


def test_the_fast_lanes_views_show_the_book(enter, partner):
    row = enter()
    entries.suspend(row.number, reason="x|;", actor=DALIA, at=T0 + DAY)
    with connection.cursor() as sql:
        sql.execute(
            "SELECT number, administration, home, tier, roles, periods, holder, country FROM register_book"
        )
        (found,) = sql.fetchall()
        sql.execute("SELECT number, scheme, value FROM register_book_alias ORDER BY scheme")
        listed = sql.fetchall()
    start, middle, end = (int(m.timestamp()) * 1_000_000 for m in (T0, T0 + DAY, T0 + 365 * DAY))
    told = f"granted|{start}|{middle};suspended|{middle}|{end};expired|{end}|"
    assert found == (row.number, "QM", True, "safety", ["carrier", "exporter"], told, row.holder, "QM")
    assert listed == [(row.number, *alias) for alias in aliases(row)]


@pytest.mark.django_db(transaction=True)
def test_two_grants_racing_for_one_identifier_give_one_authorisation():
    Administration.objects.get_or_create(code="QM", defaults={"is_home": True})
    Administration.objects.get_or_create(code="QN")
    operators = [make_operator(n) for n in (1, 2)]
    ready, outcomes = threading.Barrier(2), []

    def work(operator, administration):
        try:
            ready.wait(5)
            entries.enter(
                operator,
                terms(),
                administration=administration,
                number=f"X{operator.pk}",
                aliases=[(Scheme.EORI, "QMSAME1")],
                actor=DALIA,
                at=T0,
            )
            outcomes.append("entered")
        except Refused as refusal:
            outcomes.append(refusal.reasons)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work, args=pair) for pair in zip(operators, ["QM", "QN"], strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sorted(outcomes, key=str) == [(Reason("identifier-taken", "QMSAME1"),), "entered"]
    assert Authorisation.objects.count() == 1
    assert agree() == []


def close(suspensions, at):
    if suspensions and suspensions[-1][1] is None:
        suspensions[-1][1] = at


STEPS = st.sampled_from(
    ["suspend", "suspend-part", "lift", "lift-in-part", "revoke", "surrender", "publish", "expire"]
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(STEPS, st.integers(0, 40)), max_size=8))
def test_on_any_walk_book_law_and_journal_agree(home, walk):
    with transaction.atomic():
        Authorisation.objects.all().delete()
        operator = Operator.objects.filter(number="TRN-000009").first() or make_operator(9)
        at, mark = T0, journal.head()[0]
        row = entries.enter(operator, terms(days=90), administration="QM", actor=DALIA, at=at, public=False)
        suspensions, withdrawal, done = [], None, 1
        for step, days in walk:
            at += days * DAY
            try:
                if step in {"suspend", "suspend-part"}:
                    left = "part" if step == "suspend-part" else ""
                    entries.suspend(row.number, reason="suspend", leaves=left, actor=DALIA, at=at)
                    close(suspensions, at)
                    suspensions.append([at, None, left])
                elif step in {"lift", "lift-in-part"}:
                    left = "rest" if step == "lift-in-part" else ""
                    entries.lift(row.number, leaves=left, actor=DALIA, at=at)
                    close(suspensions, at)
                    suspensions += [[at, None, left]] if left else []
                elif step == "publish":
                    done += not Authorisation.objects.get(pk=row.pk).public
                    entries.set_public(row.number, public=True, actor=DALIA, at=at)
                    continue
                elif step == "expire":
                    done += len(entries.expire(at=at))
                    continue
                else:
                    status = Status.REVOKED if step == "revoke" else Status.SURRENDERED
                    entries.withdraw(row.number, status=status, reason=step, actor=DALIA, at=at)
                    withdrawal = Withdrawal(at, status, step)
                done += 1
            except Refused:
                continue
        kept = tuple(
            Suspension(Period(since, until), "suspend", left)
            for since, until, left in suspensions
            if since != until
        )
        history = History(Period(T0, T0 + 90 * DAY), kept, withdrawal)
        assert periods(row) == lawful(history)
        row.refresh_from_db()
        if row.state != "expired" and at < row.ends:
            assert row.state == status_at(history, at)
        assert len(journal.since(mark)) == done
        assert [d for d in agree() if d.number == row.number] == []


def test_check_codes_come_from_the_systems_randomness():
    assert len({claims.check_code() for _ in range(1_000)}) == 1_000
