"""The pages of a mentor: the firm opens, the mentor sees that and no more, and the firm sees what was looked at."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.worlds import a_case, people, when

from openaeo.casework import application
from openaeo.casework.models import Advice, Mentorship
from openaeo.law.terms import Claim
from openaeo.parties.models import Person

pytestmark = pytest.mark.django_db


def main(response):
    text = response.content.decode()
    return text[text.index("<main") : text.index("</main>")]


def test_the_whole_way_of_a_mentor(amara):
    cast, number = people(), a_case(at="draft").number
    for one, text in (("A1", "Kept to ourselves."), ("A2", "Shown to the mentor.")):
        application.answer(number, one, claim=Claim.PARTLY, explanation=text, actor=cast.amara, at=when(3))
    otto = Client()
    otto.force_login(Person.objects.get(pk=cast.otto.person))
    assert "No mentor yet" in main(amara.get(reverse("mentors")))
    typed = {"email": "otto@example.org", "last_day": "2020-01-01"}
    assert "That day has passed" in main(amara.post(reverse("mentor_invite"), typed))
    page = main(amara.post(reverse("mentor_invite"), {**typed, "last_day": "2199-01-01"}))
    row = Mentorship.objects.get()
    link = page[page.index("/mentoring/invitation/") :].split("<")[0]

    assert "Almadi" not in main(amara.get(link)) + main(Client().get(link))
    assert "Almadi Spices Ltd" in main(otto.get(link))
    seen = otto.post(link, follow=True)
    assert seen.redirect_chain == [(reverse("mentored", args=[row.pk]), 302)]
    assert ("A2" in main(seen), "Something is missing" in main(seen)) == (True, False)
    assert "Kept to ourselves" not in main(seen) + main(
        otto.get(reverse("mentored_question", args=[row.pk, "A1"]))
    )
    assert otto.get(reverse("mentored_question", args=[row.pk, "Z9"])).status_code == 404

    amara.post(reverse("mentor", args=[row.pk]), {"criteria": ["A2"]})
    page = main(amara.post(reverse("mentor", args=[row.pk]), {"criteria": ["Z9"]}))
    assert ('id="open-A1" value="A1"' in page, Mentorship.objects.get().criteria) == (True, ["A2"])
    address = reverse("mentored_question", args=[row.pk, "A2"])
    assert "Shown to the mentor." in main(otto.get(address))
    otto.post(address, {"text": "Name who keeps the keys."})
    assert Advice.objects.get().text == "Name who keeps the keys."
    for where in (reverse("mentor", args=[row.pk]), reverse("criterion_answer", args=[number, "A2"])):
        assert "Name who keeps the keys." in main(amara.get(where))
    page = main(amara.get(reverse("mentor", args=[row.pk])))
    assert ("with your answer" in page, "without your answers" in page) == (True, True)

    with CaptureQueriesContext(connection) as few:
        otto.get(reverse("mentored", args=[row.pk]))
        otto.get(reverse("firms_mentored"))
    assert len(few) <= 30, len(few)
    with CaptureQueriesContext(connection) as few:
        amara.get(reverse("mentor", args=[row.pk]))
    assert len(few) <= 15, len(few)
    assert "Companies you mentor" in main(otto.get(reverse("trader_home")))
    amara.post(reverse("mentor_end", args=[row.pk]))
    gone = [otto.get(reverse(one, args=[row.pk])).status_code for one in ("mentored", "mentorship_leave")]
    assert gone == [404, 404]
    assert "Ended" in main(amara.get(reverse("mentors")))
