"""The sentences for refusals, by reason code: what stands in the way, what is unharmed, what to do."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from openaeo.web import (
    acceptance_sentences,
    account_sentences,
    amending_sentences,
    appeal_sentences,
    assigning_sentences,
    change_sentences,
    consultation_sentences,
    conversation_words,
    deciding_words,
    edition_sentences,
    mentor_words,
    part_words,
    people_sentences,
    procedure_words,
    reassessment_sentences,
    report_words,
    retention_sentences,
    reuse_sentences,
    round_sentences,
    view_sentences,
    visit_sentences,
    worksheet_sentences,
)

COUNTED: Mapping[str, Promise] = {
    "answers-missing": ngettext_lazy(
        "%(count)d question is not answered yet. Answer it, then send again; nothing is lost.",
        "%(count)d questions are not answered yet. Answer them, then send again; nothing is lost.",
        "count",
    ),
    "answers-unconfirmed": ngettext_lazy(
        "%(count)d answer from an earlier application is not confirmed yet. Say that it is still true, or change it.",
        "%(count)d answers from an earlier application are not confirmed yet. Say that they are still true, or change them.",
        "count",
    ),
    "criteria-unassessed": ngettext_lazy(
        "%(count)d criterion has no result yet. Record a result for it first.",
        "%(count)d criteria have no result yet. Record a result for each first.",
        "count",
    ),
    "requests-open": ngettext_lazy(
        "%(count)d question to the applicant is still open. Wait for the answer or take the question back.",
        "%(count)d questions to the applicant are still open. Wait for the answers or take them back.",
        "count",
    ),
    **acceptance_sentences.COUNTED,
    "actions-open": ngettext_lazy(
        "%(count)d action of the plan has no evidence yet. Give evidence for it first.",
        "%(count)d actions of the plan have no evidence yet. Give evidence for each first.",
        "count",
    ),
    **visit_sentences.COUNTED,
    **consultation_sentences.COUNTED,
    **worksheet_sentences.COUNTED,
    **retention_sentences.COUNTED,
}

SENTENCES: Mapping[str, str | Promise] = {
    # suspensions and their cure
    "criterion-not-asked": _(
        "Criterion %(detail)s is not asked of this holder. Nothing was sent; name only criteria that it must meet."
    ),
    "part-suspended-already": _(
        "What these criteria are asked for is suspended already. Nothing was sent; go on with the suspension that runs."
    ),
    "no-part-suspended": _("No part of the authorisation is suspended. Nothing was changed."),
    "report-empty": _("Say what was done. Nothing was sent; what you attached is to be chosen again."),
    # law and casework: applications
    "company-incomplete": _(
        "Your company is not fully described. Give name, address, roles and at least one site, then send again."
    ),
    "declaration-missing": _(
        "The declaration is missing. Somebody who may sign for the firm types their full name to declare "
        "the answers true."
    ),
    "gaps-open": _(
        "These criteria stand as gaps: %(detail)s. Close them or refuse; a gap cannot be granted."
    ),
    "majors-open": _(
        "Major findings are open: %(detail)s. Wait until each is verified or excepted, send the case back, or refuse."
    ),
    "conditions-undated": _(
        "Minor findings without an agreed plan and dates to come: %(detail)s. Agree on a plan first; the finding may "
        "then stay open as a condition."
    ),
    "alternatives-undecided": _(
        "Customs has not decided on the alternative measure for these criteria, found met: %(detail)s. "
        "Send the case back to assessment, so that the officer decides on them."
    ),
    "decider-assessed": _(
        "You assessed this case, so somebody else must decide it. Nothing was changed; ask another decider."
    ),
    "not-heard": _(
        "The applicant has not been heard. Give notice of the grounds first; an adverse decision comes after."
    ),
    "hearing-running": _(
        "The time to reply runs until %(detail)s. Decide after that, or as soon as a reply has come."
    ),
    "reply-empty": _("The reply says nothing yet. Write your answer, then send it."),
    "proposer-decides": _(
        "You proposed this measure, so a second person must take it. Nothing was changed; ask a colleague."
    ),
    "not-yet-ended": _("The authorisation has not reached its end. It expires by itself on that day."),
    "not-from-here": _(
        "This cannot be done now: the matter stands at “%(detail)s”. Somebody may have moved it on; look at it again."
    ),
    # who may do what
    "not-your-capacity": _(
        "You may not do this in the capacity you act in now. Switch to another of your roles, or ask a colleague."
    ),
    "not-your-mandate": _(
        "Your part in this company does not cover this (%(detail)s). What you prepared is saved; “People” shows who may."
    ),
    "not-found": _(
        "There is no such thing here, or it is not yours to see. Check the number; nothing was changed."
    ),
    "changed-meanwhile": _(
        "Somebody changed this while you were working. Your text is still in the form: look again, then save."
    ),
    # files
    "file-empty": _("The file is empty. Choose another file; your other answers are saved."),
    "file-too-large": _(
        "The file is too large (%(detail)s). Send a smaller file, for example a lower scan quality; "
        "your other answers are saved."
    ),
    "file-type-not-allowed": _(
        "Files of this kind are not taken. Send PDF, PNG, JPEG, TXT, CSV, DOCX or XLSX; your other answers are saved."
    ),
    "file-content-differs": _(
        "The content of the file does not fit its name. Save it again in the right format and send it anew; "
        "your other answers are saved."
    ),
    # arrangements and recognition
    "no-arrangement": _(
        "There is no arrangement with that administration, so its operators are not recognised."
    ),
    "other-direction": _("The arrangement only makes the partner honour our operators, not we theirs."),
    "arrangement-not-in-operation": _(
        "The arrangement is not in operation (%(detail)s), so it gives no benefits."
    ),
    "arrangement-not-yet-in-operation": _("The arrangement was not yet in operation at that moment."),
    "arrangement-ended": _("The arrangement had ended at that moment."),
    "tier-not-covered": _("The arrangement does not cover this kind of authorisation (%(detail)s)."),
    "role-not-covered": _("The arrangement does not cover this role (%(detail)s)."),
    "partner-code-invalid": _(
        "The partner's code must be two capital letters, such as QN. Correct it and save again."
    ),
    "partner-is-home": _(
        "That is your own administration. An arrangement needs a partner; choose another code."
    ),
    "partner-name-missing": _(
        "The partner's name is missing. Write it in at least one language and save again."
    ),
    "title-missing": _("The arrangement has no title. Give it one and save again."),
    "operation-start-missing": _(
        "An arrangement in operation needs the day it starts. Give the date and save again; nothing else is lost."
    ),
    "operation-ends-before-start": _(
        "The arrangement would end before it starts. Correct one of the two dates."
    ),
    "list-empty": _("The list has no rows. Check that you chose the right file and send it again."),
    "list-has-errors": _(
        "Rows in error: %(detail)s. Nothing was imported. Correct the file and send it again; a list goes in whole."
    ),
    "list-outdated": _(
        "The register or the arrangement changed since this list was checked. Nothing was changed; check the list again."
    ),
    # applications and their assessment
    "answer-first": _("Answer the question first, then add the document to it."),
    "already-attached": _("This document is already attached to this answer. Nothing was changed."),
    "document-known-already": _(
        "You keep this very file under the name %(detail)s already. Nothing was added; choose it among your documents."
    ),
    "document-replaced": _(
        "A newer version has taken the place of %(detail)s. Nothing was changed; use the newest version."
    ),
    "document-retired": _(
        "You have put %(detail)s aside. Nothing was changed; take it up again on its page under Documents first."
    ),
    "document-not-retired": _("This document is not put aside. Nothing was changed."),
    "document-in-use": _(
        "The document stands behind an answer in your application %(detail)s. Take it back there, or replace it "
        "by a new version; nothing was changed."
    ),
    "document-decided-on": _(
        "Customs decided on this document with the dates it had. They stay; send a new version when it was renewed."
    ),
    "document-not-yet-issued": _(
        "The document would be dated in the future (%(detail)s). Give the date that stands on it."
    ),
    "document-ends-before-start": _(
        "The document would end (%(detail)s) before it was issued. Correct one of the two dates."
    ),
    "nothing-to-carry": _("There is nothing left to carry forward. What you answered here stays as it is."),
    "answer-not-waiting": _(
        "The answer to %(detail)s does not wait for confirmation. Leave it out; nothing was confirmed yet."
    ),
    "criteria-missing": _("Tick at least one criterion. Nothing was changed."),
    "use-answer-first": _(
        "Criterion %(detail)s has no answer yet. Answer it first or leave it out; the document was added nowhere."
    ),
    "use-attached-already": _(
        "The document already serves criterion %(detail)s. Leave that one out; the document was added nowhere."
    ),
    "not-editable": _(
        "The application can no longer be changed: it stands at “%(detail)s”. Customs asks you when it needs more."
    ),
    "explanation-missing": _(
        "An explanation is missing: say what is missing and what is done about it, or why this does not fit "
        "your business."
    ),
    "alternative-incomplete": _(
        "An alternative measure needs both texts: what is done instead, and why it has the same effect."
    ),
    "answer-too-long": _(
        "A text of this answer has more than %(detail)s characters. Shorten it and save again."
    ),
    "site-unknown": _(
        "This site is not among the open sites of your company. Choose among those offered; nothing was changed."
    ),
    "statement-not-offered": _(
        "A statement by the owner is enough for small firms only. Show a procedure or a document instead."
    ),
    "criterion-not-applying": _(
        "Criterion %(detail)s does not apply to the chosen roles. Nothing was changed."
    ),
    "role-not-for-tier": _(
        "This kind of authorisation is not for the role %(detail)s. Choose another kind or other roles."
    ),
    "roles-missing": _("Choose at least one role in the supply chain, then save again."),
    "role-unknown": _("This role is not known: %(detail)s. Choose among the roles offered."),
    "tier-unknown": _("This kind of authorisation is not known: %(detail)s. Choose among those offered."),
    "already-yours": _("You are already the assessor of this case. Nothing was changed."),
    "mode-not-allowed": _(
        "This criterion cannot be verified that way (%(detail)s). Choose one of the ways that the edition allows."
    ),
    "own-firm": _(
        "You act for this company yourself, so a colleague must take this step. Nothing was changed."
    ),
    "reason-missing": _("Give a reason. The applicant reads it, so say what was found and what would help."),
    "reasons-missing": _("Give the reasons for the decision. They are part of what the applicant receives."),
    "recommendation-missing": _("Write your recommendation, so that the decider knows what you found."),
    "question-missing": _("Write the question. Say which document or explanation would answer it."),
    "grounds-missing": _("Write the grounds. The other side can only answer what it is told."),
    # findings and what is done about them
    "major-needs-must": _(
        "What is only recommended cannot be missed gravely. Choose “minor” or “observation”, or “must” as the level."
    ),
    "found-missing": _("Write what was found. The trader can only mend what it is told."),
    "remedy-missing": _("Write what would settle it, so that the trader can plan for it."),
    "due-missing": _("A date is missing. Give the day and save again; nothing else is lost."),
    "due-past": _("The date %(detail)s is over. Give a day from today on; nothing else is lost."),
    "due-too-far": _("The date %(detail)s is more than ten years away. Give an earlier one."),
    "plan-empty": _("The plan has no action yet. Say what you will do, and by when."),
    "cause-missing": _("Say why it came to this, in a sentence or two. What is done should fit the cause."),
    "action-empty": _("An action has a date but says nothing. Say what will be done, or clear the row."),
    "too-many-actions": _("A plan has at most %(detail)s actions. Put smaller ones together."),
    "evidence-given": _("Evidence was given for this action already. Nothing was changed."),
    "evidence-own": _(
        "You gave this evidence yourself, so a colleague must verify it. Nothing was changed; ask one."
    ),
    "exception-not-asked": _(
        "Nobody has asked for an exception here. Somebody may have decided it; look again."
    ),
    "exception-asked-already": _("An exception is asked for already. Approve or decline that one first."),
    "exception-over": _("The end that was asked for is over. Decline this one; ask anew with a later day."),
    "exception-running": _("The exception still runs. It ends by itself on its day."),
    "approver-involved": _(
        "You raised this finding or asked for this exception, so somebody else must approve it. Nothing was changed."
    ),
    **account_sentences.SENTENCES,
    **acceptance_sentences.SENTENCES,
    **visit_sentences.SENTENCES,
    **appeal_sentences.SENTENCES,
    **amending_sentences.SENTENCES,
    **assigning_sentences.SENTENCES,
    **consultation_sentences.SENTENCES,
    **conversation_words.SENTENCES,
    **change_sentences.SENTENCES,
    **retention_sentences.SENTENCES,
    **reassessment_sentences.SENTENCES,
    **deciding_words.SENTENCES,
    **part_words.SENTENCES,
    **edition_sentences.SENTENCES,
    **people_sentences.SENTENCES,
    **report_words.SENTENCES,
    **reuse_sentences.SENTENCES,
    **mentor_words.SENTENCES,
    **procedure_words.SENTENCES,
    **round_sentences.SENTENCES,
    **view_sentences.SENTENCES,
    **worksheet_sentences.SENTENCES,
    # measures
    "ground-unknown": _("This ground is not in the programme. Choose one of those offered."),
    "ground-not-for-measure": _(
        "This ground cannot carry that measure. Choose another ground or another measure."
    ),
    "kind-unknown": _("This choice is not known (%(detail)s). Choose among those offered."),
    "measure-open-already": _(
        "The same measure is already under way against this holder. Go on with that one."
    ),
    "urgent-only-suspends": _(
        "Only a suspension can be taken without waiting. A revocation always hears the holder."
    ),
    # numbers
    "identifier-empty": _("The number is missing. Fill it in and save again."),
    "identifier-too-long": _("The number has more than %(detail)s characters. Compare it with your papers."),
    "identifier-too-short": _("The number is too short. Compare it with your papers."),
    "identifier-characters": _("The number may hold only letters and digits. Compare it with your papers."),
    "identifier-country-missing": _("The number must begin with the two letters of its country, such as QM."),
    "identifier-invalid": _("This is no number of that kind: %(detail)s. Compare it with the papers."),
    "identifier-taken": _(
        "This number already belongs to somebody else here. Check it; if it is right, tell customs."
    ),
    "mid-country-canada": _("A manufacturer number never begins with CA; use the letters of the province."),
    "trader-number-shape": _("A trader number looks like TRN-000123. Compare it with your papers."),
    "number-taken": _("The authorisation number %(detail)s is already in the register. Nothing was changed."),
    "text-too-long": _("A text is longer than the register can keep (%(detail)s). Shorten it and try again."),
    # lists from partners: the whole file
    "book-failed": _(
        "The database did not take the list (%(detail)s). Nothing was applied; try again later."
    ),
    "list-already-open": _("This very file is already being worked on. Go on with that import."),
    "list-unreadable": _(
        "Row %(detail)s of the file cannot be read. Nothing was applied; mend the row and send again."
    ),
    "list-encoding-unknown": _("The file is not in UTF-8. Save it as CSV in UTF-8 and send it again."),
    "list-has-no-header": _(
        "The first row has no column names. Add a row with names such as code, name, status."
    ),
    "list-too-many-rows": _("The list has more than %(detail)s rows. Send it in parts."),
    "column-missing": _("Columns are missing: %(detail)s. Add them to the first row and send again."),
    "column-twice": _("The column %(detail)s stands twice. Remove one and send again."),
    "workbook-unreadable": _("The workbook cannot be opened. Save it again as XLSX or CSV and send it anew."),
    "workbook-too-large": _("The workbook is too large once unpacked. Send it in parts or as CSV."),
    "workbook-unsafe": _(
        "The workbook holds something that is not data. Save the sheet as CSV and send that."
    ),
    # lists from partners: one row
    "row-too-long": _("The row has more cells than there are columns."),
    "cell-empty": _("A cell that is needed is empty."),
    "cell-too-long": _("The text is too long; at most %(detail)s characters are kept."),
    "cell-computes": _("The cell holds a formula (%(detail)s). Write its value instead."),
    "date-ambiguous": _("The date %(detail)s can be read two ways. Write it as 2026-12-31."),
    "date-unreadable": _("The date %(detail)s cannot be read. Write it as 2026-12-31."),
    "date-out-of-range": _("The date %(detail)s cannot be right. Compare it with the partner."),
    "scheme-unknown": _("The kind of number “%(detail)s” is not known. Use aeo, tin, eori or mid."),
    "status-unknown": _("The status “%(detail)s” is not known. Use granted, suspended or revoked."),
    "country-invalid": _("“%(detail)s” is no country code of two letters."),
    "country-differs": _("The country %(detail)s is not the partner's own."),
    "duplicate-in-list": _("The same number stands in other rows too: %(detail)s."),
    "listed-twice": _(
        "The same authorisation is listed twice (%(detail)s). The partner must say which row holds."
    ),
    "held-elsewhere": _("This number already belongs to another entry: %(detail)s."),
    "number-held-elsewhere": _("This authorisation number belongs to another administration: %(detail)s."),
    "name-changed": _("The name differs from the one in the book: %(detail)s."),
    "back-from-revoked": _(
        "The book says revoked, the list says %(detail)s. A revocation is never undone by a list."
    ),
    "ends-before-start": _("It would end before it starts (%(detail)s)."),
    "status-before-start": _("The status would begin before the authorisation (%(detail)s)."),
    "since-in-the-future": _("The status would begin in the future (%(detail)s)."),
    "status-contradicts-dates": _(
        "The status does not fit the dates (%(detail)s). The partner must correct its list."
    ),
    "row-not-held-back": _("This row is not held back, so there is nothing to release."),
    "row-cannot-be-released": _(
        "The book cannot keep this row: %(detail)s. Ask the partner to correct its list."
    ),
    "twin-released": _("The other row with this number was released already. Only one of them can hold."),
}
