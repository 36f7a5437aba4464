"""An owner who left: the deputy asks, customs confirms, and the new owner sends the application."""

import re

import pytest
from playwright.sync_api import expect
from tests.journeys.firm import Firm, answers


@pytest.mark.timeout(480)
def test_nobody_is_locked_out_when_the_owner_leaves(visit):
    owner, deputy, helper, customs = visit(), visit(), visit(), visit()
    firm = Firm()
    signs_up(owner, firm.person, firm.email, firm)
    registers(owner, firm)
    cannot_send_without_a_deputy(owner, firm)
    link = invites_a_deputy(owner, firm)
    comes_in_as_deputy(deputy, firm, link)
    a_colleague_prepares(owner, helper, firm)
    asks_for_a_new_owner(deputy, firm)
    confirms(customs, firm)
    names_a_new_deputy(deputy, firm)
    sends_the_application(deputy, firm)
    is_told(owner, firm)


def signs_up(one, name, email, firm):
    one.go("/account/signup/")
    one.post_fast("/account/signup/", name=name, email=email, password1=firm.password)
    one.go("/trader/")


def registers(one, firm):
    one.post_fast(
        "/trader/company/",
        name=firm.name,
        tin=firm.tin,
        country="QM",
        address="7 Quay of Examples, Demo Harbour",
        size="small",
        staff="12",
    )
    one.post_fast(
        "/trader/sites/",
        name="Head office",
        address="7 Quay of Examples, Demo Harbour",
        purpose="Declarations are prepared",
        customs_relevant="on",
    )
    started = one.post_fast("/trader/applications/start/", tier="full", roles="broker")
    firm.case = re.search(r"AEO-\d{4}-\d+", started.headers["location"]).group()
    answers(one, firm, firm.criteria)


def cannot_send_without_a_deputy(one, firm):
    one.go(f"/trader/applications/{firm.case}/check/", again="no deputy")
    one.reads("Your company has no deputy yet, so nobody could act if the owner left.")


def invites_a_deputy(one, firm):
    one.follow("People", narrow=True, again="alone")
    one.reads("Your company needs a deputy")
    one.follow("Invite a deputy", narrow=True)
    firm.deputy = f"deputy{firm.email}"
    one.fill("E-mail address", firm.deputy)
    expect(one.main.get_by_label(re.compile("^Deputy:"))).to_be_checked()
    one.press("Make the link", again="link", narrow=True)
    one.reads("It is shown only now.")
    return one.main.get_by_text(re.compile(r"/invitation/")).inner_text()


def comes_in_as_deputy(one, firm, link):
    one.go(link, again="stranger")
    one.reads("Somebody invites you.")
    one.follow("Create an account", again="invited")
    one.fill("Your name", "Dede Demo-Deputy")
    one.fill("Email", firm.deputy)
    one.fill("Password", firm.password)
    one.press("Sign Up", again="invited in", narrow=True)
    one.reads(firm.name)
    one.press("Accept", again="deputy")
    one.told(f"You now act for {firm.name}.")
    expect(one.page.locator(".account-menu summary")).to_contain_text("Deputy, ")


def a_colleague_prepares(owner, helper, firm):
    """Another colleague comes in, and is offered nothing that only signatories do."""
    email, firm.helper_name = f"pia{firm.email}", "Pia Demo-Preparer"
    owner.go("/trader/people/invite/", again="preparer")
    invited = owner.post_fast("/trader/people/invite/", email=email, kind="preparer")
    signs_up(helper, firm.helper_name, email, firm)
    door = re.search(r"/invitation/[\w-]+", invited.text()).group()
    helper.go(door, again="preparer")
    helper.press("Accept", again="preparer")
    helper.go(f"/trader/applications/{firm.case}/submit/", again="preparer", narrow=True)
    helper.reads("As Preparer you read this and somebody else does it.")
    expect(helper.main.get_by_role("button", name="Sign and send")).to_have_count(0)


def asks_for_a_new_owner(one, firm):
    one.follow("People", again="deputy", narrow=True)
    one.follow("Ask for a new owner", narrow=True)
    one.fill("Why a new owner is needed", "The owner left the company in March.")
    one.fill("What proves it", "Minutes of 4 March.")
    one.press("Send the request", narrow=True)
    one.told("Your request is sent.")
    one.reads("Waiting for a second person")
    expect(one.main.get_by_role("button", name="Confirm the new owner")).to_have_count(0)


def confirms(one, firm):
    one.go("/")
    one.be("Farah")
    one.follow("Successions", narrow=True)
    one.follow(firm.name, narrow=True)
    one.reads("The owner left the company in March.")
    one.tick("Confirm the new owner")
    one.fill("Reasons", "The minutes were shown in the original.")
    one.press("Decide", again="confirmed")
    one.told(f"Dede Demo-Deputy now owns {firm.name}.")


def names_a_new_deputy(one, firm):
    one.follow("People", again="owner")
    one.reads("Your company needs a deputy")  # the deputy is the owner now
    line = one.main.get_by_role("row").filter(has_text=firm.helper_name)
    one.follow("Change", within=line, exact=False, narrow=True)
    one.page.get_by_label(re.compile("^Deputy:")).check()
    one.press("Save", again="deputy named")
    one.told(f"The part of {firm.helper_name} is changed.")


def sends_the_application(one, firm):
    one.go(f"/trader/applications/{firm.case}/submit/")
    one.fill("Your full name", "Dede Demo-Deputy")
    one.tick("I declare that the answers are true and complete, and that I may bind the firm.")
    one.press("Sign and send", again="sent")
    one.told("Your application is sent.")


def is_told(one, firm):
    one.go("/trader/", again="told", narrow=True)
    expect(one.page.get_by_role("complementary")).to_contain_text(f"{firm.name} has a new owner")
