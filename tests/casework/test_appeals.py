"""Appeals: in time, once, by the firm; reviewed by somebody uninvolved; what follows happens in the same act."""

import io
from datetime import UTC, datetime, timedelta

import pytest
from tests.worlds import (
    a_case,
    a_granted,
    a_suspended,
    acted,
    assess_all,
    people,
    refusal,
    staff,
    when,
)

from openaeo.bedrock import files
from openaeo.bedrock.journal import verify
from openaeo.bedrock.models import JournalEntry
from openaeo.casework import appeals, application, assessment, decision, measures
from openaeo.casework.clocks import clocks
from openaeo.casework.models import Appeal, Case, Cure, Document, Handling
from openaeo.casework.reach import in_effect
from openaeo.casework.timeline import timeline
from openaeo.law.terms import Capacity

pytestmark = pytest.mark.django_db
# Refused on day 20; day 50 is the last of 30.
LAST = datetime(2026, 2, 24, 23, 59, 59, 999999, tzinfo=UTC)


def rana():
    return staff("rana", Capacity.REVIEWER, "Rana Oyelaran")


def lodged(case, days=21, **other):
    told = {"grounds": "The lamps are in place.", "actor": people().amara, "at": when(days)}
    return acted(appeals.lodge_for_case, case.number, **{**told, **other})


def reviewed(appeal, days=25):
    return acted(appeals.take_up, appeal.pk, actor=rana(), at=when(days))


def refused(case, **other):
    told = {"grounds": "No.", "actor": people().amara, "at": when(21)}
    return refusal(appeals.lodge_for_case, case.number, **{**told, **other})


def test_the_last_moment_for_an_appeal():
    case = a_case(at="refused")
    assert appeals.closes(case.decided_at, case.tier) == LAST
    assert refused(case, at=LAST + timedelta(microseconds=1), grounds=" ") == (
        "appeal-too-late",
        "grounds-missing",
    )
    assert lodged(case, at=LAST).state == "lodged"


@pytest.mark.parametrize("at", ["assessment", "granted", "hearing"])
def test_only_a_refusal_is_appealed(at):
    assert refused(a_case(at=at)) == ("not-refused",)


def test_one_appeal_against_one_refusal():
    case = a_case(at="refused")
    first = lodged(case)
    assert refused(case) == ("appealed-already",)
    acted(appeals.withdraw, first.pk, actor=people().amara, at=when(22))
    assert refused(case) == ("appealed-already",)
    assert refusal(appeals.withdraw, first.pk, actor=people().amara, at=when(23)) == ("not-from-here",)


@pytest.mark.parametrize("who", ["ben", "dalia", "efua", "otto"])
def test_nobody_but_the_firm_lodges(who):
    case = a_case(at="refused")
    assert refused(case, actor=getattr(people(), who))[0] in {"not-your-capacity", "not-found"}


def test_nobody_who_had_a_hand_reviews():
    case, cast = a_case(at="refused"), people()
    appeal = lodged(case)
    assert appeals.involved(appeal) == {cast.ben.person, cast.dalia.person}
    for actor in (cast.ben, cast.dalia):
        assert refusal(appeals.take_up, appeal.pk, actor=actor, at=when(22)) == ("not-your-capacity",)

    both = staff("dalia", Capacity.REVIEWER)
    assert refusal(appeals.take_up, appeal.pk, actor=both, at=when(22)) == ("reviewer-involved",)
    assert reviewed(appeal).reviewer_id == rana().person


def test_who_only_heard_or_sent_back_had_a_hand_as_well():
    case, cast = a_case(at="decision"), people()
    other = staff("dora", Capacity.DECIDER, "Dora Ilves")
    acted(decision.send_back, case.number, reason="Look again.", actor=other, at=when(11))
    kinds = set(Handling.objects.filter(case=case).values_list("person_id", "kind"))
    assert kinds == {(cast.ben.person, "assessing"), (other.person, "deciding")}


