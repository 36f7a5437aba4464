"""A new application begins with what was answered before; each carried answer is confirmed before it is sent."""

import io
import shutil
from datetime import date
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.worlds import a_case, acted, answer_all, people, refusal, when

from openaeo.bedrock import files
from openaeo.bedrock.models import JournalEntry
from openaeo.casework import application, carrying, documents
from openaeo.casework.facts import case_facts, said_by
from openaeo.casework.models import Alternative, Answer, Carried, Case, Evidence
from openaeo.casework.timeline import timeline
from openaeo.law.terms import Claim
from openaeo.parties.models import Site
from openaeo.parties.onboarding import add_site

pytestmark = pytest.mark.django_db

LATER = 40


def stored(text):
    return files.store(io.BytesIO(text.encode()), "certificate.txt", at=when(0))


def kept(text, name="certificate.txt"):
    return documents.add(stored(text), name=name, actor=people().amara, at=when(1))


def started(*, day=LATER, roles=("importer", "exporter")):
    return application.start(tier="full", roles=roles, actor=people().amara, at=when(day))


def carried(case, **more):
    carrying.carry(case.number, **more, actor=people().amara, at=when(LATER))
    return Case.objects.get(pk=case.number)


def sendable(case, day=LATER + 1):
    return refusal(application.submit, case.number, declared_name="Amara", actor=people().amara, at=when(day))


@pytest.fixture
def refused():
    return a_case("refused", gaps=["I6"])


def test_a_refused_firm_carries_its_answers_forward(refused):
    cast, case = people(), started()
    application.answer(
        case.number, "A1", claim=Claim.PARTLY, explanation="New words.", actor=cast.amara, at=when(LATER)
    )
    acted(carrying.carry, case.number, actor=cast.amara, at=when(LATER))

    answers = {one.criterion: one for one in case.answers.all()}
    earlier = refused.answers.count()
    assert (len(answers), Carried.objects.count()) == (earlier, earlier - 1)
    assert (answers["A1"].explanation, answers["A2"].claim) == ("New words.", "met")
    assert (answers["A2"].answered_at, answers["A2"].answered_by_id) == (when(LATER), cast.amara.person)
    assert said_by(case)["A2"].unconfirmed
    assert not said_by(case)["A1"].unconfirmed
    body = JournalEntry.objects.get(act="carry-forward").body
    assert body == {"source": refused.number, "answers": earlier - 1, "documents": 0, "reworded": ""}
    told = [item for item in timeline(case, actor=cast.amara) if item.code == "carry-forward"]
    assert [item.params for item in told] == [{"source": refused.number}]


@pytest.mark.parametrize("ending", ["withdrawn", "granted"])
def test_so_does_a_firm_that_withdrew_or_whose_authorisation_is_over(ending):
    cast = people()
    before = a_case(ending)
    if ending == "withdrawn":
        Case.objects.filter(pk=before.pk).update(state="draft")
        answer_all(before, actor=cast.amara, at=when(1))
        Case.objects.filter(pk=before.pk).update(state="withdrawn")
    else:
        from openaeo.casework import measures

        measures.surrender(before.authorisation_id, reason="Rest.", actor=cast.amara, at=when(30))
    offered = carrying.offer(started())
    assert (offered.source, len(offered.comparison.same)) == (before, before.answers.count())


def test_sites_and_an_alternative_measure_come_along_what_was_decided_of_it_does_not(refused):
    cast = people()
    yard, depot = (
        add_site(
            cast.firm.number,
            name=name,
            address="9 Dock Road",
            purpose="Storage",
            customs_relevant=True,
            actor=cast.amara,
            at=when(0),
        )
        for name in ("Yard", "Depot")
    )
    held = refused.answers.get(criterion="A1")
    held.sites.set([yard, depot])
    Alternative.objects.create(
        answer=held,
        text="Two keys.",
        equivalence="Never alone.",
        state="approved",
        reason="Seen.",
        judged_at=when(9),
        judged_by_id=cast.ben.person,
    )
    Site.objects.filter(pk=depot.pk).update(closed_at=when(30))

    answer = carried(started()).answers.get(criterion="A1")
    assert list(answer.sites.all()) == [yard]
    instead = answer.alternative
    assert (instead.text, instead.equivalence) == ("Two keys.", "Never alone.")
    assert (instead.state, instead.reason, instead.judged_by_id) == ("proposed", "", None)


