"""Every address of the pages, the people who may ask for it, and a world in which each of them leads somewhere."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from tests.worlds import answer_all, assess_all, people, picture, staff, when

from openaeo.bedrock import files
from openaeo.casework import appeals, application, assessment, decision, measures, requests
from openaeo.casework.models import Appeal, Case, Document, Measure
from openaeo.exchange import arrangements, lists, tasks
from openaeo.exchange.models import ListRow
from openaeo.law.arrangement import Direction, Phase
from openaeo.law.terms import Capacity
from openaeo.parties.models import Person, Post

PEOPLE = ("anonymous", "amara", "otto", "ben", "dalia", "efua", "gina")
"""Nobody; the owner of the firm; the owner of another one; officer, decider, recognition desk, administrator."""

OF_AUTHORISATIONS = (
    *("register_entry", "certificate_pdf", "certificate", "surrender"),
    *("authorisation", "measure_propose", "lift"),
)
"""Pages whose `number` is an authorisation's; everywhere else it is a case's."""

OF_DOCUMENTS = (
    *("evidence_open", "evidence_remove", "evidence_file", "document", "document_replace"),
    *("document_retire", "document_restore", "document_use"),
)
"""Pages whose `pk` is a document's."""

STAGES = ("draft", "submitted", "assessment", "decision", "hearing", "granted")
PAPER = b"name,key\nAmara Diallo,gate 3\n"
SECRETS = (
    "Almadi Spices", "QM000000001", "gatekeepers.csv", "gate 3", "Who keeps the keys?", "stood open", "Papaya",
)  # fmt: skip
"""What belongs to Amara's firm, her case or the partner's list. Her firm did not agree to be shown."""

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


def world(stage: str = "granted") -> dict[str, object]:
    """Build a world with Amara's application at `stage` and a partner's checked list; return what fills addresses.

    Under each name of the table stands what it is in this world; where one name means several things, the
    address's name with a dot comes first (`list_rows.pk`). What is not there yet has a number nobody has.
    """
    number = picture(("every address", stage), lambda: _walked(stage))
    cast = people()
    staff("gina", Capacity.ADMINISTRATOR, "Gina Ferro")
    files.store(io.BytesIO(PAPER), "gatekeepers.csv", at=when(1))  # a picture has no files
    case = Case.objects.get(pk=number)
    held = case.authorisation_id or "QMAEO99999999"
    document, site = Document.objects.get().pk, cast.firm.sites.get().pk
    return {
        "number": number,
        "criterion": "A1",
        "letter": "A",
        "tab": "overview",
        "step": "take-on",
        "code": "QN",
        "check.code": held,
        **dict.fromkeys([f"{name}.number" for name in OF_AUTHORISATIONS], held),
        **dict.fromkeys([f"{name}.pk" for name in OF_DOCUMENTS], document),
        **dict.fromkeys(["request_reply.pk", "request_cancel.pk"], _newest(case.requests)),
        **dict.fromkeys(["measure.pk", "measure_reply.pk"], _newest(Measure.objects)),
        **dict.fromkeys(["appeal.pk", "appeal_withdraw.pk"], _newest(Appeal.objects)),
        "measure_appeal.pk": _newest(Measure.objects),
        "site_close.pk": site,
        "post_end.pk": Post.objects.get(person_id=cast.dalia.person).pk,
        **_listed(cast),
    }


def fill(address: Address, filled: Mapping[str, object]) -> str:
    """Return the address as it is in the world that `filled` describes."""
    return address.at(
        {name: filled.get(f"{address.name}.{name}", filled.get(name)) for name in address.takes}
    )


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
    stored = files.store(io.BytesIO(PAPER), "gatekeepers.csv", at=when(1))
    application.attach(number, "A1", stored, name="gatekeepers.csv", actor=cast.amara, at=when(1))
    if reached >= STAGES.index("submitted"):
        application.submit(number, declared_name="Amara Diallo", actor=cast.amara, at=when(2))
    if reached >= STAGES.index("assessment"):
        assessment.take_on(number, actor=cast.ben, at=when(3))
        assessment.accept(number, actor=cast.ben, at=when(4))
        asked = requests.ask(number, question="Who keeps the keys?", actor=cast.ben, at=when(5))
    if reached >= STAGES.index("decision"):
        requests.reply(asked.pk, text="The guard.", actor=cast.amara, at=when(6))
        assess_all(Case.objects.get(pk=number), actor=cast.ben, at=when(9))
        assessment.recommend(number, recommendation="Grant it.", actor=cast.ben, at=when(10))
    if stage == "hearing":
        decision.hear(number, grounds="The gate stood open.", actor=cast.dalia, at=datetime.now(UTC))
    if stage == "granted":
        _granted(number, cast)
    return number


def _refused_before(cast):
    """An earlier application of the same firm, refused and appealed."""
    case = application.start(tier="compliance", roles=["importer"], actor=cast.amara, at=when(-90))
    number = case.number
    answer_all(case, actor=cast.amara, at=when(-89))
    application.submit(number, declared_name="Amara Diallo", actor=cast.amara, at=when(-88))
    assessment.take_on(number, actor=cast.ben, at=when(-87))
    assessment.accept(number, actor=cast.ben, at=when(-86))
    assess_all(case, actor=cast.ben, at=when(-80))
    assessment.recommend(number, recommendation="Refuse it.", actor=cast.ben, at=when(-79))
    decision.hear(number, grounds="Nobody answered.", actor=cast.dalia, at=when(-78))
    decision.reply_hearing(number, text="We do now.", actor=cast.amara, at=when(-77))
    decision.refuse(number, reasons="Too late.", actor=cast.dalia, at=when(-76))
    appeals.lodge_for_case(number, grounds="In time.", actor=cast.amara, at=when(-75))


def _granted(number, cast):
    held = decision.grant(number, reasons="All met.", actor=cast.dalia, at=when(20))
    measures.propose(
        held.number,
        kind="suspend",
        ground="criteria-not-met",
        grounds="The gate stood open.",
        actor=cast.ben,
        at=when(30),
    )


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
    return {f"list_{name}.pk": listing.pk for name in names} | {"row_release.pk": held_back.pk}
