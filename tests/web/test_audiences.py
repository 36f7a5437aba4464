"""Who gets which page: every address of the table, every kind of visitor, looking and writing."""

import pytest
from django.test import Client
from tests.web.addresses import (
    PEOPLE,
    SECRETS,
    account_names,
    addresses,
    answered,
    browser,
    fill,
    world,
)

from openaeo.bedrock import journal

pytestmark = pytest.mark.django_db

EVERYBODY = frozenset(PEOPLE)
SIGNED_IN = EVERYBODY - {"anonymous"}
OWNER = frozenset({"amara"})
TRADERS = frozenset({"amara", "otto"})
DESK = frozenset({"ben", "dalia", "efua"})
MENTOR = PUBLISHER = frozenset({"otto"})
OFFICER, DECIDER = frozenset({"ben"}), frozenset({"dalia"})
RECOGNITION = frozenset({"efua"})
READERS = DESK
ADMINISTRATOR = frozenset({"gina"})
KEEPERS = DECIDER | ADMINISTRATOR
HOLDER_AND_DESK = OWNER | DESK

AUDIENCE = {
    "home()": EVERYBODY,
    "entrance()": EVERYBODY,
    "help()": EVERYBODY,
    "eligibility()": EVERYBODY,
    "readiness()": EVERYBODY,
    "requirements(letter)": EVERYBODY,
    "register()": EVERYBODY,
    "register_entry(number)": frozenset(),  # this holder did not agree to be shown
    "check_form()": EVERYBODY,
    "check(code)": EVERYBODY,
    "certificate_pdf(number)": HOLDER_AND_DESK,
    "invitation(token)": EVERYBODY,
    "account_ask()": EVERYBODY,
    "account_asked()": EVERYBODY,
    "account_confirm(key)": EVERYBODY,
    "account_track()": EVERYBODY,
    "account_state()": EVERYBODY,
    "account_requests()": OFFICER | ADMINISTRATOR,
    "account_request(pk)": OFFICER | ADMINISTRATOR,
    "account_paper(pk,paper)": OFFICER | ADMINISTRATOR,
    "switch_language()": EVERYBODY,
    "choose_capacity()": EVERYBODY,
    "demo_switch()": frozenset(),  # no demonstration here
    "notices()": SIGNED_IN,
    "notices_read()": SIGNED_IN,
    "notice_preferences()": SIGNED_IN,
    "calendar_renew()": SIGNED_IN,
    "notice_open(pk)": OWNER,
    "date_file(name)": OWNER | DESK,
    "calendar_feed(key)": EVERYBODY,
    "letter_file(pk)": OWNER | DESK,
    "conversations()": TRADERS | DESK,
    "conversation(pk)": OWNER | DESK,
    "conversation_file(pk,paper)": OWNER | DESK,
    "conversation_begin(number)": OWNER | OFFICER,
    "conversation_begin_after(number)": OWNER | OFFICER,
    "own_data()": SIGNED_IN,
    "export_progress(pk)": OWNER,
    "export_file(pk,form)": OWNER,
    "demo_mail()": frozenset(),  # no demonstration here
    "trader_home()": TRADERS,
    "company()": TRADERS,
    "sites()": TRADERS,
    "site_close(pk)": OWNER,
    "consent()": TRADERS,
    "firm_people()": TRADERS,
    "firm_invite()": TRADERS,
    "firm_person(pk)": OWNER,
    "mandate_end(pk)": OWNER,
    "invitation_take_back(pk)": OWNER,
    "hand_over()": TRADERS,
    "succession_ask()": TRADERS,
    "procedures()": TRADERS,
    "procedure(pk)": TRADERS,  # one published it to the other
    "procedure_file(pk)": TRADERS,
    "reference_settle(pk)": OWNER,
    "reference_add(number,criterion)": OWNER,
    "reference_remove(number,criterion,pk)": OWNER,
    "membership_step(pk,step)": PUBLISHER,
    "publishing()": TRADERS,
    "publishing_ask()": TRADERS,
    "membership_offer()": TRADERS,
    "procedure_publish()": TRADERS,
    "procedure_renew(pk)": PUBLISHER,
    "procedure_withdraw(pk)": PUBLISHER,
    "case_procedure(number,pk)": DESK,
    "procedures_used()": DESK,
    "publishers()": DESK,
    "publisher(pk)": DESK,
    "mentors()": TRADERS,
    "mentor_invite()": TRADERS,
    "mentor(pk)": OWNER,
    "mentor_end(pk)": OWNER,
    "mentor_invitation(token)": EVERYBODY,
    "firms_mentored()": TRADERS,
    "mentored(pk)": MENTOR,
    "mentored_question(pk,criterion)": MENTOR,
    "mentorship_leave(pk)": MENTOR,
    "succession(pk)": OWNER,
    "succession_read(pk)": frozenset(),  # nobody here lost a firm
    "documents()": TRADERS,
    "document_add()": TRADERS,
    "document(pk)": OWNER,
    "document_replace(pk)": OWNER,
    "document_retire(pk)": OWNER,
    "document_restore(pk)": OWNER,
    "document_use(pk)": OWNER,
    "evidence_open(pk)": OWNER,
    "evidence_board(number)": OWNER,
    "application_start()": TRADERS,
    "application(number)": OWNER,
    "application_roles(number)": OWNER,
    "application_carry(number)": OWNER,
    "answers_carried(number)": OWNER,
    "criteria_group(number,letter)": OWNER,
    "criterion_answer(number,criterion)": OWNER,
    "evidence_add(number,criterion)": OWNER,
    "evidence_remove(number,criterion,pk)": OWNER,
    "worksheet(number)": OWNER,
    "worksheet_file(number)": OWNER,
    "worksheet_preview(number,pk)": OWNER,
    "check_answers(number)": OWNER,
    "submit(number)": OWNER,
    "withdraw(number)": OWNER,
    "reopening_ask(number)": OWNER,
    "amendment_start(number)": OWNER,
    "part_give_up(number)": OWNER,
    "case_timeline(number)": OWNER,
    "request_reply(number,pk)": OWNER,
    "own_round(number)": OWNER,
    "finding_read(number,pk)": OWNER,
    "plan_propose(number,pk)": OWNER,
    "action_evidence(number,pk,action)": OWNER,
    "hearing_reply(number)": OWNER,
    "more_time(number)": OWNER,
    "own_visit(number,pk)": OWNER,
    "visit_decline(number,pk)": OWNER,
    "measure_reply(pk)": OWNER,
    "case_appeal(number)": OWNER,
    "measure_appeal(pk)": OWNER,
    "appeal_withdraw(pk)": OWNER,
    "cure_report(pk)": OWNER,
    "change_report(number)": OWNER,
    "own_change(pk)": OWNER,
    "change_withdraw(pk)": OWNER,
    "declare(number)": OWNER,
    "certificate(number)": OWNER,
    "surrender(number)": OWNER,
    "inbox()": DESK,
    "work()": DESK,
    "case_assign(number)": OFFICER | DECIDER,
    "case_interest(number)": OFFICER | DECIDER,
    "interests()": DECIDER,
    "absences()": OFFICER,
    "absence_end(pk)": OFFICER,
    "bulk()": OFFICER,
    "bulk_done()": OFFICER,
    "saved_views()": DESK,
    "view_save()": DESK,
    "saved_view(pk)": OFFICER,  # Ben's own
    "saved_view_delete(pk)": OFFICER,
    "case(number)": DESK,
    "case(number,tab)": DESK,
    "case_risk(number)": DESK,
    "case_rounds(number)": DESK,
    "answer_judge(number,criterion)": OFFICER,
    "case_visits(number)": DESK,
    "site_rate(number,pk)": OFFICER,
    "site_plan(number,pk)": OFFICER,
    "visit_plan(number)": OFFICER,
    "visit(number,pk)": DESK,
    "visit_step(number,pk,step)": OFFICER | DECIDER,
    "my_visits()": DESK,
    "sites_due()": DESK,
    "criterion(number,criterion)": DESK,
    "alternative(number,criterion)": OFFICER,
    "evidence_file(number,pk)": DESK,
    "case_act(number,step)": OFFICER,
    "request_ask(number)": OFFICER,
    "request_cancel(number,pk)": OFFICER,
    "case_split(number)": OFFICER,
    "case_part(number,part)": DESK,
    "own_part(number,part)": OWNER,
    "consultation_ask(number)": OFFICER,
    "consultations()": DESK,
    "consultation(pk)": DESK,
    "case_times(number)": DESK,
    "case_export(number)": DESK,
    "case_report(number)": DESK,
    "case_reuse(number)": DESK,
    "finding_raise(number)": OFFICER,
    "finding(number,pk)": DESK,
    "finding_act(number,pk,step)": OFFICER,
    "hear(number)": DECIDER,
    "decide(number)": DECIDER,
    "recommend(number)": OFFICER,
    "issue(number)": frozenset(),  # nobody here issues certificates
    "authorisations()": DESK,
    "authorisation(number)": DESK,
    "measure_propose(number)": OFFICER | DECIDER,
    "lift(number)": DECIDER,
    "measure(pk)": DESK,
    "appeals()": DESK,
    "appeal(pk)": DESK,
    "cure(pk)": DESK,
    "cure_file(pk,paper)": DESK,
    "reviews_owed()": DESK,
    "changes()": DESK,
    "change(pk)": DESK,
    "change_file(pk,paper)": DESK,
    "change_record(number)": OFFICER,
    "monitoring(number)": DESK,
    "reassessment_open(number)": OFFICER,
    "reassessment(pk)": DESK,
    "reassessment_judge(pk,criterion)": OFFICER,
    "reassessment_call_off(pk)": OFFICER,
    "reassessment_file(pk,paper)": DESK,
    "own_reassessment(pk)": OWNER,
    "recognise()": DESK,
    "successions()": OFFICER | ADMINISTRATOR,
    "succession_decide(pk)": OFFICER | ADMINISTRATOR,
    "succession_propose()": OFFICER | ADMINISTRATOR,
    "programme()": DESK | ADMINISTRATOR,
    "people()": ADMINISTRATOR,
    "person_appoint()": ADMINISTRATOR,
    "post_end(pk)": ADMINISTRATOR,
    "editions()": DESK | ADMINISTRATOR,
    "edition(code)": DESK | ADMINISTRATOR,
    "edition_call_off(pk)": ADMINISTRATOR,
    "application_edition(number)": OWNER,
    "certificate_edition(number)": OWNER,
    "house()": ADMINISTRATOR,
    "house_record()": ADMINISTRATOR,
    "notice_kinds()": ADMINISTRATOR,
    "mail_try()": ADMINISTRATOR,
    "removals()": KEEPERS,
    "removal(pk)": KEEPERS,
    "removal_progress(pk)": KEEPERS,
    "removal_hold(number)": KEEPERS,
    "offices()": ADMINISTRATOR,
    "office_open()": ADMINISTRATOR,
    "office(pk)": ADMINISTRATOR,
    "office_close(pk)": ADMINISTRATOR,
    "days_off()": ADMINISTRATOR,
    "days_load()": ADMINISTRATOR,
    "day_take_back(pk)": ADMINISTRATOR,
    "intakes()": READERS,
    "intake_new()": OFFICER | DECIDER,
    "intake(pk)": READERS,
    "intake_columns(pk)": OFFICER | DECIDER,
    "intake_words(pk)": OFFICER | DECIDER,
    "intake_progress(pk)": READERS,
    "intake_rows(pk)": READERS,
    "intake_row(pk)": READERS,
    "intake_report(pk)": READERS,
    "intake_take_over(pk)": DECIDER,
    "intake_discard(pk)": OFFICER | DECIDER,
    "partners()": READERS,
    "arrangement_new()": RECOGNITION,
    "list_template()": READERS,
    "partner(code)": READERS,
    "arrangement_edit(code)": RECOGNITION,
    "list_upload(code)": RECOGNITION,
    "list_import(pk)": READERS,
    "list_progress(pk)": READERS,
    "list_rows(pk)": READERS,
    "list_errors(pk)": READERS,
    "list_apply(pk)": RECOGNITION,
    "list_check(pk)": RECOGNITION,
    "list_discard(pk)": RECOGNITION,
    "row_release(pk)": RECOGNITION,
}
"""Who gets the page. Everybody else is led to sign in when a stranger, and else finds nothing."""

