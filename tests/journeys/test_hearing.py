"""The refusal path: a gap, a notice, a reply that is weighed, only then a refusal; and an appeal that is won."""

import pytest
from playwright.sync_api import expect
from tests.journeys.firm import Firm, applies, assesses

GAP = "I6"


@pytest.mark.timeout(240)
def test_nobody_is_refused_unheard_and_an_appeal_moves_the_case_on(visit):
    trader, officer, decider, reviewer = visit(), visit(), visit(), visit()
    firm = Firm()
    applies(trader, firm)
    finds_a_gap(officer, firm)
    decider.go("/")
    decider.be("Dalia")
    is_told_why_not_yet(decider, firm)
    sends_the_notice(decider, firm)
    is_heard(trader, firm)
    is_refused(decider, firm)
    reads_why(trader, firm)
    stays_out_of_the_register(visit(), firm)
    appeals(trader, firm)
    allows_the_appeal(reviewer, firm)
    sees_it_go_on(trader, firm)
    assesses_again(officer, firm)
    is_granted(decider, firm)
    has_a_certificate(trader)


def finds_a_gap(one, firm):
    one.go("/")
    one.be("Ben")
    one.post_fast(f"/desk/cases/{firm.case}/steps/take-on/")
    one.post_fast(f"/desk/cases/{firm.case}/steps/accept/")
    assesses(one, firm, [criterion for criterion in firm.criteria if criterion.id != GAP])
    one.go(f"/desk/cases/{firm.case}/criteria/{GAP}/")
    one.tick("Gap found")
    one.tick("On-site visit")
    one.fill("Reason", "Lighting does not cover gate 3.")
    one.press("Save", again="gap")
    one.told(f"The result for {GAP} is saved.")
    one.post_fast(
        f"/desk/cases/{firm.case}/steps/recommend/",
        proposal="refuse",
        recommendation="Refuse: gate 3 is dark.",
        **{f"reason-{GAP}": "Gate 3 is dark.", f"reference-{GAP}": "QM-DEC 4"},
    )


def is_told_why_not_yet(one, firm):
    one.go(f"/desk/cases/{firm.case}/decide/", again="gap", narrow=True)
    one.reads("Granting is not possible yet:")
    one.reads(f"These criteria stand as gaps: {GAP}.")
    one.reads("Refusing is not possible yet:")
    one.reads("The applicant has not been heard. Give notice of the grounds first")
    one.tick("Refuse the application")
    one.fill("Reasons", "Gate 3 is dark.")
    one.press("Decide", again="refused to refuse")
    problem = one.main.get_by_role("alert").filter(has_text="There is a problem")
    expect(problem).to_contain_text("The applicant has not been heard.")
    expect(one.main.get_by_label("Reasons", exact=True)).to_have_value("Gate 3 is dark.")  # nothing is lost


def sends_the_notice(one, firm):
    one.follow("Send a hearing notice", narrow=True)
    expect(one.main.get_by_label("Grounds for the intended refusal")).to_have_value(
        f"{GAP}: Lighting does not cover gate 3."
    )
    one.press("Send the notice", again="hearing")
    one.told("The notice is with the trader")
    one.reads("Right to be heard")
    expect(one.main.get_by_role("button", name="Conclude the hearing")).to_be_disabled()
    one.reads("The time to reply runs until")


def is_heard(one, firm):
    one.go("/trader/", again="hearing", narrow=True)
    one.reads("It is your turn")
    one.follow("See whose turn it is", again="hearing", narrow=True)
    one.reads("Lighting does not cover gate 3.")
    one.follow("Reply to the notice", narrow=True)
    one.fill("Your reply", "The lamps are installed since Monday; the invoice is on file.")
    one.press("Send the reply", again="heard")
    one.told("Your reply is on file and will be weighed before anything is decided.")


def is_refused(one, firm):
    one.go(f"/desk/cases/{firm.case}/decision/", again="heard", narrow=True)
    one.reads("The lamps are installed since Monday")
    one.reads("Awaiting decision")  # a reply brings the case back at once
    one.follow("Decide")
    expect(one.main).not_to_contain_text("Refusing is not possible yet:")
    one.tick("Refuse the application")
    one.fill("Reasons", "The lamps do not reach the far side of gate 3. You may apply again.")
    one.press("Decide", again="refused")
    one.told("The application is refused.")


def reads_why(one, firm):
    one.go("/trader/", again="refused")
    one.follow(firm.case, again="refused", narrow=True)
    one.reads("The lamps do not reach the far side of gate 3.")
    expect(one.main).not_to_contain_text("Refuse: gate 3 is dark.")  # the recommendation stays inside


def stays_out_of_the_register(one, firm):
    one.go("/register")
    one.fill("Name or certificate number", firm.name)
    one.press("Search", again="nobody", narrow=True)
    one.reads("No operator found")


def appeals(one, firm):
    one.go(f"/trader/applications/{firm.case}/timeline/", again="refused")
    one.reads("You may appeal until")
    one.follow("Appeal", narrow=True)
    one.press("Lodge the appeal", again="errors")
    one.reads("Say why the decision is wrong.")
    one.fill("Why the decision is wrong", "The far side of gate 3 is lit by the quay's own lamps. \U0001f4a1")
    one.main.get_by_label("Document").set_input_files(
        {"name": "lamps.pdf", "mimeType": "application/pdf", "buffer": firm.paper}
    )
    one.press("Lodge the appeal", again="lodged", narrow=True)
    one.told("Your appeal is lodged.")
    one.reads("Customs answers by")


def allows_the_appeal(one, firm):
    one.go("/")
    one.be("Rana", narrow=True)
    one.headed("Appeals")
    one.follow(firm.name, narrow=True)
    one.reads("The lamps do not reach the far side of gate 3.")
    one.press("Take the appeal up", again="taken up", narrow=True)
    one.tick("Allow the appeal")
    one.fill("Reasons", "The quay's lamps were not looked at. Assess I6 again.")
    one.press("Conclude the appeal", again="allowed")
    one.told("The appeal is allowed, and what follows from it has been done.")


def sees_it_go_on(one, firm):
    one.go(f"/trader/applications/{firm.case}/timeline/", again="reopened", narrow=True)
    one.reads("In assessment")
    one.reads("Your appeal is allowed")
    one.reads("The quay's lamps were not looked at.")
    expect(one.main).not_to_contain_text("Rana")


def assesses_again(one, firm):
    one.go(f"/desk/cases/{firm.case}/criteria/{GAP}/")
    one.tick("Met")
    one.tick("On-site visit")
    one.fill("Reason", "Lit from the quay, seen at night.")
    one.press("Save", again="met")
    one.post_fast(f"/desk/cases/{firm.case}/steps/recommend/", proposal="grant", recommendation="Grant.")


def is_granted(one, firm):
    one.go(f"/desk/cases/{firm.case}/decide/", again="after the appeal")
    one.tick("Grant the authorisation")
    one.fill("Reasons", "All criteria are met.")
    one.press("Decide", again="granted")


def has_a_certificate(one):
    one.go("/trader/", again="granted after appeal")
    one.reads("Authorised")
