"""Every address of the pages, the people who may ask for it, and a world in which each of them leads somewhere."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import NamedTuple

from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from tests.worlds import (
    a_finding,
    a_visit,
    an_office,
    an_operator,
    answer_all,
    assess_all,
    joins,
    people,
    picture,
    staff,
    when,
)

from openaeo.bedrock import files, journal
from openaeo.bedrock.actors import SYSTEM
from openaeo.casework import (
    absences,
    accounts,
    alternatives,
    appeals,
    application,
    assessment,
    changes,
    consultations,
    conversations,
    cures,
    daysoff,
    decision,
    editions,
    intake,
    intake_check,
    measures,
    mentoring,
    publishing,
    reassessments,
    references,
    requests,
    rounds,
    savedviews,
    sites,
    splitting,
    worksheet,
)
from openaeo.casework.models import (
    Appeal,
    Case,
    Change,
    CorrectiveAction,
    Cure,
    Document,
    Enclosure,
    Finding,
    Measure,
    Membership,
    ProcedureReference,
    Publisher,
    Reassessment,
)
from openaeo.dossier import exports, issuing, making, retention
from openaeo.dossier.models import Export, Letter
from openaeo.exchange import arrangements, lists, tasks
from openaeo.exchange.models import ListRow
from openaeo.law.arrangement import Direction, Phase
from openaeo.law.consulting import Contribution, Position
from openaeo.law.findings import Severity
from openaeo.law.intake import DateOrder, Field
from openaeo.law.reassessment import Cause
from openaeo.law.terms import Capacity, Claim, Mode, Outcome
from openaeo.law.validation import SiteRisk
from openaeo.notices import calendar, telling
from openaeo.notices.models import Notice
from openaeo.parties import mandates, succession
from openaeo.parties.models import Person, Post
from openaeo.parties.onboarding import Firm

PEOPLE = ("anonymous", "amara", "otto", "ben", "dalia", "efua", "gina")
"""Nobody; the owner of the firm; the owner of another one; officer, decider, recognition desk, administrator."""

OF_AUTHORISATIONS = (
    *("register_entry", "certificate_pdf", "certificate", "surrender", "amendment_start", "part_give_up"),
    *(
        "authorisation",
        "measure_propose",
        "lift",
        "change_report",
        "change_record",
        "certificate_edition",
        "declare",
        "monitoring",
        "reassessment_open",
        "conversation_begin_after",
    ),
)
"""Pages whose `number` is an authorisation's; everywhere else it is a case's."""

OF_FINDINGS = ("finding", "finding_act", "finding_read", "plan_propose", "action_evidence")
"""Pages whose `pk` is a finding's."""
OF_REASSESSMENTS = (
    *("reassessment", "reassessment_judge", "reassessment_call_off", "reassessment_file"),
    "own_reassessment",
)
"""Pages whose `pk` is a re-assessment's."""
OF_DOCUMENTS = (
    *("evidence_open", "evidence_remove", "evidence_file", "document", "document_replace"),
    *("document_retire", "document_restore", "document_use"),
)
"""Pages whose `pk` is a document's."""

STAGES = ("draft", "submitted", "assessment", "decision", "hearing", "granted")
RULES = b"Lock the gate at dusk.\n"
PAPER = b"name,key\nAmara Diallo,gate 3\n"
SECRETS = (
    "Almadi Spices", "QM000000001", "gatekeepers.csv", "gate 3", "Who keeps the keys?", "stood open", "seal log has gaps", "Papaya",
    "Two people carry", "alone with goods", "cold store beside", "Is gate 9 enough?", "Only by night",
)  # fmt: skip
"""What belongs to Amara's firm, her case or the partner's list. Her firm did not agree to be shown."""

INSIDE = "KNOWN-TO-OFFICERS"
"""Stands in everything that the desk writes for itself: consultations, results, ratings, notes, recommendations."""