WRITERS = {
    "case_part(number,part)": OFFICER,
    "case_risk(number)": OFFICER,
    "case_report(number)": OFFICER,
    "case_rounds(number)": OFFICER,
    "case_times(number)": OFFICER | DECIDER,
    "case_reuse(number)": OFFICER,
    "criterion(number,criterion)": OFFICER,
    "consultation(pk)": OFFICER,
    "conversation(pk)": OWNER | OFFICER,
    "edition(code)": ADMINISTRATOR,
    "publisher(pk)": OFFICER,
    "measure(pk)": DECIDER,
    "cure(pk)": OFFICER | DECIDER,
    "change(pk)": OFFICER,
    "reassessment(pk)": OFFICER,
    "appeal(pk)": frozenset(),  # a reviewer, who is nobody here
}
"""Pages that more people read than write."""

OPEN_CASES = {
    *("case_act", "case_assign", "case_reuse", "request_cancel", "document_use", "alternative", "more_time"),
}
"""Pages that are there while an application is open."""

KNOWN_BY_NAME = {"firms_mentored", "mentored", "mentored_question", "mentorship_leave", "publishing"}
"""Pages on which somebody from outside reads the name of the firm, as its mentor or as whom it belongs to."""

DRAFTS = {"mentored_question"}
"""Pages that are there while an application is filled in."""