def test_deciding_first_and_assessing_later_is_remembered_as_both():
    case, cast = a_case(at="decision"), people()
    acted(decision.send_back, case.number, reason="Look again.", actor=cast.dalia, at=when(11))
    as_officer = staff("dalia", Capacity.OFFICER)
    acted(assessment.take_on, case.number, actor=as_officer, at=when(12))
    assert sorted(
        Handling.objects.filter(case=case, person_id=cast.dalia.person).values_list("kind", flat=True)
    ) == ["assessing", "deciding"]


def test_an_appeal_that_is_allowed_moves_the_case_on_by_itself_with_new_time():
    case, cast = a_case(at="refused", gaps=("I6",)), people()
    appeal = reviewed(lodged(case))

    acted(appeals.allow, appeal.pk, reasons="The lamps were shown.", actor=rana(), at=when(40))

    case.refresh_from_db()
    assert (case.state, case.reopened_at) == ("assessment", when(40))
    clock = clocks(case, when(41)).decision
    assert clock.last_day(when(41)) == when(160).date()
    assert (clock.elapsed_days(when(41)), clock.paused_days(when(41))) == (1, 0)
    # From here on as any case: assessed anew, recommended, decided; and refused only after another hearing.
    assess_all(case, actor=cast.ben, at=when(42))
    acted(
        assessment.recommend,
        case.number,
        proposal="grant",
        recommendation="Grant.",
        actor=cast.ben,
        at=when(43),
    )
    assert refusal(
        decision.refuse, case.number, reasons="No.", departure="Yes.", actor=cast.dalia, at=when(44)
    ) == ("not-heard",)
    assert (
        acted(decision.grant, case.number, reasons="All met.", actor=cast.dalia, at=when(45)).state
        == "granted"
    )
    assert verify().fault is None


def test_an_appeal_that_is_dismissed_changes_nothing_but_itself():
    case = a_case(at="refused")
    appeal = reviewed(lodged(case))
    before = Case.objects.filter(pk=case.pk).values().get()

    acted(appeals.dismiss, appeal.pk, reasons="The order is no lamp.", actor=rana(), at=when(40))

    assert Case.objects.filter(pk=case.pk).values().get() == before
    appeal.refresh_from_db()
    assert (appeal.state, appeal.reasons, appeal.closed_at) == (
        "dismissed",
        "The order is no lamp.",
        when(40),
    )
    assert refusal(appeals.allow, appeal.pk, reasons="Well.", actor=rana(), at=when(41)) == ("not-from-here",)


def test_a_review_is_concluded_by_whoever_took_it_up():
    appeal = reviewed(lodged(a_case(at="refused")))
    other = staff("remy", Capacity.REVIEWER, "Remy Sato")
    assert refusal(appeals.allow, appeal.pk, reasons="", actor=other, at=when(26)) == (
        "not-your-review",
        "reasons-missing",
    )
    acted(appeals.take_up, appeal.pk, actor=other, at=when(27))
    assert acted(appeals.allow, appeal.pk, reasons="Yes.", actor=other, at=when(28)).state == "allowed"


def test_while_another_application_is_open_the_refused_one_does_not_come_back():
    case, amara = a_case(at="refused"), people().amara
    appeal = reviewed(lodged(case))
    acted(application.start, tier="full", roles=["importer"], actor=amara, at=when(26))
    assert refusal(appeals.allow, appeal.pk, reasons="Yes.", actor=rana(), at=when(27)) == (
        "case-open-already",
    )
    appeal.refresh_from_db()
    assert appeal.state == "review"