INSTEAD = {"alternative": "Two people carry it.", "equivalence": "Nobody is alone with goods."}
SCAN = b"an extract of another firm"
LIST = b"""code,name,country,tier,valid_from,valid_until,status,address
QN-1,Papaya Wharf,QN,full,2025-01-15,,granted,1 Quay Street
QN-9,Papaya Far,QX,full,2025-01-15,,granted,
"""


@dataclass(frozen=True)
class Address:
    """One row of the address table: where it leads, its name, and what is filled in."""

    pattern: str
    name: str
    takes: tuple[str, ...]

    @property
    def key(self) -> str:
        """The name, and what is filled in: one name may have two addresses."""
        return f"{self.name}({','.join(self.takes)})"

    def at(self, values: Mapping[str, object]) -> str:
        """Return the address filled in."""
        filled = f"/{self.pattern}"
        for name in self.takes:
            for kind in ("str", "int", "slug"):
                filled = filled.replace(f"<{kind}:{name}>", str(values[name]))
        return filled


def addresses() -> list[Address]:
    """Return every address of our own pages, each once."""
    entries = get_resolver("openaeo.web.urls").url_patterns
    found = {
        str(entry.pattern): Address(str(entry.pattern), str(entry.name), tuple(entry.pattern.converters))
        for entry in entries
        if isinstance(entry, URLPattern)
    }
    return list(found.values())


def account_names() -> list[str]:
    """Return the name of every page of the sign-in package."""
    entries = get_resolver("openaeo.web.urls").url_patterns
    return sorted(str(one.name) for one in _leaves(e for e in entries if isinstance(e, URLResolver)))


def _leaves(entries: Iterator[URLPattern | URLResolver]) -> Iterator[URLPattern]:
    for entry in entries:
        if isinstance(entry, URLResolver):
            yield from _leaves(iter(entry.url_patterns))
        else:
            yield entry


def browser(role: str, **options: bool) -> Client:
    """Return a browser in which somebody of `PEOPLE` is signed in."""
    client = Client(**options)
    if role != "anonymous":
        client.force_login(Person.objects.get(email=f"{role}@example.org"))
    return client


def answered(client, method, address, *data, **more):
    """Return an answer and its text, files let go."""
    response = getattr(client, method)(address, *data, **more)
    content = b"".join(response.streaming_content) if response.streaming else response.content
    for let_go in response._resource_closers:
        let_go()
    return response, content.decode(errors="replace")


def world(stage: str = "granted") -> dict[str, object]:
    """Build a world with Amara's application at `stage` and a partner's checked list; return what fills addresses.

    Under each name of the table stands what it is in this world; where one name means several things, the
    address's name with a dot comes first (`list_rows.pk`). What is not there yet has a number nobody has.
    """
    found, workbook, export, letters = KEPT[picture(("every address", stage), lambda: _found(stage))]
    for content, name in (
        (PAPER, "gatekeepers.csv"),
        (RULES, "rules.txt"),
        (workbook, "answers.xlsx"),
    ):
        files.store(io.BytesIO(content), name, at=when(1))  # a picture has no files
    files.store(io.BytesIO(LIST), "list.csv", at=when(1), accept=lists.ACCEPTED)
    files.keep(io.BytesIO(SCAN), "application/pdf", at=when(1))
    files.keep(io.BytesIO(export), "application/zip", at=when(1))
    for letter in letters:
        files.keep(io.BytesIO(letter), "application/pdf", at=when(1))
    return found


