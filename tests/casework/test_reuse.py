"""An officer lets earlier results of a firm count in another application, by an act; each that does not count says why."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.worlds import a_case, acted, assess_all, people, refusal, staff, when

from openaeo.bedrock.models import JournalEntry
from openaeo.casework import application, assessment, changes, editions, findings, reassessments, reuse
from openaeo.casework.casefile import casefile
from openaeo.casework.history import results_of
from openaeo.casework.models import Case, Measure, Result, Reuse
from openaeo.casework.programme import edition_of
from openaeo.casework.timeline import timeline
from openaeo.law.terms import Capacity, Claim, Mode, Outcome
from openaeo.parties.onboarding import add_site

pytestmark = pytest.mark.django_db
SAID = "Register and account looked at today: nothing is new."


def again(day=40, *, claims=()):
    """Amara's firm applies again and the application is in assessment four days later."""
    cast = people()
    case = application.start(
        tier="compliance", roles=["importer", "exporter"], actor=cast.amara, at=when(day)
    )
    for one in edition_of(case).applying(["importer", "exporter"]):
        claim = dict(claims).get(one.id, Claim.MET)
        application.answer(
            case.number, one.id, claim=claim, explanation="Since May.", actor=cast.amara, at=when(day + 1)
        )
    application.submit(case.number, declared_name="Amara Diallo", actor=cast.amara, at=when(day + 2))
    assessment.take_on(case.number, actor=cast.chen, at=when(day + 3))
    assessment.accept(case.number, actor=cast.chen, at=when(day + 4))
    return Case.objects.get(pk=case.number)


def taken(case, criteria, *, said=SAID, day=45, who="chen"):
    return refusal(
        reuse.take_over, case.number, criteria, confirmation=said, actor=getattr(people(), who), at=when(day)
    )


def against(case, day=45):
    found = reuse.earlier_results(case, actor=people().chen, at=when(day))
    return {one.criterion.id: [reason.code for reason in one.against] for one in found}


def test_a_refused_firm_is_not_examined_twice_on_what_was_met():
    before, cast = a_case("refused", tier="compliance", gaps=["B3"]), people()
    case = again()
    file = casefile(Case.objects.visible_to(cast.chen), case.number)
    with CaptureQueriesContext(connection) as asked:
        found = reuse.earlier_results(file, actor=cast.chen, at=when(45))
    assert len(asked) <= 3
    generic = [one.id for one in edition_of(case).applying(["importer", "exporter"]) if one.group in "ABC"]
    assert [one.criterion.id for one in found] == generic
    assert {key: codes for key, codes in against(case).items() if codes} == {"B3": ["reuse-not-met"]}
    assert {one.counts_until for one in found} == {
        when(9).replace(year=2027, hour=23, minute=59, second=59, microsecond=999999)
    }

    assert taken(case, []) == ("criteria-missing",)
    assert taken(case, ["A1"], said="  ") == ("confirmation-missing",)
    assert taken(case, ["A1", "D1", "Z9", "B3"]) == (
        *("criterion-not-applying", "reuse-not-generic", "reuse-not-met"),
    )
    assert [taken(case, ["A1"], who=who) for who in ("amara", "dalia", "otto", "efua")] == [
        *(("not-your-capacity",), ("not-your-capacity",), ("not-your-capacity",), ("not-your-capacity",)),
    ]
    late = 9 + 365
    assert taken(case, ["A1"], day=late + 1) == ("reuse-too-old",)
    reuse.take_over(case.number, ["A1"], confirmation=SAID, actor=cast.chen, at=when(late))
    assert taken(case, ["A1"]) == ("reuse-judged-here",)
    assert Result.objects.filter(case=case).count() == 1

    acted(reuse.take_over, case.number, ["A2", "A3"], confirmation=SAID, actor=cast.chen, at=when(46))
    result, source = case.results.get(criterion="A2"), case.reuses.get(criterion="A2")
    assert (result.outcome, result.mode, result.reason) == ("met", "desk", SAID)
    assert (result.assessed_by_id, result.assessed_at) == (cast.chen.person, when(46))
    assert (source.source, source.found_at, source.found_by_id) == (before.number, when(9), cast.ben.person)
    assert "A2" not in against(case)
    assert {one.person_id for one in case.handlings.all()} == {cast.ben.person, cast.chen.person}
    body = JournalEntry.objects.filter(act="take-over-results").latest("cursor").body
    assert (body["criteria"], body["taken"]["A3"]["case"]) == ("A2, A3", before.number)
    assert [(one.outcome, one.mode, one.who) for one in results_of(case, "A2", actor=cast.ben)] == [
        ("met", "desk", "Chen Li")
    ]
    told = [one.params for one in timeline(case, actor=cast.amara) if one.code == "take-over-results"]
    assert told == [{"criteria": "A1"}, {"criteria": "A2, A3"}]
    seen = {
        key: reuse.told_to_firm(case, actor=getattr(cast, key)).count() for key in ("amara", "ben", "otto")
    }
    assert seen == {"amara": 3, "ben": 3, "otto": 0}

    assessment.assess(
        case.number, "A2", outcome=Outcome.GAP, reason="Not so.", mode=Mode.DESK, actor=cast.chen, at=when(47)
    )
    assert (case.reuses.filter(criterion="A2").count(), case.results.get(criterion="A2").outcome) == (
        0,
        "gap",
    )
    assert [one.outcome for one in results_of(case, "A2", actor=cast.ben)] == ["gap", "met"]
    own_firm = staff("amara", Capacity.OFFICER)
    assert reuse.earlier_results(case, actor=own_firm, at=when(47)) == []
    assert "own-firm" in refusal(
        reuse.take_over, case.number, ["C1"], confirmation=SAID, actor=own_firm, at=when(47)
    )


