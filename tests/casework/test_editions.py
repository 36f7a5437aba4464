"""A new edition of the criteria comes into force: for what begins later, by choice for drafts, as news for holders."""

import shutil
from datetime import date, timedelta

import pytest
from tests.worlds import a_case, answer_all, people, refusal, staff, when

from openaeo.bedrock import journal
from openaeo.casework import application, editions, reviews
from openaeo.casework.models import Answer, Case, EditionOrder
from openaeo.casework.programme import EditionChanged, current_edition, edition_of, guidebook
from openaeo.law.revision import Change
from openaeo.law.terms import Capacity

pytestmark = pytest.mark.django_db
TERMS = {"since": date(2026, 1, 15), "review_by": date(2026, 4, 15), "reasons": "Order 7."}


@pytest.fixture
def gina():
    return staff("gina", Capacity.ADMINISTRATOR)


def test_it_is_in_force_from_its_day_and_not_a_moment_earlier(gina):
    order = editions.put_in_force("qm-2027", **TERMS, actor=gina, at=when(0))
    assert current_edition(order.since - timedelta(microseconds=1)).code == "safe-2021"
    assert current_edition(order.since).code == "qm-2027"
    entry = journal.since(0, topic="edition")[-1]
    assert (entry.act, entry.subject, entry.body["before"]) == (
        "put-edition-in-force",
        "qm-2027",
        "safe-2021",
    )
    assert editions.latest() == ("qm-2027", TERMS["since"])


def test_open_cases_stay_and_later_ones_begin_under_it(gina):
    case = a_case(at="submitted")
    editions.put_in_force("qm-2027", **TERMS, actor=gina, at=when(3))
    case = Case.objects.get(pk=case.pk)
    assert (case.edition, edition_of(case).code) == ("safe-2021", "safe-2021")
    assert editions.offered_to(case, when(30)) is None
    assert refusal(editions.move_over, case.number, actor=people().amara, at=when(30)) == ("not-a-draft",)
    application.withdraw(case.number, reason="We begin anew.", actor=people().amara, at=when(30))
    anew = application.start(tier="full", roles=["importer"], actor=people().amara, at=when(31))
    assert (anew.edition, anew.edition_hash) == ("qm-2027", current_edition(when(31)).hash)
    assert guidebook("qm-2027").on("A1") == guidebook("safe-2021").on("A1") is not None
    assert guidebook("qm-2027").on("C2") is None, "help with another question is no help"


def test_a_draft_moves_by_choice_and_keeps_every_answer(gina):
    cast = people()
    case = a_case(at="draft")
    answer_all(case, actor=cast.amara, at=when(1))
    before = set(Answer.objects.filter(case=case).values_list("criterion", flat=True))
    assert refusal(editions.move_over, case.number, actor=cast.amara, at=when(2)) == ("edition-current",)
    editions.put_in_force("qm-2027", **TERMS, actor=gina, at=when(3))
    offered = {one.id: one.change for one in editions.offered_to(case, when(20))}
    assert offered == {"C2": Change.REWORDED, "I6": Change.EDITED, "M6": Change.NEW, "I12": Change.DROPPED}
    moved = editions.move_over(case.number, actor=cast.amara, at=when(20))
    assert (moved.edition, editions.offered_to(moved, when(21))) == ("qm-2027", None)
    assert set(Answer.objects.filter(case=case).values_list("criterion", flat=True)) == before
    unmet = refusal(
        application.submit, case.number, declared_name="Amara Diallo", actor=cast.amara, at=when(21)
    )
    assert set(unmet) == {"answers-missing", "answers-unconfirmed"}


def test_a_holder_is_shown_only_what_changed_with_a_day(gina):
    held = a_case("granted").authorisation
    assert reviews.review_of(held, when(40)) is None
    editions.put_in_force(
        "qm-2027",
        since=date(2026, 2, 20),
        review_by=date(2026, 6, 1),
        reasons="Order 7.",
        actor=gina,
        at=when(40),
    )
    assert reviews.review_of(held, when(40)) is None
    review = reviews.review_of(held, when(60))
    assert (review.edition, review.since, review.due) == ("qm-2027", date(2026, 2, 20), date(2026, 6, 1))
    assert [one.id for one in review.changed] == ["C2", "I6", "M6"]
    assert editions.concerned("qm-2027").holders == 1


def test_every_fault_is_named_and_nothing_is_ordered(gina):
    wrong = {"since": date(2026, 1, 1), "review_by": date(2026, 1, 1), "reasons": " "}
    assert refusal(editions.put_in_force, "gone", **wrong, actor=gina, at=when(0)) == (
        "edition-unreadable",
        "reasons-missing",
        "date-is-past",
        "review-before-start",
    )
    for actor in (people().ben, people().dalia, people().amara):
        assert refusal(editions.put_in_force, "qm-2027", **TERMS, actor=actor, at=when(0)) == (
            "not-your-capacity",
        )
    assert not EditionOrder.objects.exists()


def test_an_order_is_called_off_before_its_day_only(gina):
    order = editions.put_in_force("qm-2027", **TERMS, actor=gina, at=when(0))
    assert refusal(editions.put_in_force, "qm-2027", **TERMS, actor=gina, at=when(1)) == (
        "edition-in-force-already",
        "date-not-after-latest",
    )
    assert refusal(editions.call_off, order.pk, actor=gina, at=when(30)) == ("edition-begun",)
    editions.call_off(order.pk, actor=gina, at=when(1))
    assert current_edition(when(30)).code == "safe-2021"


def test_an_edited_folder_is_not_what_was_ordered(gina, tmp_path, settings):
    settings.EDITIONS_DIR = shutil.copytree(settings.EDITIONS_DIR, tmp_path / "editions")
    editions.put_in_force("qm-2027", **TERMS, actor=gina, at=when(0))
    sheet = settings.EDITIONS_DIR / "qm-2027" / "criteria.toml"
    sheet.write_text(
        sheet.read_text(encoding="utf-8").replace("once a year", "twice a year"), encoding="utf-8"
    )
    with pytest.raises(EditionChanged, match="restore its files"):
        current_edition(when(30))