ONLY_WRITTEN = {
    *("switch_language()", "choose_capacity()", "demo_switch()", "succession_read(pk)"),
    *("reference_settle(pk)", "notices_read()", "calendar_renew()", "notice_open(pk)", "mail_try()"),
}
PUBLIC_PAGES = {"register_entry(number)", "certificate_pdf(number)", "demo_switch()", "demo_mail()"}
"""Pages without a sign-in: whom they do not serve, they answer as if there were nothing."""

ACCOUNT_OPEN = {
    "account_login", "account_logout", "account_inactive", "account_signup", "account_confirm_email",
    "account_email_verification_sent", "account_reset_password", "account_reset_password_done",
    "account_reset_password_from_key", "account_reset_password_from_key_done", "account_confirm_login_code",
    "mfa_authenticate",
}  # fmt: skip
ACCOUNT_SIGNED_IN = {
    "account_change_password", "account_email", "account_reauthenticate", "account_set_password", "mfa_index",
    "mfa_reauthenticate", "mfa_activate_totp", "mfa_deactivate_totp", "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes", "mfa_download_recovery_codes", "usersessions_list",
}  # fmt: skip


def test_every_page_has_a_decision_here():
    assert sorted(AUDIENCE) == sorted(address.key for address in addresses())


def test_every_page_of_the_sign_in_package_has_a_decision_here():
    assert account_names() == sorted(ACCOUNT_OPEN | ACCOUNT_SIGNED_IN)


