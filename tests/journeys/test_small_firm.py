"""A forwarder who works alone, on a phone: from the readiness check to the certificate, by thumb."""

import re

import pytest
from django.conf import settings
from playwright.sync_api import expect
from tests.journeys.firm import Firm, assesses
from tests.journeys.words import Words

from openaeo.law.edition import load_edition
from openaeo.law.terms import Role

PHOTO = "office-door.jpg"
OPEN = 2  # criteria that the readiness check left open


class Alone(Firm):
    """One person who forwards goods."""

    def __init__(self):
        super().__init__()
        self.name = self.name.replace("Newt Brokers", "Heron Forwarding")
        edition = load_edition(settings.ROOT / "editions" / "qm-2027")
        self.criteria = edition.applying([Role.FORWARDER])


@pytest.mark.timeout(240)
@pytest.mark.parametrize("language", ["en"])
def test_a_small_forwarder_from_readiness_check_to_certificate(visit, language):
    firm, said = Alone(), Words(language)
    owner, officer, decider = visit(language, phone=True), visit(), visit()
    looks_whether_it_is_ready(owner, firm, said)
    signs_up_and_describes_itself(owner, firm, said)
    begins_with_what_was_ticked(owner, firm, said)
    shows_a_photo(owner, firm, said)
    answers_what_was_open(owner, firm, said)
    sends(owner, firm, said)
    customs_looks_at_the_photo(officer, firm)
    customs_decides(officer, decider, firm)
    holds_the_certificate(owner, firm, said)


def looks_whether_it_is_ready(one, firm, said):
    one.go("/ready/all")
    one.tick(said("Compliance and security"))
    one.tick(said("Freight forwarder"))
    one.tick(said("Micro"))
    one.press(said("See what is asked"))
    ticks_all_but(one, OPEN)
    one.press(said("See what is missing"))
    one.follow(said("Create an account and apply with these answers"))


def ticks_all_but(one, first):
    """Tick the last box by thumb, and those before it, but for the `first` ones, at once."""
    boxes = one.main.get_by_role("checkbox")
    boxes.last.tap()
    boxes.evaluate_all(f"all => all.slice({first}).forEach(box => {{ box.checked = true }})")


def signs_up_and_describes_itself(one, firm, said):
    one.fill(said("Your name"), firm.person)
    one.fill(said("Email"), firm.email)
    one.fill(said("Password"), firm.password)
    one.press(said("Sign Up"))
    one.fill(said("Registered name"), firm.name)
    one.fill(said("Trader identification number"), firm.tin)
    one.fill(said("Country"), "qm")
    one.fill(said("Registered address"), "3 Steps of Examples, Demo Harbour")
    one.main.get_by_label(said("Size"), exact=True).select_option("micro")
    one.fill(said("Number of employees"), "1")
    one.press(said("Save"))
    one.fill(said("Name of the site"), "My office")
    one.fill(said("Address"), "3 Steps of Examples, Demo Harbour")
    one.fill(said("What happens there"), "I arrange transport and keep the papers")
    one.press(said("Add the site"))
    one.follow(said("Go on with the application"))


def begins_with_what_was_ticked(one, firm, said):
    one.press(said("Save and continue"))
    firm.case = re.search(r"AEO-\d{4}-\d+", one.page.url).group()
    one.follow(said("Look at them"))
    expect(one.main.get_by_role("checkbox")).to_have_count(len(firm.criteria) - OPEN)
    ticks_all_but(one, 0)
    one.press(said("These are still true"))
    one.reads(said("Your answers are saved as you type."))


def shows_a_photo(one, firm, said):
    """One sentence that is saved while it is typed, the owner's word, and what the camera took."""
    first = firm.criteria[0].id
    one.follow(
        said("Go on with question <bdi>%(next_question)s</bdi>", next_question=first)
        .replace("<bdi>", "")
        .replace("</bdi>", "")
    )
    one.reads(said("Your firm is small: simple proof is enough."))
    one.tick(said("Met"))
    one.fill(said("How, and where it is written down"), "I keep the list myself; it hangs beside my desk.")
    expect(one.main.locator("#saved")).to_contain_text(said("Saved"))
    photo = {"name": PHOTO, "mimeType": "image/jpeg", "buffer": one.page.screenshot(type="jpeg")}
    one.main.get_by_label(said("New document")).set_input_files(photo)
    one.press(said("Attach"))
    one.told(said("The document is attached."))


def answers_what_was_open(one, firm, said):
    for place, criterion in enumerate(firm.criteria[1:OPEN], start=2):
        one.press(said("Save and continue"))
        one.headed(criterion.id)
        one.tick(said("Met"))
        one.fill(said("How, and where it is written down"), f"I do this alone: list {place}.")
    one.press(said("Save and continue"))
    one.go(f"/trader/applications/{firm.case}/")
    one.reads(said("Every question is answered."))


def sends(one, firm, said):
    one.follow(said("Check your answers"))
    one.follow(said("Sign and send"))
    one.tick(said("I declare that the answers are true and complete, and that I may bind the firm."))
    one.press(said("Sign and send"))
    one.reads(said("It is the turn of customs"))


def customs_looks_at_the_photo(officer, firm):
    officer.go("/", axe=False)
    officer.be("Ben", axe=False)
    officer.post_fast(f"/desk/cases/{firm.case}/steps/take-on/")
    officer.post_fast(f"/desk/cases/{firm.case}/steps/accept/")
    officer.go(f"/desk/cases/{firm.case}/criteria/{firm.criteria[0].id}/")
    expect(officer.main.get_by_role("img", name=PHOTO)).to_be_visible()
    assesses(officer, firm, firm.criteria)


def customs_decides(officer, decider, firm):
    officer.post_fast(
        f"/desk/cases/{firm.case}/steps/recommend/", proposal="grant", recommendation="Grant it."
    )
    decider.go("/", axe=False)
    decider.be("Dalia", axe=False)
    decider.post_fast(f"/desk/cases/{firm.case}/decide/", decision="grant", reasons="All met.")


def holds_the_certificate(one, firm, said):
    one.go("/trader/")
    number = re.compile(r"QMAEO\d+")
    firm.number = one.main.get_by_role("link", name=number).inner_text()
    one.follow(firm.number)
    one.reads(said("Anyone can check it"))
    pdf = one.page.request.get(f"/certificate/{firm.number}.pdf")
    assert pdf.body()[:5] == b"%PDF-"
