"""Deciding: four eyes, hearing before refusal, and a grant that is in the register or nowhere."""

import dataclasses
from datetime import UTC, datetime, timedelta

import pytest
from tests.worlds import a_case, acted, an_operator, assess_all, people, refusal, when

from openaeo.bedrock.journal import head
from openaeo.bedrock.models import JournalEntry
from openaeo.casework import application, assessment, decision
from openaeo.casework.models import Case
from openaeo.register.models import Authorisation

pytestmark = pytest.mark.django_db
CLOSES = datetime(2026, 2, 16, 23, 59, 59, 999999, tzinfo=UTC)  # 30 days after 17 January


def test_a_grant_enters_the_register_and_the_case_together():
    case, dalia = a_case(at="decision", firm=an_operator(public=True)), people().dalia

    held = acted(decision.grant, case.number, reasons="All met.", actor=dalia, at=when(20))

    case.refresh_from_db()
    assert (case.state, case.decided_at, case.decider_id, case.decision_reasons, case.authorisation_id) == (
        "granted",
        when(20),
        dalia.person,
        "All met.",
        held.number,
    )
    assert (held.tier, held.roles, held.starts, held.public, held.operator_id) == (
        "full",
        ["exporter", "importer"],
        when(20),
        True,
        case.operator_id,
    )
    assert held.ends == when(20).replace(year=2031)
    assert {(alias.scheme, alias.value) for alias in held.aliases.all()} == {
        ("aeo", held.number),
        ("tin", "QM000000001"),
    }
    assert list(JournalEntry.objects.order_by("-cursor").values_list("topic", flat=True)[:2]) == [
        "case",
        "register",
    ]
    assert refusal(decision.grant, case.number, reasons="", actor=dalia, at=when(21)) == ("not-from-here",)


def test_a_firm_without_consent_is_entered_but_not_shown():
    case = a_case(at="decision")

    held = acted(decision.grant, case.number, reasons="", actor=people().dalia, at=when(20))

    assert held.public is False


def test_no_grant_over_a_gap():
    case = a_case(at="decision", gaps=["A1", "B1"])

    assert refusal(decision.grant, case.number, reasons="", actor=people().dalia, at=when(20)) == (
        "gaps-open",
    )


def test_a_grant_that_the_register_refuses_leaves_no_trace():
    case, dalia = a_case(at="decision"), people().dalia
    other = a_case(at="decision", firm=an_operator("zora", name="Zenith Ltd", tin="QM000000009"))
    decision.grant(other.number, reasons="", actor=dalia, at=when(20))
    case.operator.tin = "QM000000009"  # two firms under one number: only a slip in the database could do it
    type(case.operator).objects.filter(pk=other.operator_id).update(tin="QM000000008")
    case.operator.save()

    assert refusal(decision.grant, case.number, reasons="", actor=dalia, at=when(21)) == ("identifier-taken",)

    case.refresh_from_db()
    assert (case.state, case.authorisation_id, Authorisation.objects.count()) == ("decision", None, 1)


def test_whoever_had_a_hand_in_the_assessment_does_not_decide():
    case, cast = a_case(at="decision"), people()
    two_hats = dataclasses.replace(cast.dalia, person=cast.ben.person)
    who = {"actor": two_hats, "at": when(12)}

    assert refusal(decision.hear, case.number, grounds="x", **who) == ("decider-assessed",)
    assert refusal(decision.grant, case.number, reasons="", **who) == ("decider-assessed",)
    assert refusal(decision.refuse, case.number, reasons="x", departure="y", **who) == (
        "not-heard",
        "decider-assessed",
    )


def test_handing_a_case_over_does_not_wash_hands():
    case, cast = a_case(at="submitted"), people()
    assessment.take_on(case.number, actor=cast.chen, at=when(3))
    assessment.take_on(case.number, actor=cast.ben, at=when(3))
    assessment.accept(case.number, actor=cast.ben, at=when(4))
    assess_all(case, actor=cast.ben, at=when(8))
    assessment.recommend(case.number, proposal="grant", recommendation="Grant.", actor=cast.ben, at=when(9))
    chen_decides = dataclasses.replace(cast.dalia, person=cast.chen.person)

    assert refusal(decision.grant, case.number, reasons="", actor=chen_decides, at=when(10)) == (
        "decider-assessed",
    )