def _found(stage: str) -> str:
    """Walk to the world, keep what fills the addresses of it, and return under which name it is kept."""
    number = _walked(stage)
    cast = people()
    case = Case.objects.get(pk=number)
    held = case.authorisation_id or "QMAEO99999999"
    document, site = Document.objects.get().pk, cast.firm.sites.get().pk
    found: dict[str, object] = {
        "number": number,
        "criterion": "A1",
        "letter": "A",
        "tab": "overview",
        "part": 1,
        "step": "take-on",
        "code": "QN",
        "check.code": held,
        "account_confirm.key": "made-up",
        **dict.fromkeys([f"{name}.number" for name in OF_AUTHORISATIONS], held),
        **dict.fromkeys([f"{name}.pk" for name in OF_DOCUMENTS], document),
        **dict.fromkeys(["request_reply.pk", "request_cancel.pk"], _newest(case.requests)),
        **dict.fromkeys(["measure.pk", "measure_reply.pk"], _newest(Measure.objects)),
        **dict.fromkeys(["appeal.pk", "appeal_withdraw.pk"], _newest(Appeal.objects)),
        "measure_appeal.pk": _newest(Measure.objects),
        **dict.fromkeys([f"{name}.pk" for name in OF_FINDINGS], _newest(Finding.objects)),
        "finding_act.step": "withdraw-finding",
        "action": _newest(CorrectiveAction.objects),
        **dict.fromkeys(["cure.pk", "cure_file.pk", "cure_report.pk"], _newest(Cure.objects)),
        "cure_file.paper": document,
        **dict.fromkeys(
            ["change.pk", "change_file.pk", "own_change.pk", "change_withdraw.pk"], _newest(Change.objects)
        ),
        "change_file.paper": document,
        **dict.fromkeys([f"{name}.pk" for name in OF_REASSESSMENTS], _newest(Reassessment.objects)),
        "reassessment_file.paper": document,
        **_account_asked(),
        **_colleagues(cast),
        **dict.fromkeys(
            ["visit.pk", "visit_step.pk", "own_visit.pk", "visit_decline.pk"], _newest(case.visits)
        ),
        "visit_step.step": "call-off",
        **dict.fromkeys(["site_close.pk", "site_rate.pk", "site_plan.pk"], site),
        "consultation.pk": _newest(case.consultations),
        **dict.fromkeys(["conversation.pk", "conversation_file.pk"], _newest(case.conversations)),
        "conversation_file.paper": _newest(Enclosure.objects),
        "worksheet_preview.pk": case.worksheets.get().pk,
        "post_end.pk": Post.objects.get(person_id=cast.dalia.person).pk,
        **dict.fromkeys(["office.pk", "office_close.pk"], an_office("Harbour").pk),
        "day_take_back.pk": _day_off().pk,
        "absence_end.pk": _absence(cast).pk,
        **dict.fromkeys(["saved_view.pk", "saved_view_delete.pk"], _kept(cast).pk),
        "edition.code": "qm-2027",
        "edition_call_off.pk": _ordered().pk,
        **_told(cast),
        "letter_file.pk": _letter(stage, number),
        **dict.fromkeys(["export_progress.pk", "export_file.pk"], _newest(Export.objects)),
        "form": "package",
        **_due(),
        **_published(),
        **_listed(cast),
    }
    kept = f"{stage}, walk {len(KEPT)}"
    KEPT[kept] = Kept(found, WORKBOOKS[stage], EXPORTS[stage], LETTERS[stage])
    return kept


def _day_off():
    gina = staff("gina", Capacity.ADMINISTRATOR, "Gina Ferro")
    return daysoff.add_day_off(date(2999, 1, 1), name="New Year", actor=gina, at=when(1))


def _absence(cast):
    """Days of Ben's that nobody here lives to see."""
    days = {"first": date(2999, 1, 4), "last": date(2999, 1, 8)}
    return absences.record(**days, stand_in=cast.chen.person, actor=cast.ben, at=when(1))


def _kept(cast):
    return savedviews.save_view("Overdue", {"show": "overdue"}, actor=cast.ben, at=when(1))


def _ordered():
    """The order of an edition for a day that nobody here lives to see."""
    gina = staff("gina", Capacity.ADMINISTRATOR, "Gina Ferro")
    return editions.put_in_force(
        "qm-2027",
        since=date(2999, 1, 1),
        review_by=date(2999, 6, 1),
        reasons="Order 7.",
        actor=gina,
        at=when(1),
    )


def _told(cast):
    """What Amara was told, a date of her firm's, and the secret of her calendar."""
    for entry in journal.since(0):
        telling.tell(entry, when(30))
    mine = Notice.objects.filter(person=cast.amara.person)
    return {
        "notice_open.pk": _newest(mine),
        "date_file.name": f"measure-{_newest(Measure.objects)}",
        "key": calendar.renew(actor=cast.amara),
    }


