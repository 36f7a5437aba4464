"""People of the demonstration who ask customs for an account: one new, one asked back, one whose firm is registered."""

from __future__ import annotations

from datetime import datetime, timedelta

from openaeo.bedrock import files
from openaeo.casework import accounts
from openaeo.casework.models import AccountRequest
from openaeo.config.demo import documents
from openaeo.config.demo.people import acting
from openaeo.law.accounts import AccountPaper
from openaeo.parties.models import Operator, Person
from openaeo.parties.onboarding import Firm

HOUR = timedelta(hours=1)


def newcomers(officer: Person, now: datetime) -> None:
    """Let three people ask within the last two days, and the officer ask one of them back."""
    if accounts.rule() is None:
        return
    _ask(
        "Ines Demo-Halloran",
        "Managing director",
        Firm("Pale Lantern Cold Stores", "QM777000101", "QM"),
        now - 20 * HOUR,
    )
    back = _ask(
        "Tomas Demo-Adeyemi",
        "Head of customs",
        Firm("Copper Finch Freight", "QM777000102", "QM"),
        now - 36 * HOUR,
    )
    accounts.ask_more(
        back.pk,
        "The extract is older than a year. Please send one of this year.",
        wants_paper=True,
        actor=acting(officer, now),
        at=now - 12 * HOUR,
    )
    held = Operator.objects.order_by("pk").filter(mandates__isnull=False).first()
    if held is not None:
        _ask("Lucia Demo-Brandt", "Export clerk", Firm(held.name, held.tin, "QM"), now - 30 * HOUR)


def _ask(name: str, part: str, firm: Firm, at: datetime) -> AccountRequest:
    email = f"{name.split(maxsplit=1)[0].lower()}@demo.example"
    described = Firm(firm.name, firm.tin, firm.country, address="7 Quay of Examples, Demo Harbour")
    asked = accounts.ask(described, email=email, name=name, part=part, language="en", at=at)
    scan = files.store(documents.sheet("site-plan.pdf"), "extract.pdf", at=at)
    papers = {AccountPaper.EXTRACT: (scan, "extract.pdf"), AccountPaper.AUTHORITY: (scan, "authority.pdf")}
    return accounts.confirm(asked.pk, papers, at=at + HOUR)
