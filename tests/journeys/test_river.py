"""The whole river in four roles: from a newcomer's two minutes to a suspension that every border sees."""

import re
import threading
import time
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import expect
from tests.journeys.elsewhere import Watch, code
from tests.journeys.firm import MANUAL, Firm, answers, assesses

from openaeo.config.demo.documents import sheet

EXAMPLES = Path(settings.ROOT) / "examples"
REPLY_SECONDS = 3.0  # the promise is one second; a busy machine gets two more
CODE_SECONDS = 30  # RFC 6238


@pytest.mark.timeout(400)
def test_the_whole_river(visit, live, capsys):
    newcomer, officer, decider, anybody = visit(), visit(), visit(), visit()
    firm = Firm()
    asks_whether_it_is_ready(newcomer, firm)
    signs_up(newcomer, firm)
    key, used = sets_up_a_second_factor(newcomer, live, firm)
    describes_the_company(newcomer, firm)
    starts_and_answers(newcomer, firm)
    declares_and_sends(newcomer, firm)
    takes_the_case_on(officer, firm)
    assesses_by_hand(officer, firm)
    asks(officer, firm)
    signs_in_with_the_second_factor(newcomer, firm, key, used)
    replies(newcomer, firm)
    recommends(officer, firm)
    cannot_decide_alone(officer, visit(), firm)
    decides(decider, firm)
    everybody_sees_it(anybody, newcomer, firm)
    a_declaration_names_it(officer, firm, "Recognised", "Authorised by this administration.")
    measure = a_suspension_is_proposed(officer, firm)
    after_response, after_click = the_suspension_is_taken(decider, live, firm, measure)
    with capsys.disabled():
        print(
            f"\nSuspended for declarations {after_response:+.0f} ms after the answer to the decider, "
            f"{after_click:.0f} ms after the click."
        )
    the_trader_sees_it(newcomer, firm)
    a_declaration_names_it(officer, firm, "Suspended", "is suspended at this moment.")
    the_suspension_is_lifted(decider, live, firm)


# --- the newcomer -----------------------------------------------------------------------------------
def asks_whether_it_is_ready(one, firm):
    one.go("/", narrow=True)
    one.follow("Check if you are ready", narrow=True)
    one.press("See my answer", again="errors")
    one.reads("There is a problem")
    questions = one.main.locator("fieldset")
    for place in range(questions.count()):
        questions.nth(place).get_by_label("Yes", exact=True).check()
    one.press("See my answer", again="answer", narrow=True)
    one.reads("You look ready")


def signs_up(one, firm):
    one.follow("Create an account and start", narrow=True)
    one.fill("Your name", firm.person)
    one.fill("Email", firm.email)
    one.fill("Password", firm.password)
    one.press("Sign Up", narrow=True)
    one.headed("Register your company")


def sets_up_a_second_factor(one, live, firm):
    """Confirm the address by the link that was mailed, then set up codes as an app on a phone would."""
    one.go(re.search(r"/account/confirm-email/\S+", mail_to(firm.email, live)).group())
    one.press("Confirm")
    menu(one, "Second factor")
    one.follow("Activate")
    one.fill("Password", firm.password)
    one.press("Confirm", again="password")
    key = one.main.get_by_label("Authenticator secret").input_value()
    used = time.time() // CODE_SECONDS
    one.fill("Authenticator code", code(key, used))
    one.press("Activate")
    one.look(narrow=True)
    one.reads("Recovery")
    return key, used


def mail_to(email, live):
    """Return the text of the last mail to `email`, which the demonstration catches as a file."""
    deadline = time.monotonic() + 10
    while True:
        for file in sorted((live.log.parent / "mail").glob("*.eml"), reverse=True):
            mail = message_from_bytes(file.read_bytes(), policy=policy.default)
            if mail["To"] == email:
                return mail.get_body(("plain",)).get_content()
        assert time.monotonic() < deadline, f"no mail to {email}"
        threading.Event().wait(0.1)