def _letter(stage, number):
    """The letter of the acceptance, issued; nothing while nothing was accepted."""
    accepted = [entry for entry in journal.since(0) if (entry.act, entry.subject) == ("accept", number)]
    for entry in accepted:
        issuing.write(entry, when(10))
        issuing.make(when(10))
    LETTERS[stage] = [_bytes_of(one.file) for one in Letter.objects.filter(file__isnull=False)]
    return _newest(Letter.objects.filter(case=number))


def _bytes_of(stored):
    with files.open_file(stored) as stream:
        return stream.read()


def _exported(stage, cast):
    """Everything about Amara's firm, asked for and made once for every world of a stage."""
    asked = exports.ask_firm(language="en", actor=cast.amara, at=datetime.now(UTC))
    making.make(asked.pk, at=asked.asked_at)
    EXPORTS[stage] = _bytes_of(Export.objects.select_related("package").get(pk=asked.pk).package)


def fill(address: Address, filled: Mapping[str, object]) -> str:
    """Return the address as it is in the world that `filled` describes."""
    return address.at(
        {name: filled.get(f"{address.name}.{name}", filled.get(name)) for name in address.takes}
    )


def _account_asked():
    """Somebody asks for an account, where the programme takes such requests."""
    told = accounts.rule()
    if told is None:
        return {"account_request.pk": 999_999, "account_paper.pk": 999_999, "account_paper.paper": 999_999}
    firm = Firm("Slate Curlew Ltd", "QM000000077", "QM")
    asked = accounts.ask(firm, email="uma@example.org", name="Uma", language="en", at=when(1))
    scan = files.keep(io.BytesIO(SCAN), "application/pdf", at=when(1))
    accounts.confirm(asked.pk, dict.fromkeys(told.papers, (scan, "extract.pdf")), at=when(1))
    names = ("account_request.pk", "account_paper.pk")
    return {**dict.fromkeys(names, asked.pk), "account_paper.paper": _newest(asked.papers)}


def _newest(rows):
    row = rows.order_by("-pk").first()
    return row.pk if row else 999_999


