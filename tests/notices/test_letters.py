"""What a mail says: every kind in every language, and never anything of the matter itself."""

import re
from datetime import UTC, datetime

import pytest
from django.utils.translation import override
from tests.worlds import when

from openaeo.bedrock.actors import ANYBODY
from openaeo.law.terms import Capacity
from openaeo.notices import letters
from openaeo.notices.kinds import KINDS, Mail
from openaeo.notices.models import Delivery, Notice
from openaeo.parties.models import Person

pytestmark = pytest.mark.django_db

SECRET = {
    "firm": "Almadi Spices Ltd",
    "authorisation": "QMAEO00000001",
    "kind": "suspend",
    "reasons": "The gate stood open.",
    "grounds": "Records are not kept.",
    "criterion": "I6",
    "partner": "QN",
    "capacity": Capacity.OFFICER.value,
    "tin": "QM000000001",
    "name": "Ben Osei",
    "due": "2026-02-05T22:59:59+00:00",
    "closes": "2026-02-05T22:59:59+00:00",
    "request": 4711,
    "measure": 4711,
}
"""Everything a notice might carry, and things that it never may."""
WORDS = re.compile(
    r"refus|grant|suspen|revo|measure|hearing|criteri|question|gap|Almadi|QM|I6|Ben|4711|QN|officer|Amara|2026-02",
    re.IGNORECASE,
)


def a_mail(kind, *, language="en", case="", mail=Mail.AT_ONCE):
    person, _new = Person.objects.get_or_create(
        email="amara@example.org", defaults={"name": "Amara Diallo", "language": language}
    )
    at = datetime(2026, 1, 20, tzinfo=UTC)
    row = Delivery.objects.create(
        person=person, address=person.email, purpose="notice", created_at=at, next_at=at
    )
    Notice.objects.create(
        person=person,
        capacity="applicant",
        kind=kind,
        key=f"journal:{row.pk}",
        params=SECRET | ({"case": case} if case else {}),
        created_at=when(0),
        mail=mail,
        delivery=row,
    )
    return letters.message(row)


@pytest.mark.parametrize("case", ["", "AEO-2026-0001"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_mail_says_that_there_is_something_and_never_what(kind, case, settings):
    settings.PUBLIC_URL = "https://aeo.example.org"
    mail = a_mail(kind, case=case)
    said = "\n".join([mail.subject, mail.body, *(str(part) for part, _type in mail.alternatives)])
    assert WORDS.findall(said) == []
    assert ("AEO-2026-0001" in said) == bool(case)
    assert "https://aeo.example.org/notices/" in mail.body
    assert len(mail.subject) < 78
    assert "\n" not in mail.subject


def test_the_letter_and_its_headers(settings):
    settings.PUBLIC_URL = "https://aeo.example.org"
    mail = a_mail("question-asked", case="AEO-2026-0001")
    assert mail.subject == "Something waits for you in application AEO-2026-0001."
    assert mail.body.splitlines()[0] == mail.subject
    assert mail.to == ["amara@example.org"]
    headers = mail.message()
    assert headers["List-Unsubscribe"] == "<https://aeo.example.org/notices/preferences/>"
    assert headers["Auto-Submitted"] == "auto-generated"
    assert headers["Content-Language"] == "en"
    ((html, media),) = mail.alternatives
    assert media == "text/html"
    assert '<html lang="en" dir="ltr">' in html


def test_arabic_runs_from_right_to_left_whatever_the_worker_speaks():
    with override("fr"):
        mail = a_mail("granted", language="ar")
    assert '<html lang="ar" dir="rtl">' in mail.alternatives[0][0]
    assert mail.message()["Content-Language"] == "ar"


def test_a_digest_says_each_sentence_once():
    person = Person.objects.create(email="amara@example.org", name="Amara", language="en")
    row = Delivery.objects.create(
        person=person, address=person.email, purpose="daily", created_at=when(0), next_at=when(0)
    )
    for place, (kind, case) in enumerate(
        [
            ("granted", "AEO-2026-0001"),
            ("case-accepted", "AEO-2026-0001"),
            ("question-asked", "AEO-2026-0002"),
        ]
    ):
        Notice.objects.create(
            person=person,
            capacity="applicant",
            kind=kind,
            key=str(place),
            params={"case": case},
            created_at=when(place),
            mail="daily",
            delivery=row,
        )
    mail = letters.message(row)
    assert mail.subject == "OpenAEO: 2 matters have something new for you"
    assert mail.body.splitlines()[:2] == [
        "There is news about application AEO-2026-0001.",
        "Something waits for you in application AEO-2026-0002.",
    ]


def test_nobody_reads_mail_of_others():
    a_mail("granted")
    assert list(Notice.objects.visible_to(ANYBODY)) == []
    assert list(Delivery.objects.visible_to(ANYBODY)) == []
