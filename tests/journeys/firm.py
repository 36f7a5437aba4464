"""Invented firms, new in every journey: their numbers, and a fast way to the point where a journey begins."""

import re
import secrets
from pathlib import Path

from django.conf import settings

from openaeo.config.demo.documents import sheet
from openaeo.law.edition import load_edition
from openaeo.law.terms import Mode, Role

MANUAL = "security-manual.pdf"


class Firm:
    """A firm of one's own in every run, with what it is called and the numbers it is given on its way."""

    def __init__(self):
        mark = f"{secrets.randbelow(10**7):07d}"
        self.name = f"Tangerine Newt Brokers {mark} (demo)"
        self.tin = f"QM77{mark}"
        self.person = f"Ines Demo-{mark}"
        self.email = f"ines{mark}@firms.example"
        self.password = f"quiet-harbour-{mark}"
        self.paper = sheet(MANUAL).getvalue()
        self.case = self.number = ""
        edition = load_edition(Path(settings.EDITIONS_DIR) / "qm-2027")
        self.criteria = edition.applying([Role.BROKER])  # the role with the fewest questions

    def page_of(self, criterion):
        """Return the address of the trader's page about `criterion`."""
        return f"/trader/applications/{self.case}/criteria/{criterion}/"


def answers(trader, firm, criteria):
    """Send the answers to `criteria` as the form of each page would, without showing the pages."""
    for criterion in criteria:
        trader.post_fast(
            firm.page_of(criterion.id), claim="met", explanation=f"Procedure {criterion.id}, kept since 2024."
        )


def assesses(officer, firm, criteria, gaps=()):
    """Send the results for `criteria` as the form of each page would; those named in `gaps` fall short.

    Every site is left to monitoring: a journey about something else visits nobody.
    """
    shown = officer.page.request.get(f"/desk/cases/{firm.case}/visits/").text()
    for plan in sorted(set(re.findall(r"/desk/cases/[^/]+/sites/\d+/plan/", shown))):
        officer.post_fast(plan, course="monitored", reason="Seen with the first check.", due_on="2099-01-01")
    for criterion in criteria:
        found = (
            {"outcome": "gap", "reason": f"No sign of {criterion.id}."}
            if criterion.id in gaps
            else {"outcome": "met"}
        )
        mode = next(mode for mode in Mode if mode in criterion.modes)
        officer.post_fast(f"/desk/cases/{firm.case}/criteria/{criterion.id}/", mode=mode.value, **found)


def applies(trader, firm, *, before_sending=lambda: None):
    """Sign up, describe the firm, answer everything and send, all by posted forms."""
    trader.go("/account/signup/")
    trader.post_fast("/account/signup/", name=firm.person, email=firm.email, password1=firm.password)
    trader.go("/trader/")
    trader.post_fast(
        "/trader/company/",
        name=firm.name,
        tin=firm.tin,
        country="QM",
        address="7 Quay of Examples, Demo Harbour",
        size="small",
        staff="1",
    )
    trader.post_fast(
        "/trader/sites/",
        name="Head office",
        address="7 Quay of Examples, Demo Harbour",
        purpose="Declarations are prepared",
        customs_relevant="on",
    )
    started = trader.post_fast("/trader/applications/start/", tier="full", roles="broker")
    firm.case = re.search(r"AEO-\d{4}-\d+", started.headers["location"]).group()
    answers(trader, firm, firm.criteria)
    before_sending()
    trader.post_fast(f"/trader/applications/{firm.case}/submit/", declared_name=firm.person, true="on")


def is_authorised(officer, decider, firm):
    """Let Ben assess and Dalia grant what `firm` applied for, by posted forms."""
    officer.go("/")
    officer.be("Ben")
    officer.post_fast(f"/desk/cases/{firm.case}/steps/take-on/")
    officer.post_fast(f"/desk/cases/{firm.case}/steps/accept/")
    assesses(officer, firm, firm.criteria)
    officer.post_fast(
        f"/desk/cases/{firm.case}/steps/recommend/", proposal="grant", recommendation="Grant it."
    )
    decider.go("/")
    decider.be("Dalia")
    decider.post_fast(f"/desk/cases/{firm.case}/decide/", decision="grant", reasons="All met.")