def test_a_suspension_is_appealed_and_lifted_at_once():
    held, cast = a_suspended(), people()
    measure = held.measures.get()
    appeal = acted(
        appeals.lodge_for_measure, measure.pk, grounds="It was locked.", actor=cast.amara, at=when(41)
    )
    assert appeals.involved(appeal) == {cast.ben.person, cast.dalia.person}
    acted(appeals.take_up, appeal.pk, actor=rana(), at=when(42))

    acted(appeals.allow, appeal.pk, reasons="It was.", actor=rana(), at=when(43))

    held.refresh_from_db()
    assert held.state == "granted"
    assert JournalEntry.objects.get(act="allow-appeal").subject == held.number


def test_an_appeal_ends_only_the_suspension_it_is_against():
    held, cast = a_granted(), people()
    taken = []
    for criterion, at in (("I1", when(30)), ("A1", when(31))):
        noticed = measures.propose(
            held.number,
            kind="suspend",
            ground="criteria-not-met",
            grounds="Not met.",
            criteria=[criterion],
            urgent=True,
            actor=cast.ben,
            at=at,
        )
        taken.append(measures.take(noticed.pk, reasons="So it is.", actor=cast.dalia, at=at))
    appeal = acted(
        appeals.lodge_for_measure, taken[1].pk, grounds="Books are kept.", actor=cast.amara, at=when(41)
    )
    acted(appeals.take_up, appeal.pk, actor=rana(), at=when(42))

    acted(appeals.allow, appeal.pk, reasons="They are.", actor=rana(), at=when(43))

    held.refresh_from_db()
    assert (in_effect(held, when(42)), in_effect(held, when(43))) == ("", "compliance")
    assert [Cure.objects.get(measure=one).state for one in taken] == ["asked", "closed"]


def test_a_suspension_lifted_meanwhile_stays_lifted():
    held, cast = a_suspended(), people()
    appeal = acted(
        appeals.lodge_for_measure, held.measures.get().pk, grounds="No.", actor=cast.amara, at=when(41)
    )
    acted(appeals.take_up, appeal.pk, actor=rana(), at=when(42))
    acted(measures.lift, held.number, reasons="Cured.", actor=cast.dalia, at=when(43))
    assert acted(appeals.allow, appeal.pk, reasons="Right.", actor=rana(), at=when(44)).state == "allowed"
    held.refresh_from_db()
    assert held.state == "granted"


def test_a_measure_that_is_not_in_force_is_not_appealed():
    held, cast = a_suspended(), people()
    revoke = measures.propose(
        held.number, kind="revoke", ground="not-cured", grounds="Open still.", actor=cast.ben, at=when(50)
    )
    told = {"grounds": "No.", "actor": cast.amara, "at": when(51)}
    assert refusal(appeals.lodge_for_measure, revoke.pk, **told) == ("revocation-not-here",)
    assert refusal(appeals.lodge_for_measure, 999_999, **told) == ("not-found",)


def test_documents_come_with_an_appeal_and_reach_the_desk_and_nobody_else():
    case, cast = a_case(at="refused"), people()
    stored = files.store(io.BytesIO(b"lamp 1"), "lamps.txt", at=when(21))
    appeal = lodged(case, papers=[(stored, "lamps.txt")])
    document = appeal.documents.get()
    seen = Document.objects
    assert seen.visible_to(rana()).filter(pk=document.pk).exists()
    assert not seen.visible_to(cast.otto).filter(pk=document.pk).exists()
    assert list(Appeal.objects.visible_to(cast.otto)) == []
    assert list(Appeal.objects.visible_to(cast.amara)) == [appeal]


def test_the_appellant_reads_reasons_and_no_names():
    case, cast = a_case(at="refused"), people()
    appeal = reviewed(lodged(case))
    acted(appeals.dismiss, appeal.pk, reasons="The order is no lamp.", actor=rana(), at=when(40))
    told = {item.code: item for item in timeline(case, actor=cast.amara)}
    assert told["dismiss-appeal"].params == {"reasons": "The order is no lamp."}
    assert {told[code].who for code in ("take-up-appeal", "dismiss-appeal")} == {""}
    assert told["lodge-appeal"].who == cast.amara.name
