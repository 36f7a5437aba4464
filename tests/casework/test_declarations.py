"""The yearly declaration: when it is owed, who makes it, what it says, and what silence does."""

from datetime import UTC, date, datetime, timedelta

import pytest
from tests.worlds import a_granted, joins, people, refusal, when

from openaeo.casework import changes, declarations, measures
from openaeo.casework.models import Declaration
from openaeo.law.lasting import Declaring, Silence
from openaeo.notices import dates, reminders
from openaeo.notices.models import Notice
from openaeo.parties.models import Person
from openaeo.register.models import Authorisation

pytestmark = pytest.mark.django_db
OCTOBER, NOVEMBER, JANUARY = (
    datetime(year, month, 3, 9, tzinfo=UTC) for year, month in ((2026, 10), (2026, 11), (2027, 1))
)


def declare(held, actor, at, name="Amara Diallo"):
    return declarations.declare(held.number, declared_name=name, actor=actor, at=at)


def test_it_is_made_in_its_days_and_says_whether_a_change_was_told():
    cast, held = people(), a_granted()
    owed = declarations.owed(held, when(60))
    assert (owed.standing, owed.silence, owed.window.closes) == (
        Declaring.AHEAD,
        Silence.SUSPENSION,
        date(2026, 12, 31),
    )
    early = refusal(declare, held, cast.amara, when(60), name=" ")
    assert early == ("declaration-missing", "declaration-too-early")
    assert refusal(declare, held, cast.otto, OCTOBER) == ("not-found",)
    assert refusal(declare, held, joins("pia", "preparer", at=when(50)), OCTOBER) == ("not-your-mandate",)
    told = changes.report(
        held.number,
        kind="people",
        happened_on=date(2026, 4, 1),
        text="A new head of customs.",
        actor=cast.amara,
        at=when(90),
    )
    made = declare(held, cast.amara, OCTOBER)
    assert (made.unchanged, made.late, made.declared_name) == (False, False, "Amara Diallo")
    assert declarations.told_since(held, held.starts).get() == told
    assert refusal(declare, held, cast.amara, NOVEMBER) == ("declaration-too-early",)
    assert declare(held, cast.amara, OCTOBER.replace(year=2027)).unchanged is True
    seen = Declaration.objects.visible_to
    assert [seen(one).count() for one in (cast.amara, cast.ben, cast.otto, cast.efua)] == [2, 2, 0, 2]


def test_who_has_given_it_up_declares_nothing():
    cast, held = people(), a_granted()
    measures.surrender(held.number, reason="We close.", actor=cast.amara, at=when(100))
    assert refusal(declare, held, cast.amara, OCTOBER) == ("not-from-here",)
    assert list(declarations.all_owed(Authorisation.objects.all(), OCTOBER)) == []


def test_silence_is_warned_of_in_time_and_then_told_to_both_sides():
    cast, held = people(), a_granted()
    amara = Person.objects.get(pk=cast.amara.person)
    name = f"declaration-{held.number}"
    assert name not in [one.name for one in dates.of_person(amara, at=when(60))]  # its days have not begun
    assert name in [one.name for one in dates.of_person(amara, at=OCTOBER)]
    assert dates.named(name, actor=cast.amara, at=OCTOBER).day == date(2026, 12, 31)
    assert dates.named(name, actor=cast.otto, at=OCTOBER) is None
    for day in (date(2026, 11, 1), date(2026, 12, 1), date(2026, 12, 24), date(2026, 12, 30)):
        reminders.remind(datetime(day.year, day.month, day.day, 9, tzinfo=UTC))
    warned = Notice.objects.filter(kind="declaration-due").order_by("created_at")
    assert [one.created_at.date() for one in warned] == [
        date(2026, 11, 1),
        date(2026, 12, 1),
        date(2026, 12, 24),
    ]
    assert [reminders.remind(JANUARY) for _twice in range(2)] == [3, 0]
    missed = Notice.objects.filter(kind__in=reminders.OVERDUE).order_by("kind", "person")
    assert [(one.kind, one.person_id) for one in missed] == [
        *[("declaration-missed", one) for one in sorted([cast.ben.person, cast.chen.person])],
        ("declaration-overdue", cast.amara.person),
    ]
    held.refresh_from_db()
    assert held.state == "granted"  # nothing happens by itself
    assert declarations.owed(held, JANUARY).standing is Declaring.OVERDUE
    assert declare(held, cast.amara, JANUARY).late is True
    assert declarations.owed(held, JANUARY + timedelta(days=1)).window.opens == date(2027, 10, 1)