def test_what_happened_since_and_what_is_asked_otherwise_is_judged_anew():
    held, cast = a_case("granted").authorisation, people()
    changes.report(
        held.number,
        kind="insolvency",
        happened_on=when(29).date(),
        text="A creditor went to court.",
        actor=cast.amara,
        at=when(30),
    )
    reassessments.begin(
        held.number,
        cause="monitoring",
        criteria=["B1"],
        sites=[],
        reason="A tip.",
        due=when(60).date(),
        actor=cast.ben,
        at=when(31),
    )
    from openaeo.casework import measures

    measures.surrender(held.number, reason="Rest.", actor=cast.amara, at=when(33))
    add_site(
        cast.firm.number,
        name="Yard",
        address="9 Dock Road",
        purpose="Storage",
        customs_relevant=True,
        actor=cast.amara,
        at=when(34),
    )
    editions.put_in_force(
        "qm-2027",
        since=when(38).date(),
        review_by=when(90).date(),
        reasons="Yearly.",
        actor=staff("gina", Capacity.ADMINISTRATOR),
        at=when(38),
    )
    case = again(claims={"A5": Claim.PARTLY}.items())
    findings.raise_finding(
        case.number,
        "A4",
        level="must",
        severity="major",
        found="Arrears.",
        why="",
        remedy="Pay.",
        due=when(80).date(),
        desk_note="",
        actor=cast.chen,
        at=when(45),
    )
    found = {key: codes for key, codes in against(case).items() if codes}
    seen = {key for key, codes in found.items() if codes == ["reuse-other-sites"]}
    assert {key: codes for key, codes in found.items() if key not in seen} == {
        **{key: ["reuse-since-change"] for key in against(case) if key[0] == "C" and key != "C2"},
        "C2": ["reuse-criterion-changed", "reuse-since-change"],
        "B1": ["reuse-since-reassessment"],
        "A4": ["reuse-since-finding"],
        "A5": ["reuse-said-otherwise"],
    }
    assert seen == {
        one.id
        for one in edition_of(case).applying(["importer"])
        if one.group == "B" and Mode.DESK not in one.modes
    }
    measure = Measure.objects.create(
        authorisation=held, kind="suspend", ground="x", grounds="x", proposed_at=when(32), closes_at=when(60),
        proposed_by_id=cast.ben.person,
    )  # fmt: skip
    assert {codes[-1] for codes in against(case).values()} == {"reuse-since-measure"}
    measure.move("drop", measure.facts(actor=cast.dalia, at=when(61)))
    measure.save()
    assert against(case)["A1"] == []


def test_a_result_taken_over_is_no_new_source_and_one_never_decided_does_not_count():
    cast = people()
    first = a_case("refused", tier="compliance", gaps=["B3"])
    second = again()
    reuse.take_over(second.number, ["A1"], confirmation=SAID, actor=cast.chen, at=when(45))
    assessment.assess(
        second.number, "A2", outcome=Outcome.MET, reason="", mode=Mode.DESK, actor=cast.chen, at=when(46)
    )
    application.withdraw(second.number, reason="Later.", actor=cast.amara, at=when(47))
    third = again(50)
    found = {one.criterion.id: one for one in reuse.earlier_results(third, actor=cast.chen, at=when(55))}
    assert (found["A1"].result.case_id, found["A1"].against) == (first.number, ())
    assert [reason.code for reason in found["A2"].against] == ["reuse-undecided"]
    assert Reuse.objects.count() == 1
    assess_all(third, actor=cast.chen, at=when(56))
    assert reuse.earlier_results(third, actor=cast.chen, at=when(56)) == []