def test_an_answer_waits_until_it_is_confirmed_or_given_anew(refused):
    cast, case = people(), carried(started())
    assert sendable(case) == ("answers-unconfirmed",)
    facts = case_facts(case, actor=cast.amara, at=when(LATER))
    waiting = [key for key in carrying.waiting(case) if key != "A1"]
    assert len(facts.unconfirmed) == len(waiting) + 1

    acted(carrying.confirm, case.number, waiting, actor=cast.amara, at=when(LATER + 1))
    assert list(carrying.waiting(case)) == ["A1"]
    assert sendable(case) == ("answers-unconfirmed",)
    application.answer(
        case.number, "A1", claim=Claim.MET, explanation="", actor=cast.amara, at=when(LATER + 1)
    )
    assert carrying.waiting(case) == {}
    sent = application.submit(case.number, declared_name="Amara", actor=cast.amara, at=when(LATER + 1))
    assert sent.state == "submitted"
    mark = Carried.objects.get(answer__case=case, answer__criterion="A2")
    assert (mark.confirmed_by_id, mark.confirmed_at, mark.reworded) == (
        cast.amara.person,
        when(LATER + 1),
        False,
    )


def test_confirming_is_all_or_nothing_and_names_what_does_not_wait(refused):
    cast, case = people(), carried(started())
    carrying.confirm(case.number, ["A1"], actor=cast.amara, at=when(LATER + 1))
    waiting = len(carrying.waiting(case))
    assert refusal(
        carrying.confirm, case.number, ["A2", "A1", "Z9"], actor=cast.amara, at=when(LATER + 1)
    ) == ("answer-not-waiting", "answer-not-waiting")
    assert refusal(carrying.confirm, case.number, [], actor=cast.amara, at=when(LATER + 1)) == (
        "criteria-missing",
    )
    assert len(carrying.waiting(case)) == waiting


def test_documents_come_along_in_their_newest_version_without_what_was_put_aside():
    cast, case = people(), a_case("draft")
    answer_all(case, actor=cast.amara, at=when(1))
    old, aside, plain = kept("old"), kept("aside", "aside.txt"), kept("plain", "plain.txt")
    for document, criteria in ((old, ["A1", "A2"]), (aside, ["A1"]), (plain, ["A2"])):
        documents.use(case.number, document.pk, criteria, actor=cast.amara, at=when(1))
    application.withdraw(case.number, reason="Later.", actor=cast.amara, at=when(2))
    new = documents.replace(
        old.pk,
        stored("new"),
        name="certificate.txt",
        expires_on=date(2030, 1, 1),
        actor=cast.amara,
        at=when(3),
    )
    documents.retire(aside.pk, actor=cast.amara, at=when(3))

    again = started()
    assert {one.pk for one in carrying.offer(again).documents} == {new.pk, plain.pk}
    carried(again)
    links = Evidence.objects.filter(answer__case=again).values_list("answer__criterion", "document")
    assert set(links) == {("A1", new.pk), ("A2", new.pk), ("A2", plain.pk)}
    earlier = Evidence.objects.filter(answer__case=case).values_list("document", flat=True)
    assert set(earlier) == {old.pk, aside.pk, plain.pk}  # the earlier file is as it was


def test_the_trader_may_leave_the_documents_behind():
    cast, case = people(), a_case("draft")
    answer_all(case, actor=cast.amara, at=when(1))
    documents.use(case.number, kept("plan").pk, ["A1"], actor=cast.amara, at=when(1))
    application.withdraw(case.number, reason="Later.", actor=cast.amara, at=when(2))
    again = carried(started(), with_documents=False)
    assert (again.answers.count(), Evidence.objects.filter(answer__case=again).count()) == (
        case.answers.count(),
        0,
    )