def judged(address, role, served, response, content, before):
    """Return what is wrong with an answer, if anything."""
    led_away = response.status_code == 302 and response["Location"].startswith("/account/login/")
    leaks = [secret for secret in SECRETS if secret in content]
    # She gives firms their owner, is told when one waits, and looks after what is kept.
    part_in_it = role == "gina" and address.name.startswith(("succession", "notices", "removal"))
    part_in_it |= role == "otto" and address.name in KNOWN_BY_NAME and leaks == ["Almadi Spices"]
    if leaks and role not in HOLDER_AND_DESK and not part_in_it:
        return f"shows {leaks}"
    if served:
        return "" if response.status_code < 400 and not led_away else f"{response.status_code}, wanted a page"
    if role == "anonymous" and address.key not in PUBLIC_PAGES:
        wrong = "" if led_away else f"{response.status_code}, wanted the way to sign in"
    else:
        wrong = "" if response.status_code == 404 else f"{response.status_code}, wanted 404"
    if leaks and role != "amara" and not part_in_it:  # her own frame names her firm
        return f"shows {leaks}"
    return wrong or ("" if journal.head() == before else "left a trace")


@pytest.mark.parametrize("address", addresses(), ids=lambda address: address.key)
def test_who_gets_it(address):
    """Everybody looks, everybody sends a forged form, then everybody writes; whoever may write comes last."""
    stage = "assessment" if address.name in OPEN_CASES else "draft" if address.name in DRAFTS else "granted"
    at = fill(address, world(stage))
    writers = WRITERS.get(address.key, AUDIENCE[address.key])
    order = sorted(PEOPLE, key=lambda role: role in writers)
    wrong = {}
    browsers = {
        role: browser(role) for role in PEOPLE
    }  # to sign in anew each time takes longer than the page
    for role, client in browsers.items():
        before = journal.head()
        assert strict(client).post(at, {"public": "1"}).status_code == 403
        if fault := looked(address, role, at, client):
            wrong[f"{role} looks"] = fault
        assert journal.head() == before, "looking at a page, or a forged form, changed something"
    for role in order:
        before = journal.head()
        response, content = answered(browsers[role], "post", at)
        served = role in writers
        if fault := judged(address, role, served, response, content, before):
            wrong[f"{role} writes"] = fault
    assert wrong == {}


def strict(client):
    """Return a browser of the same person that a forged form does not get past."""
    guarded = Client(enforce_csrf_checks=True)
    guarded.cookies = client.cookies.copy()
    return guarded


def looked(address, role, at, client):
    """Return what is wrong with the answer to somebody who looks at the page."""
    before = journal.head()
    response, content = answered(client, "get", at)
    if address.key in ONLY_WRITTEN:
        return "" if response.status_code == 405 else f"{response.status_code}, wanted 405"
    return judged(address, role, role in AUDIENCE[address.key], response, content, before)