def test_no_refusal_unheard():
    case, dalia = a_case(at="decision"), people().dalia

    assert refusal(decision.refuse, case.number, reasons="", actor=dalia, at=when(11)) == (
        "reasons-missing",
        "not-heard",
        "departure-unexplained",
    )
    assert refusal(decision.hear, case.number, grounds=" ", actor=dalia, at=when(12)) == ("grounds-missing",)
    acted(decision.hear, case.number, grounds="Records are not kept.", actor=dalia, at=when(12))

    case.refresh_from_db()
    assert (case.state, case.hearing_opened_at, case.hearing_closes_at) == ("hearing", when(12), CLOSES)
    assert refusal(decision.refuse, case.number, reasons="x", actor=dalia, at=when(13)) == ("not-from-here",)


def test_a_reply_ends_the_hearing_and_lets_the_decider_refuse():
    case, cast = a_case(at="hearing"), people()

    assert refusal(decision.reply_hearing, case.number, text=" ", actor=cast.amara, at=when(15)) == (
        "reply-empty",
    )
    acted(decision.reply_hearing, case.number, text="We keep them now.", actor=cast.amara, at=when(15))
    assert refusal(decision.reply_hearing, case.number, text="And", actor=cast.amara, at=when(15)) == (
        "not-from-here",
    )
    acted(decision.refuse, case.number, reasons="Not in time.", actor=cast.dalia, at=when(20))

    case.refresh_from_db()
    assert (case.state, case.hearing_reply, case.decision_reasons) == (
        "refused",
        "We keep them now.",
        "Not in time.",
    )


@pytest.mark.parametrize(
    ("moment", "codes"), [(CLOSES - timedelta(microseconds=1), ("hearing-running",)), (CLOSES, ())]
)
def test_silence_ends_the_hearing_at_the_deadline_and_not_before(moment, codes):
    case, dalia = a_case(at="hearing"), people().dalia
    conclude = {"actor": dalia, "at": moment}

    if codes:
        assert refusal(decision.conclude_hearing, case.number, **conclude) == codes
    else:
        acted(decision.conclude_hearing, case.number, **conclude)
        acted(decision.refuse, case.number, reasons="No reply.", **conclude)

    assert Case.objects.get(pk=case.pk).state == ("hearing" if codes else "refused")


def test_a_case_sent_back_is_heard_anew():
    case, cast = a_case(at="hearing"), people()
    decision.reply_hearing(case.number, text="We keep them now.", actor=cast.amara, at=when(15))

    assert refusal(decision.send_back, case.number, reason="", actor=cast.dalia, at=when(16)) == (
        "reason-missing",
    )
    acted(decision.send_back, case.number, reason="Look at the records.", actor=cast.dalia, at=when(16))
    assessment.recommend(
        case.number, proposal="refuse", recommendation="Refuse.", actor=cast.ben, at=when(18)
    )

    assert refusal(decision.refuse, case.number, reasons="x", actor=cast.dalia, at=when(19)) == ("not-heard",)
    acted(decision.hear, case.number, grounds="Still not kept.", actor=cast.dalia, at=when(19))
    case.refresh_from_db()
    assert (case.hearing_reply, case.past_hearings[0].lower, case.past_hearings[0].upper) == (
        "",
        when(12),
        when(15),
    )
    assert JournalEntry.objects.get(act="reply-hearing").body == {"reply": "We keep them now."}


@pytest.mark.parametrize("who", ["amara", "ben", "efua", "otto"])
def test_only_deciders_decide(who):
    case, cast = a_case(at="decision"), people()
    actor = {"actor": getattr(cast, who), "at": when(12)}
    before = head()

    assert {
        refusal(decision.send_back, case.number, reason="x", **actor),
        refusal(decision.hear, case.number, grounds="x", **actor),
        refusal(decision.conclude_hearing, case.number, **actor),
        refusal(decision.grant, case.number, reasons="x", **actor),
        refusal(decision.refuse, case.number, reasons="x", **actor),
    } == {("not-your-capacity",)}
    assert head() == before


def test_otto_does_not_reply_for_others():
    case, cast = a_case(at="hearing"), people()

    assert refusal(decision.reply_hearing, case.number, text="x", actor=cast.otto, at=when(13)) == (
        "not-found",
    )
    assert refusal(decision.reply_hearing, case.number, text="x", actor=cast.ben, at=when(13)) == (
        "not-your-capacity",
    )


def test_a_refused_firm_may_apply_again():
    a_case(at="refused")

    again = acted(application.start, tier="full", roles=["importer"], actor=people().amara, at=when(30))

    assert again.number == "AEO-2026-0002"
