"""The sentences for refusals about people and firms, by reason code; `sentences` says them with all others."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: Mapping[str, str | Promise] = {
    "name-missing": _("The name is missing. Fill it in and save again."),
    "address-missing": _("The address is missing. Fill it in and save again."),
    "email-missing": _("The e-mail address is missing. Fill it in and try again."),
    "email-taken": _(
        "Somebody already signs in with this e-mail address. Sign in, or ask for a new password."
    ),
    "size-unknown": _("Choose the size of the company among those offered."),
    "closed-already": _("This is closed already. Nothing was changed."),
    "not-entitled-to-bind": _(
        "Only somebody who may sign for the company can do this. What you prepared is saved; ask that colleague."
    ),
    "not-signed-in": _("Sign in first, then do this again."),
    "last-owner": _("Somebody must be able to sign for the company. Name another signatory first."),
    "last-administrator": _(
        "Somebody must administer this installation. Appoint another administrator first."
    ),
    "own-post": _(
        "Nobody gives themselves another post. Nothing was changed; ask another administrator to appoint you."
    ),
    "office-known": _("An open office has this name already. Choose another name, or change that office."),
    "office-unknown": _("This office is not open any more. Choose another one; nothing was changed."),
    "office-staffed": _(
        "Posts are still held in this office (%(detail)s). End them or give them to another office first."
    ),
    "day-passed": _("Days can be closed or opened from tomorrow on: what was counted stays counted."),
    "day-known": _("This day is closed already. Nothing was changed."),
    "days-heading": _(
        "The first line must read day,name. Nothing was changed; mend the file and send it again."
    ),
    "days-empty": _("The file names no day. Nothing was changed."),
    "days-too-many": _(
        "The file has more than %(detail)s days. Nothing was changed; send fewer years at once."
    ),
    "days-line": _(
        "Line %(detail)s names no day such as 2027-01-01 with a name of at most 100 letters. Nothing was changed."
    ),
    "mail-not-set": _("This installation has no mail server yet, so no letter could be sent."),
    "mail-under-way": _("A test letter was sent within the last five minutes. Look for it first."),
    "deputy-missing": _(
        "Your company has no deputy yet, so nobody could act if the owner left. Name one under “People”, then send; "
        "your answers are kept."
    ),
    "not-yours-to-give": _(
        "Only the owner decides about this part (%(detail)s). Nothing was changed; ask the owner."
    ),
    "hand-over-instead": _(
        "Nobody is made owner by somebody else alone. Hand the company over, and your colleague confirms."
    ),
    "until-missing": _(
        "An outside consultant acts for a limited time only. Give the day from which the consultant acts no longer."
    ),
    "until-passed": _("That day has passed, so nobody could act. Choose a later day."),
    "mandate-held-already": _(
        "This person acts for the company already. Change their part under “People” instead."
    ),
    "invited-already": _(
        "There is an open invitation to this address. Take it back first if the link was lost, then invite again."
    ),
    "invitation-expired": _(
        "This invitation is no longer good: its time is over. Ask whoever invited you for a new one."
    ),
    "invitation-for-another": _(
        "This invitation is for another e-mail address. Sign in with the address it was sent to."
    ),
    "ended-already": _("This person no longer acts for the company. Nothing was changed."),
    "deputy-asks": _("Your company has a deputy, and only a deputy asks for this. Tell your deputy."),
    "successor-unknown": _(
        "Choose somebody else who acts for the company; an outside consultant cannot own it. Invite the person first."
    ),
    "succession-reason-missing": _("Say why a new owner is needed. Whoever confirms it reads your words."),
    "succession-open-already": _(
        "A change of owner is under way for this company already. Let it be confirmed or declined first."
    ),
    "asker-confirms": _(
        "You asked for this yourself, so a second person must confirm it. Nothing was changed; ask a colleague."
    ),
    "successor-confirms": _("Only the colleague who is to take over confirms this. Nothing was changed."),
    "customs-confirms": _("Customs proposed this, so customs confirms it. Nothing was changed."),
    "successor-gone": _(
        "The person who is to take over no longer acts for the company. Decline this and ask anew."
    ),
    "not-yours-to-decline": _(
        "Whoever asked, the owner or customs can decline this. You need do nothing if you do not agree."
    ),
    "successor-no-account": _(
        "Nobody signs in with this address yet. Ask the person to create an account first, then propose."
    ),
    "successor-works-for-customs": _(
        "This person holds a post in customs and cannot own a company here. Choose somebody else."
    ),
    "appointed-already": _("This person already holds that post. Nothing was changed."),
    "not-a-staff-capacity": _("That is not a post in the administration. Choose one of those offered."),
    "language-unknown": _("This language is not on offer (%(detail)s). Choose one of those listed."),
    "export-under-way": _("It is being made already. You find it in the list as soon as it is ready."),
}