def _walked(stage):
    cast, reached = people(), STAGES.index(stage)
    staff("gina", Capacity.ADMINISTRATOR, "Gina Ferro")
    if stage == "granted":
        _refused_before(cast)
    case = application.start(tier="full", roles=["importer", "exporter"], actor=cast.amara, at=when(0))
    number = case.number
    answer_all(case, actor=cast.amara, at=when(1))
    application.answer(number, "A1", claim=Claim.MET, explanation="", **INSTEAD, actor=cast.amara, at=when(1))
    stored = files.store(io.BytesIO(PAPER), "gatekeepers.csv", at=when(1))
    application.attach(number, "A1", stored, name="gatekeepers.csv", actor=cast.amara, at=when(1))
    _refers(number, cast)
    WORKBOOKS[stage] = workbook_of(Case.objects.get(pk=number))
    sent = files.store(io.BytesIO(WORKBOOKS[stage]), "answers.xlsx", at=when(1))
    worksheet.receive(number, stored=sent, name="answers.xlsx", actor=cast.amara, at=when(1))
    if reached >= STAGES.index("submitted"):
        application.submit(number, declared_name="Amara Diallo", actor=cast.amara, at=when(2))
    if reached >= STAGES.index("assessment"):
        assessment.take_on(number, actor=cast.ben, at=when(3))
        assessment.accept(number, actor=cast.ben, at=when(4))
        a_visit(case, "reported")
        sites.rate(
            cast.firm.sites.get().pk,
            risk=SiteRisk.HIGH,
            reason=f"{INSIDE}: thieves.",
            actor=cast.ben,
            at=when(4),
        )
        _a_round(number, cast)
        asked = requests.ask(number, question="Who keeps the keys?", actor=cast.ben, at=when(5))
        consulted = consultations.consult(
            number,
            office=an_office("Coast").pk,
            question=f"{INSIDE}: seen at the coast?",
            actor=cast.ben,
            at=when(5),
        )
        splitting.split_by_type(
            number,
            offices=dict.fromkeys(("compliance", "security"), an_office("Harbour").pk),
            actor=cast.ben,
            at=when(5),
        )
        conversations.begin(
            number,
            subject="Is gate 9 enough?",
            text="It has a lock.",
            papers=[(stored, "gatekeepers.csv")],
            actor=cast.amara,
            at=when(5),
        )
        a_finding("accepted", case=Case.objects.get(pk=number), severity=Severity.MINOR)
    if reached >= STAGES.index("decision"):
        for criterion in ("B1", "B2"):
            rounds.resolve_remark(number, criterion, actor=cast.ben, at=when(6))
        requests.reply(asked.pk, text="The guard.", actor=cast.amara, at=when(6))
        mara = staff("mara", Capacity.OFFICER, "Mara Coast", office="Coast")
        consultations.answer(
            consulted.pk,
            said=Contribution(Position.OBJECTION, *[f"{INSIDE}: a shed."] * 3),
            actor=mara,
            at=when(7),
        )
        alternatives.judge(number, "A1", approve=True, reason="Seen.", actor=cast.ben, at=when(8))
        assess_all(Case.objects.get(pk=number), actor=cast.ben, at=when(9))
        assessment.assess(
            number,
            "A1",
            outcome=Outcome.MET,
            reason=f"{INSIDE}: met, on second thoughts.",
            mode=Mode.DESK,
            actor=cast.ben,
            at=when(9),
        )
        said = {"proposal": "grant", "recommendation": f"Grant it. {INSIDE}", "actor": cast.ben}
        for part in (1, 2):
            splitting.recommend_part(number, part, **said, at=when(10))
        assessment.recommend(number, **said, at=when(10))
    if stage == "hearing":
        decision.hear(
            number, grounds="The gate stood open.", parts=[1], actor=cast.dalia, at=datetime.now(UTC)
        )
    if stage == "granted":
        _granted(number, cast)
    _exported(stage, cast)
    return number


def _a_round(number, cast):
    """One answer sent back and answered, one remark that was not sent, and one acceptance taken back."""
    ben, more = cast.ben, {"actor": cast.ben, "at": when(4)}
    rounds.note_remark(number, "B1", text="Name who keeps it.", private=f"{INSIDE}: he left.", **more)
    rounds.send_round(number, words="One answer again, please.", **more)
    application.answer(
        number, "B1", claim=Claim.MET, explanation="The office does.", actor=cast.amara, at=when(4)
    )
    rounds.answer_round(number, actor=cast.amara, at=when(4))
    rounds.note_remark(number, "B2", text=f"{INSIDE}: unsent.", private=f"{INSIDE}: look.", **more)
    rounds.accept_answers(number, ["C1", "C2"], **more)
    rounds.reopen_answer(number, "C2", reason=f"{INSIDE}: rashly.", actor=ben, at=when(4))


def _refused_before(cast):
    """An earlier application of the same firm, refused and appealed."""
    case = application.start(tier="compliance", roles=["importer"], actor=cast.amara, at=when(-90))
    number = case.number
    answer_all(case, actor=cast.amara, at=when(-89))
    application.submit(number, declared_name="Amara Diallo", actor=cast.amara, at=when(-88))
    assessment.take_on(number, actor=cast.ben, at=when(-87))
    assessment.accept(number, actor=cast.ben, at=when(-86))
    assess_all(case, actor=cast.ben, at=when(-80))
    assessment.recommend(number, proposal="refuse", recommendation="Refuse it.", actor=cast.ben, at=when(-79))
    decision.hear(number, grounds="Nobody answered.", actor=cast.dalia, at=when(-78))
    decision.reply_hearing(number, text="We do now.", actor=cast.amara, at=when(-77))
    decision.refuse(number, reasons="Too late.", actor=cast.dalia, at=when(-76))
    appeals.lodge_for_case(number, grounds="In time.", actor=cast.amara, at=when(-75))


