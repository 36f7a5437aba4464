"""An administrator appoints people to posts and ends posts; nobody else sees the page."""

import pytest
from django.urls import reverse
from tests.worlds import an_office, staff

from openaeo.law.terms import Capacity
from openaeo.parties.models import Post


@pytest.fixture
def ada(cast, client):
    from openaeo.parties.models import Person

    actor = staff("ada", Capacity.ADMINISTRATOR, "Ada Quist")
    client.force_login(Person.objects.get(pk=actor.person))
    return client


def test_the_list_names_everybody_in_a_post(ada):
    page = ada.get(reverse("people")).content.decode()
    assert [name in page for name in ("Ada Quist", "Ben Osei", "Dalia Haddad", "Otto Brandt")] == [
        True,
        True,
        True,
        False,
    ]


def test_appoint_by_e_mail(ada, cast):
    form = {"email": "Otto@example.org", "capacity": "officer", "office": an_office("North Gate").pk}
    assert ada.post(reverse("person_appoint"), form)["Location"] == reverse("people")
    post = Post.objects.get(person_id=cast.otto.person)
    assert (post.capacity, post.office.name, post.until) == ("officer", "North Gate", None)
    again = ada.post(reverse("person_appoint"), form).content.decode()
    assert ("There is a problem" in again, "North Gate" in again) == (True, True)


def test_somebody_unknown_is_told_what_to_do(ada):
    page = ada.post(reverse("person_appoint"), {"email": "nobody@example.org", "capacity": "officer"})
    assert "create an account first" in page.content.decode()


def test_end_a_post(ada, cast):
    post = Post.objects.get(person_id=cast.ben.person)
    assert ada.get(reverse("post_end", args=[post.pk])).status_code == 200
    ada.post(reverse("post_end", args=[post.pk]))
    assert Post.objects.get(pk=post.pk).until is not None
    assert ada.get(reverse("post_end", args=[post.pk])).status_code == 404


def test_the_last_administrator_stays(ada):
    post = Post.objects.get(capacity="administrator")
    page = ada.post(reverse("post_end", args=[post.pk]))
    assert (page.status_code, "There is a problem" in page.content.decode()) == (200, True)
    assert Post.objects.get(pk=post.pk).until is None


@pytest.mark.parametrize("who", ["ben", "dalia", "efua", "amara"])
def test_nobody_else_sees_it(signed_in, who):
    assert signed_in(who).get(reverse("people")).status_code == 404
    form = {"email": "otto@example.org", "capacity": "administrator"}
    assert signed_in(who).post(reverse("person_appoint"), form).status_code == 404
    assert Post.objects.filter(capacity="administrator").count() == 0
