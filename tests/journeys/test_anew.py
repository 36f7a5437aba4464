"""A refused firm applies anew on a phone: its answers come along, and a renewed certificate takes the old one's place."""

import re

import pytest
from playwright.sync_api import expect
from tests.journeys.firm import Firm, applies, assesses
from tests.journeys.visitor import NARROW

from openaeo.config.demo.documents import sheet

GAP = "I6"


@pytest.mark.timeout(240)
def test_a_refused_firm_begins_with_what_it_answered(visit):
    trader, officer, decider = visit(), visit(), visit()
    trader.page.set_viewport_size(NARROW)
    firm = Firm()
    firm.renewed = sheet("audited-accounts.pdf").getvalue()
    applies(trader, firm, before_sending=lambda: puts_its_certificate_forward(trader, firm))
    is_about_to_be_refused(officer, decider, firm)
    renews_the_certificate(trader, firm)
    decider.post_fast(f"/desk/cases/{firm.case}/decide/", decision="refuse", reasons="Gate 3 is dark.")
    carries_its_answers_forward(trader, firm)
    confirms_them(trader, firm)
    sends_it(trader, firm)
    reads_the_same_in_arabic(visit("ar"), firm)


def puts_its_certificate_forward(one, firm):
    """Kept once with its dates, then used for three criteria by one act."""
    one.go("/trader/documents/")
    one.follow("Add a document", within=one.main)
    one.main.get_by_label("File or photo").set_input_files(
        {"name": "certificate.pdf", "mimeType": "application/pdf", "buffer": firm.paper}
    )
    one.fill("What it is", "ISO 28000 certificate")
    one.fill("Date of the document", "2020-03-01")
    one.fill("Valid until", "2023-02-28")
    one.press("Keep it")
    one.told("The document is kept. Now say which criteria it serves.")
    one.reads("Expired")
    one.follow("Use for other criteria")
    for criterion in firm.criteria[:3]:
        one.main.get_by_label(re.compile(rf"^{criterion.id} ·")).check()
    one.press("Use it for these")
    one.told("The document now serves these criteria too")


def is_about_to_be_refused(officer, decider, firm):
    officer.go("/")
    officer.be("Ben")
    officer.post_fast(f"/desk/cases/{firm.case}/steps/take-on/")
    officer.post_fast(f"/desk/cases/{firm.case}/steps/accept/")
    officer.go(f"/desk/cases/{firm.case}/evidence/")
    officer.reads("Expired")
    paper = officer.main.get_by_role("link", name="certificate.pdf", exact=True).get_attribute("href")
    assert officer.page.request.get(paper).body() == firm.paper
    assesses(officer, firm, firm.criteria, gaps=[GAP])
    officer.post_fast(
        f"/desk/cases/{firm.case}/steps/recommend/",
        proposal="refuse",
        recommendation="Refuse: gate 3 is dark.",
        **{f"reason-{GAP}": "Gate 3 is dark.", f"reference-{GAP}": "QM-DEC 4"},
    )
    decider.go("/")
    decider.be("Dalia")
    decider.post_fast(f"/desk/cases/{firm.case}/hear/", grounds="Gate 3 is dark.")


def renews_the_certificate(one, firm):
    """The firm reads that customs looked, and keeps the renewed certificate for next time."""
    one.go("/trader/documents/", again="one")
    one.follow("certificate.pdf", within=one.main)
    one.reads("Customs opened it")
    expect(one.main).not_to_contain_text("Ben")
    one.post_fast(f"/trader/applications/{firm.case}/hearing/", text="The lamps come in spring.")
    one.follow("New version")
    one.main.get_by_label("File or photo").set_input_files(
        {"name": "certificate.pdf", "mimeType": "application/pdf", "buffer": firm.renewed}
    )
    one.fill("Valid until", "2099-02-28")
    one.main.get_by_label("Show the new version in my open application too").uncheck()
    one.press("Replace it")
    one.told("The new version is in place. The old one stays readable.")
    one.reads("Version 1")
    one.reads("Valid")


def carries_its_answers_forward(one, firm):
    firm.earlier = firm.case
    one.go("/trader/")
    one.reads("Apply anew")
    one.follow("Start the application", within=one.main)
    one.tick("Compliance and security")
    one.tick("Customs broker")
    one.press("Save and continue", again="offer")
    one.headed("Begin with what you answered before")
    one.reads(firm.earlier)
    expect(one.main).not_to_contain_text("Expired")  # the renewed certificate comes along, not the old one
    one.tick("Carry answers and documents forward")
    one.press("Go on")
    one.told("Your answers are carried forward. Say of each whether it is still true.")
    firm.case = re.search(r"AEO-\d{4}-\d+", one.page.url).group()


def confirms_them(one, firm):
    one.go(f"/trader/applications/{firm.case}/check/")
    one.reads("are not confirmed yet")
    first = firm.criteria[0].id
    one.go(f"/trader/applications/{firm.case}/criteria/{first}/")
    one.reads(f"This answer is from {firm.earlier}.")
    one.press("It is still true")
    one.told("1 answer is confirmed as still true.")
    for box in one.main.get_by_role("checkbox").all():
        box.check()
    one.press("These are still true")
    one.told("answers are confirmed as still true.")


def sends_it(one, firm):
    one.go(f"/trader/applications/{firm.case}/evidence/")
    one.reads("certificate.pdf")
    one.follow("Without a document", within=one.main, exact=False)
    one.post_fast(f"/trader/applications/{firm.case}/submit/", declared_name=firm.person, true="on")
    one.go(f"/trader/applications/{firm.case}/timeline/")
    one.reads("You carried answers forward from an earlier application")
    one.reads("It is the turn of customs")


def reads_the_same_in_arabic(one, firm):
    one.page.set_viewport_size(NARROW)
    one.go("/account/login/")
    one.post_fast("/account/login/", login=firm.email, password=firm.password)
    one.go("/trader/documents/")
    address = one.main.locator("a[href$='/about/']").first.get_attribute("href")
    one.go(address)
    for page in ("replace", "retire", "use"):
        one.go(address.replace("about", page))
    for page in ("evidence", "carried", "timeline"):
        one.go(f"/trader/applications/{firm.case}/{page}/")
    expect(one.page.locator("html")).to_have_attribute("dir", "rtl")