def describes_the_company(one, firm):
    one.go("/trader/")
    one.headed("Register your company")
    one.fill("Registered name", firm.name)
    one.fill("Trader identification number", firm.tin)
    one.fill("Country", "qm")
    one.fill("Registered address", "7 Quay of Examples, Demo Harbour")
    one.main.get_by_label("Size", exact=True).select_option("Small")
    one.fill("Number of employees", "1")
    one.press("Save", narrow=True)
    one.told("Your company is registered.")
    one.fill("Name of the site", "Head office")
    one.fill("Address", "7 Quay of Examples, Demo Harbour")
    one.fill("What happens there", "Declarations are prepared")
    one.press("Add the site", again="added")
    one.told("The site is added.")
    one.follow("Done with sites", narrow=True)
    one.follow("Where our status is shown")
    one.tick("Show our name and status in the public register")
    one.tick("Send our name, identifiers and status to partner administrations")
    one.press("Save")
    one.told("Your choice is saved")


def starts_and_answers(one, firm):
    one.follow("Start the application", narrow=True)
    one.tick("Compliance and security")
    one.tick("Customs broker")
    one.press("Save and continue", narrow=True)
    firm.case = re.search(r"AEO-\d{4}-\d+", one.page.url).group()
    first, second = firm.criteria[0].id, firm.criteria[1].id
    one.follow(re.compile("^A ·"), within=one.main, narrow=True)
    one.follow(re.compile(f"^{first} ·"), within=one.main, narrow=True)
    one.reads("Save an answer first; then you can attach documents.")
    one.tick("Met")
    one.fill("How, and where it is written down", "Checked each quarter. Procedure CP-1, section 2.")
    expect(one.main.locator("#saved")).to_contain_text("Saved")  # as one types, without a button
    one.press("Save and continue")
    one.headed(second)
    one.go(firm.page_of(first))
    paper = {"name": MANUAL, "mimeType": "application/pdf", "buffer": firm.paper}
    one.main.get_by_label("New document").set_input_files(paper)
    one.press("Attach", again="with a document", narrow=True)
    one.told("The document is attached.")
    one.go(firm.page_of(second))
    one.tick("Partly met")
    one.fill("How, and where it is written down", "At the main site; the second follows. Plan RR-2.")
    one.press("Save and continue")
    one.go(firm.page_of(second))
    one.main.get_by_label("Or a document you already gave us").select_option(MANUAL)
    one.press("Attach")
    one.told("The document is attached.")
    answers(one, firm, firm.criteria[2:])  # by posted forms


def declares_and_sends(one, firm):
    one.go(f"/trader/applications/{firm.case}/", again="complete", narrow=True)
    one.reads("Every question is answered.")
    one.follow("Check your answers", narrow=True)
    one.follow("Sign and send")
    expect(one.main.get_by_label("Your full name")).to_have_value(firm.person)
    one.tick("I declare that the answers are true and complete, and that I may bind the firm.")
    one.press("Sign and send", narrow=True)
    one.told("Your application is sent.")
    one.reads("It is the turn of customs")