WORKBOOKS: dict[str, bytes] = {}
EXPORTS: dict[str, bytes] = {}
LETTERS: dict[str, list[bytes]] = {}
"""By stage, while a world is walked to: the files of it, whose bytes differ from run to run."""


class Kept(NamedTuple):
    """What fills the addresses of a world, and its files; a picture has neither."""

    found: dict[str, object]
    workbook: bytes
    export: bytes
    letters: list[bytes]


KEPT: dict[str, Kept] = {}
"""By what `picture` calls a world: one stage is walked to again under another programme, or where something stands."""


def workbook_of(case: Case, language: str = "en") -> bytes:
    """Return the workbook of a case as its owner downloads it."""
    client = browser("amara")
    address = reverse("worksheet_file", args=[case.number])
    return client.get(address, headers={"Accept-Language": language}).content


def _due():
    """A report of what is due years from now, and the draft in it of a firm that nobody here belongs to."""
    owner = an_operator("uma", name="Juniper Freight Ltd", tin="QM000000077").owner
    draft = application.start(tier="full", roles=["importer"], actor=owner, at=when(1))
    report = retention.draw(actor=SYSTEM, at=datetime(2040, 1, 1, tzinfo=UTC))
    names = ("removal", "removal_progress")
    return {f"{name}.pk": report.pk for name in names} | {"removal_hold.number": draft.number}


def _granted(number, cast):
    held = decision.grant(number, reasons="All met.", actor=cast.dalia, at=when(20))
    part = measures.propose(
        held.number,
        kind="suspend",
        ground="criteria-not-met",
        grounds="The fence was cut.",
        criteria=["I1"],
        urgent=True,
        actor=cast.ben,
        at=when(25),
    )
    measures.take(part.pk, reasons="It stands open.", actor=cast.dalia, at=when(26))
    paper = Document.objects.get()
    cures.report(
        part.cure.pk, text="A new fence.", papers=[(paper, paper.name)], actor=cast.amara, at=when(28)
    )
    told = changes.report(
        held.number,
        kind="premises-new",
        happened_on=when(20).date(),
        text="A cold store beside the quay.",
        papers=[(paper, paper.name)],
        actor=cast.amara,
        at=when(29),
    )
    changes.ask(told.pk, question="Since when is it in use?", actor=cast.ben, at=when(29))
    again = reassessments.begin(
        held.number,
        cause=Cause.INCIDENT,
        criteria=["A1"],
        reason="The seal log has gaps.",
        due=when(60).date(),
        actor=cast.ben,
        at=when(29),
    )
    reassessments.answer(
        again.pk,
        {"A1": (Claim.MET, "Kept since.")},
        papers=[(paper, paper.name)],
        actor=cast.amara,
        at=when(29.1),
    )
    reassessments.judge(
        again.pk, "A1", outcome=Outcome.PARTLY, remark=f"{INSIDE} again", actor=cast.ben, at=when(29.2)
    )
    measures.propose(
        held.number,
        kind="suspend",
        ground="criteria-not-met",
        grounds="The gate stood open.",
        actor=cast.ben,
        at=when(30),
    )


def _colleagues(cast):
    """A deputy, somebody who prepares, an invitation, and a request for a new owner; each with its key."""
    deputy, helper = joins("dora", "deputy"), joins("nia", "preparer")
    invited = mandates.invite(
        cast.firm.number, email="bo@example.org", kind="reader", actor=cast.amara, at=datetime.now(UTC)
    )
    asked = succession.ask(
        cast.firm.number, deputy.person, reason="Amara left.", actor=deputy, at=datetime.now(UTC)
    )
    held = {one.person_id: one.pk for one in cast.firm.mandates.all()}
    return {
        **_mentors(cast),
        "token": invited.token,
        "firm_person.pk": held[helper.person],
        "mandate_end.pk": held[helper.person],
        "invitation_take_back.pk": invited.invitation.pk,
        **dict.fromkeys(["succession.pk", "succession_read.pk", "succession_decide.pk"], asked.pk),
    }


