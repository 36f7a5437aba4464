"""Reading, choosing, the bell, and digests."""

import pytest
from tests.worlds import a_case, refusal, when

from openaeo.bedrock.actors import ANYBODY
from openaeo.bedrock.journal import head
from openaeo.casework import requests
from openaeo.law.terms import Capacity
from openaeo.notices import digests, inbox, post
from openaeo.notices.kinds import DEFAULTS, Group, Mail
from openaeo.notices.models import Delivery, Notice

pytestmark = pytest.mark.django_db

MONDAY_7, TUESDAY_7 = when(14, hours=-2), when(15, hours=-2)


def asked(cast, case, at, tell_all):
    requests.ask(case.number, question="Who keeps the keys?", actor=cast.ben, at=at)
    tell_all(at)


def test_reading_ticks_off_and_leaves_no_trace(cast, tell_all):
    case = a_case("assessment")
    asked(cast, case, when(10), tell_all)
    before, unread = head(), inbox.bell(cast.amara).unread
    notice = Notice.objects.get(kind="question-asked")
    assert inbox.read(notice.pk, actor=cast.amara, at=when(11)).read_at == when(11)
    assert inbox.read(notice.pk, actor=cast.amara, at=when(12)).read_at == when(11)
    assert inbox.bell(cast.amara).unread == unread - 1
    assert inbox.read_all(actor=cast.amara, at=when(12)) == unread - 1
    assert inbox.bell(cast.amara).unread == 0
    assert head() == before


def test_what_others_were_told_is_not_there(cast, tell_all):
    asked(cast, a_case("assessment"), when(10), tell_all)
    notice = Notice.objects.get(kind="question-asked")
    for actor in (cast.otto, cast.ben, cast.dalia, ANYBODY):
        assert refusal(inbox.read, notice.pk, actor=actor, at=when(11)) == ("not-found",)
        assert notice not in Notice.objects.visible_to(actor)
    assert inbox.read_all(actor=cast.otto, at=when(11)) == 0


def test_the_bell_asks_once_and_strangers_nothing(cast, tell_all, django_assert_num_queries):
    asked(cast, a_case("assessment"), when(10), tell_all)
    with django_assert_num_queries(1):
        assert inbox.bell(cast.amara).unread == 3
    with django_assert_num_queries(0):
        assert inbox.bell(ANYBODY) == inbox.Bell(0, mail_fails=False)


def test_choices_are_the_defaults_until_made(cast):
    assert inbox.choices_of(cast.amara) == dict(DEFAULTS)
    inbox.choose({Group.CASES: Mail.WEEKLY}, actor=cast.amara)
    inbox.choose({Group.CASES: Mail.DAILY, Group.DATES: Mail.NEVER}, actor=cast.amara)
    assert inbox.choices_of(cast.amara) == {**DEFAULTS, Group.CASES: Mail.DAILY, Group.DATES: Mail.NEVER}
    assert inbox.choices_of(cast.otto) == dict(DEFAULTS)
    assert refusal(inbox.choose, {}, actor=ANYBODY) == ("not-signed-in",)


@pytest.mark.parametrize(
    ("capacity", "partners"), [(Capacity.APPLICANT, False), (Capacity.RECOGNITION_DESK, True)]
)
def test_only_the_recognition_desk_chooses_about_partners(capacity, partners):
    assert (Group.PARTNERS in inbox.groups_for({capacity})) == partners


def test_a_daily_digest_gathers_what_is_unread_once_a_day(cast, mail, tell_all):
    inbox.choose({Group.CASES: Mail.DAILY}, actor=cast.amara)
    case = a_case("assessment")
    asked(cast, case, when(14, hours=-5), tell_all)
    assert Delivery.objects.count() == 0
    assert digests.gather(when(14, hours=-4)) == 0  # before six o'clock
    assert digests.gather(MONDAY_7) == 1
    assert digests.gather(MONDAY_7) == 0
    assert post.send_due(at=MONDAY_7) == 1
    assert len(mail) == 1
    asked(cast, case, when(14), tell_all)
    assert digests.gather(when(14, hours=1)) == 0  # the day has had its digest
    inbox.read_all(actor=cast.amara, at=when(14, hours=2))
    assert digests.gather(TUESDAY_7) == 0  # all is read


def test_a_weekly_digest_comes_on_monday(cast, mail, tell_all):
    inbox.choose({Group.CASES: Mail.WEEKLY}, actor=cast.amara)
    asked(cast, a_case("assessment"), when(8), tell_all)
    assert digests.gather(when(9, hours=-2)) == 0
    assert digests.gather(MONDAY_7) == 1
    assert Delivery.objects.get().notices.get().kind == "question-asked"


def test_what_waits_follows_a_new_choice(cast, mail, tell_all):
    inbox.choose({Group.CASES: Mail.WEEKLY}, actor=cast.amara)
    asked(cast, a_case("assessment"), when(8), tell_all)
    inbox.choose({Group.CASES: Mail.AT_ONCE}, actor=cast.amara)
    assert Notice.objects.get(kind="question-asked").mail == "daily"
    inbox.choose({Group.CASES: Mail.NEVER}, actor=cast.amara)
    assert digests.gather(MONDAY_7) == 0


def test_without_a_mail_server_there_is_no_digest(cast, mail, tell_all, settings):
    inbox.choose({Group.CASES: Mail.DAILY}, actor=cast.amara)
    asked(cast, a_case("assessment"), when(8), tell_all)
    settings.MAIL_READY = False
    assert digests.gather(MONDAY_7) == 0