def signs_in_with_the_second_factor(one, firm, key, used):
    one.page.get_by_role("banner").locator(".account-menu summary").click()
    one.press("Sign out", within=one.page.get_by_role("banner"))
    one.follow("Sign in", within=one.page.get_by_role("banner"), narrow=True)
    one.fill("Email", firm.email)
    one.fill("Password", firm.password)
    one.press("Sign In")
    while time.time() // CODE_SECONDS == used:  # no code works twice
        threading.Event().wait(0.2)
    one.fill("Code", code(key, time.time() // CODE_SECONDS))
    one.press("Sign In")
    one.headed(firm.name)


def replies(one, firm):
    one.reads("It is your turn")
    one.follow("See whose turn it is", again="asked", narrow=True)
    one.reads("Which of your people holds the seal cabinet key?")
    one.follow("Reply")
    one.fill("Your reply", "The shift lead and the security contact.")
    paper = {
        "name": "seal-log.pdf",
        "mimeType": "application/pdf",
        "buffer": sheet("seal-log.pdf").getvalue(),
    }
    one.main.get_by_label("Document").set_input_files(paper)
    one.press("Send the reply", again="answered")
    one.told("Your reply is sent.")


# --- the officer ------------------------------------------------------------------------------------
def takes_the_case_on(one, firm):
    one.go("/")
    one.be("Ben", narrow=True)
    one.headed("Inbox")
    one.fill("Firm, case number or TIN", firm.tin)
    one.press("Find")
    one.follow(firm.name, narrow=True)
    for step, done in (
        ("Take the case on", "You are the case officer now."),
        ("Accept for assessment", "The application is accepted."),
    ):
        one.follow(step)
        one.press(step, again=step)
        one.told(done)


def assesses_by_hand(one, firm):
    first, second = firm.criteria[0].id, firm.criteria[1].id
    one.follow("Criteria", exact=False, within=one.main.get_by_role("navigation", name="Parts of the case"))
    one.main.get_by_role("link", name=re.compile(f"^{first} ")).click()
    one.headed(first)
    one.look(narrow=True)
    one.reads("Checked each quarter. Procedure CP-1, section 2.")
    expect(one.main.get_by_title(MANUAL)).to_be_visible()  # the evidence stands beside the answer
    bytes_ = one.page.request.get(one.main.get_by_title(MANUAL).get_attribute("src").split("#")[0]).body()
    assert bytes_ == firm.paper
    one.tick("Met")
    one.tick("Desk review")
    one.press("Save and go to the next")
    one.told(f"The result for {first} is saved.")
    one.headed(second)
    one.tick("Partly met")
    one.tick("Desk review")
    one.press("Save and go to the next", again="reason missing")
    one.reads("Give a reason: the trader and the decider need to know what is lacking.")
    one.fill("Reason", "Two of five samples had no signature. To be mended before the next review.")
    one.press("Save and go to the next")
    one.told(f"The result for {second} is saved.")
    assesses(one, firm, firm.criteria[2:])  # by posted forms


def asks(one, firm):
    one.go(f"/desk/cases/{firm.case}/criteria/{firm.criteria[2].id}/")
    one.fill("Question to the trader", "Which of your people holds the seal cabinet key?")
    one.press("Send the question", again="asked")
    one.told("The question is with the trader.")
    one.go(f"/desk/cases/{firm.case}/", again="asked")
    expect(one.main.get_by_role("button", name="Recommend a decision")).to_be_disabled()
    one.reads("1 question to the applicant is still open.")


def recommends(one, firm):
    one.go(f"/desk/cases/{firm.case}/messages/")
    one.reads("The shift lead and the security contact.")
    one.reads("seal-log.pdf")
    one.follow("Recommend a decision")
    one.tick("Grant")
    one.fill("Reasons of the recommendation", "Grant. One point for the next review.")
    one.press("Send to the decider", again="recommended")
    one.told("The case is with the decider.")
    expect(one.main.get_by_role("link", name="Decide", exact=True)).to_have_count(0)


def cannot_decide_alone(officer, administrator, firm):
    """Even with a decider's post, whoever assessed reads why somebody else decides."""
    administrator.go("/")
    administrator.be("Farah")
    administrator.follow("People", narrow=True)
    administrator.follow("Appoint somebody")
    administrator.fill("E-mail address", "ben@demo.example")
    administrator.main.get_by_label("Post", exact=True).select_option("Decider")
    administrator.press("Appoint", again="appointed")
    administrator.told("is appointed.")
    officer.page.reload()
    officer.page.get_by_role("banner").locator(".account-menu summary").click()
    officer.press("Decider", within=officer.page.get_by_role("banner"))
    officer.go(f"/desk/cases/{firm.case}/decide/", again="four eyes", narrow=True)
    officer.reads("A second officer decides")
    expect(officer.main.get_by_role("button", name="Decide", exact=True)).to_be_disabled()
    row = administrator.main.get_by_role("row").filter(has_text="ben@demo.example").filter(has_text="Decider")
    administrator.follow("End", within=row, exact=False)
    administrator.press("End the post")
    administrator.told("is ended.")
    officer.go("/desk/cases/")
    expect(officer.page.get_by_role("banner")).to_contain_text("Case officer")


# --- the decider ------------------------------------------------------------------------------------
def decides(one, firm):
    one.go("/")
    one.be("Dalia")
    one.go(f"/desk/cases/{firm.case}/")
    one.follow("Decide", narrow=True)
    one.reads("Two of five samples had no signature.")
    one.tick("Grant the authorisation")
    one.fill("Reasons", "All criteria are met or will be; the open point is followed up.")
    one.press("Decide", again="granted", narrow=True)
    one.told("The authorisation is granted and stands in the register.")
    firm.number = re.search(r"QMAEO\d{8}", one.main.inner_text()).group()


def everybody_sees_it(anybody, trader, firm):
    anybody.go("/register", narrow=True)
    anybody.fill("Name or certificate number", firm.name)
    anybody.press("Search")
    anybody.follow(firm.name, narrow=True)
    anybody.reads("This operator is authorised today.")
    link = anybody.main.get_by_role("link", name="Certificate (PDF)").get_attribute("href")
    a_pdf(anybody.page.request.get(link))
    trader.go("/trader/", again="granted", narrow=True)
    trader.follow(firm.number, narrow=True)
    trader.reads("Authorised")
    a_pdf(
        trader.page.request.get(trader.main.get_by_role("link", name="Download as PDF").get_attribute("href"))
    )
    written = re.search(r"Check code:\s*(\S+)", trader.main.inner_text()).group(1)
    anybody.follow("Check a certificate", within=anybody.page.get_by_role("contentinfo"), narrow=True)
    anybody.fill("Code or number on the certificate", written.lower())
    anybody.press("Check", again="answer", narrow=True)
    anybody.reads("This operator is authorised today.")
    anybody.reads(firm.number)
    anybody.go("/check/QMNOSUCHCODE", again="unknown")
    anybody.reads("We know no such certificate")


def a_pdf(answer):
    assert answer.status == 200
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.body().startswith(b"%PDF-")


# --- recognition and measures -----------------------------------------------------------------------
def a_declaration_names_it(one, firm, outcome, reason):
    example = (EXAMPLES / "declaration-import.xml").read_text()
    named = example.replace(
        "<Declarant>\n      <ID>QM900000001</ID>", f"<Declarant>\n      <ID>{firm.tin}</ID>"
    )
    assert named != example
    one.follow("Recognition", within=one.page.get_by_role("navigation", name="Main"), narrow=True)
    one.main.get_by_label("Declaration file (XML)").set_input_files(
        {"name": "named.xml", "mimeType": "application/xml", "buffer": named.encode()}
    )
    one.press("Look the parties up", again="answer", narrow=True)
    party = one.main.get_by_role("listitem").filter(has_text=firm.tin)
    expect(party).to_contain_text("Declarant")
    expect(party).to_contain_text(outcome)
    expect(party).to_contain_text(reason)
    expect(party).to_contain_text(firm.number)


def a_suspension_is_proposed(one, firm):
    one.be("Chen")
    one.follow("Authorisations", narrow=True)
    one.fill("Holder, number or identifier", firm.tin)
    one.press("Find")
    one.follow(firm.name, narrow=True)
    one.follow("Propose a measure", narrow=True)
    one.tick("Suspend: recognition stops until the suspension is lifted")
    one.main.get_by_label("Ground", exact=True).select_option(
        "There are signs that criteria are not met, and the facts are being established."
    )
    one.fill("Facts and reasons", "Three consignments left with seals that no log knows.")
    one.tick("The matter brooks no delay")
    one.reads(firm.tin)  # what stops is shown before the notice goes out
    one.press("Send the notice", narrow=True)
    one.told("The notice is with the holder.")
    one.reads("A decider takes or drops the measure.")
    return one.page.url


def the_suspension_is_taken(one, live, firm, measure):
    """Take the measure while a declaration system keeps asking; return the milliseconds until it was told."""
    one.go(measure)
    one.tick("Take the measure")
    one.fill("Reasons", "The facts need to be established before more goods leave.")
    watch = Watch(live.recognition, firm.tin, "suspended")
    watch.start()
    with one.page.expect_response(lambda answer: answer.request.method == "POST") as caught:
        one.press("Decide", again="taken")
    one.told("The measure is taken.")
    timing = caught.value.request.timing  # the browser's own clock, milliseconds since 1970
    answered = timing["startTime"] + timing["responseStart"]
    seen = watch.result()
    assert watch.before == "recognised"
    assert seen - answered < REPLY_SECONDS * 1000
    return seen - answered, seen - timing["startTime"]


def the_trader_sees_it(one, firm):
    one.go("/trader/")
    one.reads("Suspended")
    one.follow(firm.number, again="suspended")
    one.reads("Suspended")
    one.follow("Suspension")
    one.reads("The facts need to be established before more goods leave.")


def the_suspension_is_lifted(one, live, firm):
    one.go(f"/desk/authorisations/{firm.number}/", again="suspended", narrow=True)
    one.follow("Lift the suspension")
    one.fill("Reasons for lifting the suspension", "New seal control in force, checked on site.")
    watch = Watch(live.recognition, firm.tin, "recognised")
    watch.start()
    one.press("Lift the suspension", again="lifted")
    one.told("The suspension is lifted.")
    watch.result()
    assert watch.before == "suspended"


# --- small things -----------------------------------------------------------------------------------
def menu(one, name):
    banner = one.page.get_by_role("banner")
    banner.locator(".account-menu summary").click()
    one.follow(name, within=banner)
