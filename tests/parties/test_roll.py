"""Posts are seen and ended by an administrator only, and one administrator always stays."""

from tests.worlds import acted, people, refusal, somebody, staff, when

from openaeo.bedrock.actors import ANYBODY
from openaeo.bedrock.journal import head
from openaeo.law.terms import Capacity
from openaeo.parties.models import Person, Post
from openaeo.parties.onboarding import capacities_of
from openaeo.parties.roll import end_post, person_at, posts_held, speak


def test_an_ended_post_is_held_no_more(db):
    cast, ada = people(), staff("ada", Capacity.ADMINISTRATOR)
    post = Post.objects.get(person_id=cast.ben.person)
    acted(end_post, post.pk, actor=ada, at=when(9))
    held = posts_held(actor=ada, at=when(9))
    assert {one.person_id for one in held} == {
        cast.chen.person,
        cast.dalia.person,
        cast.efua.person,
        ada.person,
    }
    assert capacities_of(post.person, when(9)) == []
    assert refusal(end_post, post.pk, actor=ada, at=when(10)) == ("not-found",)


def test_the_last_administrator_stays_until_there_is_another(db):
    people()
    ada = staff("ada", Capacity.ADMINISTRATOR)
    post = Post.objects.get(person_id=ada.person)
    assert refusal(end_post, post.pk, actor=ada, at=when(9)) == ("last-administrator",)
    staff("bea", Capacity.ADMINISTRATOR)
    acted(end_post, post.pk, actor=ada, at=when(9))


def test_nobody_else_sees_or_ends(db):
    cast = people()
    post = Post.objects.get(person_id=cast.ben.person)
    for actor in (cast.ben, cast.dalia, cast.efua, cast.amara):
        assert list(posts_held(actor=actor, at=when(9))) == []
        assert person_at("ben@example.org", actor=actor) is None
        assert refusal(end_post, post.pk, actor=actor, at=when(9)) == ("not-your-capacity",)


def test_a_person_is_found_by_the_address_they_sign_in_with(db):
    ada = staff("ada", Capacity.ADMINISTRATOR)
    assert person_at(" Gil@Example.org ", actor=ada) is None
    gil = somebody("gil")
    assert person_at(" Gil@Example.org ", actor=ada) == gil


def test_a_language_is_ones_own_affair(db):
    cast, before = people(), head()
    speak("ar", actor=cast.amara)
    assert [Person.objects.get(pk=one.person).language for one in (cast.amara, cast.ben)] == ["ar", "en"]
    assert refusal(speak, "tlh", actor=cast.amara) == ("language-unknown",)
    assert refusal(speak, "fr", actor=ANYBODY) == ("not-signed-in",)
    assert head() == before