def test_only_what_applies_comes_along_and_the_rest_after_the_roles_were_changed(refused):
    cast = people()
    case = carried(started(roles=("broker",)))
    first = case.answers.count()
    assert first < refused.answers.count()
    assert carrying.offer(case) is None
    assert refusal(carrying.carry, case.number, actor=cast.amara, at=when(LATER)) == ("nothing-to-carry",)
    application.choose(case.number, tier="full", roles=["importer"], actor=cast.amara, at=when(LATER))
    carried(case)
    assert case.answers.count() > first


def test_there_is_nothing_to_carry_for_the_first_time_and_none_of_it_for_others(refused):
    cast = people()
    other = application.start(tier="full", roles=["importer"], actor=cast.otto, at=when(LATER))
    assert carrying.offer(other) is None
    case = started()
    for verb, more in ((carrying.carry, ()), (carrying.confirm, (["A1"],))):
        assert refusal(verb, case.number, *more, actor=cast.otto, at=when(LATER)) == ("not-found",)
        assert refusal(verb, case.number, *more, actor=cast.ben, at=when(LATER)) == ("not-your-capacity",)
    assert refusal(carrying.carry, refused.number, actor=cast.amara, at=when(LATER)) == ("not-editable",)
    assert refusal(carrying.confirm, refused.number, ["A1"], actor=cast.amara, at=when(LATER)) == (
        "not-editable",
        "answer-not-waiting",
    )


def test_a_new_edition_says_which_answers_were_to_other_words(settings, tmp_path, refused):
    editions, programmes = tmp_path / "editions", tmp_path / "programmes"
    shutil.copytree(settings.EDITIONS_DIR, editions)
    shutil.copytree(editions / "safe-2021", editions / "safe-next")
    shutil.copytree(settings.PROGRAMMES_DIR, programmes)
    for file, changes in (
        (editions / "safe-next" / "edition.toml", [('code = "safe-2021"', 'code = "safe-next"')]),
        (editions / "safe-next" / "criteria.toml", [('text.en = "', 'text.en = "Now: ')]),
        (programmes / "qm" / "programme.toml", [('edition = "safe-2021"', 'edition = "safe-next"')]),
    ):
        text = Path(file).read_text(encoding="utf-8")
        for old, new in changes:
            assert old in text
            text = text.replace(old, new, 1)
        Path(file).write_text(text, encoding="utf-8")
    settings.EDITIONS_DIR, settings.PROGRAMMES_DIR = str(editions), str(programmes)

    case = started()
    offered = carrying.offer(case)
    assert (case.edition, offered.comparison.changed) == ("safe-next", ("A1",))
    carried(case)
    assert list(Carried.objects.filter(reworded=True).values_list("answer__criterion", flat=True)) == ["A1"]


@pytest.mark.parametrize("change", [{"edition_hash": "0" * 64}, {"edition": "gone-1999"}])
def test_where_the_earlier_wording_is_lost_each_answer_is_to_be_read_again(refused, change):
    Case.objects.filter(pk=refused.pk).update(**change)
    told = carrying.offer(started()).comparison
    assert (told.same, len(told.changed)) == ((), refused.answers.count())


def test_an_offer_costs_the_same_for_one_document_as_for_many():
    cast, case = people(), a_case("draft")
    answer_all(case, actor=cast.amara, at=when(1))
    documents.use(case.number, kept("0", "0.txt").pk, ["A1"], actor=cast.amara, at=when(1))
    application.withdraw(case.number, reason="Later.", actor=cast.amara, at=when(2))
    again = started()

    def queries():
        with CaptureQueriesContext(connection) as seen:
            assert carrying.offer(again)
        return len(seen)

    one = queries()
    for n in range(1, 5):
        Evidence.objects.create(
            answer=Answer.objects.get(case=case, criterion="A2"),
            document=kept(str(n), f"{n}.txt"),
            added_at=when(2),
        )
    assert queries() == one <= 6