def _mentors(cast):
    """Otto mentors Amara's firm, and sees nothing of it but what a mentor sees; somebody else is invited."""
    more = {"until": datetime(2999, 1, 1, tzinfo=UTC), "actor": cast.amara, "at": datetime.now(UTC)}
    offered = mentoring.invite(cast.firm.number, email="otto@example.org", **more)
    mentoring.accept(offered.token, actor=cast.otto, at=datetime.now(UTC))
    waits = mentoring.invite(cast.firm.number, email="mo@example.org", **more)
    names = ("mentor", "mentor_end", "mentored", "mentored_question", "mentorship_leave")
    return {"mentor_invitation.token": waits.token, **{f"{one}.pk": offered.mentorship.pk for one in names}}


def _refers(number, cast):
    """Otto publishes a procedure that Amara's answer refers to; he learns nothing of it."""
    by, her = {"actor": cast.otto, "at": when(1)}, {"actor": cast.amara, "at": when(1)}
    asked = publishing.ask_to_publish(cast.other_firm.number, kind="association", about="Statutes.", **by)
    publishing.verify(asked.pk, actor=cast.ben, at=when(1))
    text = files.store(io.BytesIO(RULES), "rules.txt", at=when(1))
    what = {"name": "rules.txt", "title": "Rules of the quay", "dated_on": date(2026, 1, 5)}
    version = publishing.publish(text, criteria=["A1"], **what, **by)
    belongs = publishing.offer_membership(cast.firm.number, **by)
    publishing.accept_membership(belongs.pk, **her)
    references.refer(number, "A1", version.procedure_id, differences="Only by night at the quay.", **her)
    uma = an_operator("uma", name="Juniper Freight Ltd", tin="QM000000077")
    publishing.offer_membership(uma.operator.number, **by)


def _published():
    reference = ProcedureReference.objects.get()
    line, version = reference.version.procedure_id, reference.version_id
    return {
        **dict.fromkeys(["procedure.pk", "procedure_renew.pk", "procedure_withdraw.pk"], line),
        **dict.fromkeys(["procedure_file.pk", "case_procedure.pk"], version),
        **dict.fromkeys(["reference_settle.pk", "reference_remove.pk"], reference.pk),
        "membership_step.pk": Membership.objects.get(state="offered").pk,
        "membership_step.step": "end",
        "publisher.pk": Publisher.objects.get().pk,
    }


def _listed(cast):
    at = datetime.now(UTC)
    arrangements.arrange(
        "QN",
        partner_name="Customs of QN",
        title="Arrangement",
        direction=Direction.BOTH,
        phase=Phase.IN_OPERATION,
        tiers=["full"],
        roles=[],
        benefits=[],
        in_operation_from=datetime(2025, 1, 1, tzinfo=UTC),
        in_operation_until=None,
        expected_version=0,
        actor=cast.efua,
        at=at,
    )
    stored = files.store(io.BytesIO(LIST), "list.csv", at=at, accept=lists.ACCEPTED)
    listing = lists.receive_list("QN", stored=stored, name="list.csv", actor=cast.efua, at=at)
    tasks.check_list(listing.pk)
    held_back = ListRow.objects.get(listing=listing, verdict="quarantined")
    names = ("import", "progress", "rows", "errors", "apply", "check", "discard")
    brought = intake.receive(stored=stored, name="list.csv", actor=cast.ben, at=at)
    columns = {Field.NUMBER: 0, Field.NAME: 1, Field.STARTS: 4, Field.STATUS: 6}
    intake.choose_columns(
        brought.pk, columns, order=DateOrder.YMD, whole={Field.TIER: "full"}, actor=cast.ben, at=at
    )
    intake.choose_words(brought.pk, {}, actor=cast.ben, at=at)
    intake_check.check(brought.pk, at=at)
    pages = (
        "",
        *(f"_{one}" for one in ("columns", "words", "progress", "rows", "report", "take_over", "discard")),
    )
    ours = {f"intake{one}.pk": brought.pk for one in pages} | {"intake_row.pk": brought.rows.first().pk}
    return ours | {f"list_{name}.pk": listing.pk for name in names} | {"row_release.pk": held_back.pk}
