"""What the product holds about the people of a firm, and about one person for themselves."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from openaeo.bedrock.models import JournalEntry
from openaeo.casework import models as casework
from openaeo.dossier.reach import Chapter, mine, seen
from openaeo.notices.models import Delivery, Notice, Preference
from openaeo.parties import models as parties

PEOPLE: tuple[Chapter, ...] = (
    Chapter(
        "mandates",
        _("Who acts for the firm"),
        seen(parties.Mandate, "operator", "firm"),
        ("person__name", "kind=mandate", "since", "until"),
    ),
    Chapter(
        "invitations",
        _("Invitations"),
        seen(parties.Invitation, "operator", "firm"),
        (
            *("email", "kind=mandate", "until", "state=invitation", "invited_by__name", "invited_at"),
            *("expires_at", "closed_at"),
        ),
    ),
    Chapter(
        "account-requests",
        _("Asking for the account"),
        seen(casework.AccountRequest, "operator", "firm"),
        (
            *("id", "state=account", "email", "name", "part", "firm", "tin", "country", "address"),
            *("asked_at", "confirmed_at", "closed_at"),
        ),
        ("closed_by__name",),
    ),
    Chapter(
        "account-questions",
        _("Questions before the account was opened"),
        seen(casework.AccountQuestion, "request__operator", "firm"),
        ("request_id", "question", "asked_at", "due_at", "reply", "replied_at"),
        ("asked_by__name",),
    ),
    Chapter(
        "account-papers",
        _("Papers before the account was opened"),
        seen(casework.AccountEnclosure, "request__operator", "firm"),
        ("request_id", "kind=account-paper", "name", "given_at", "file_id"),
    ),
    Chapter(
        "mentorships",
        _("Mentors"),
        seen(casework.Mentorship, "operator", "firm"),
        (
            *("email", "mentor__name", "state=mentorship", "criteria", "until", "invited_by__name"),
            *("invited_at", "expires_at", "accepted_at", "closed_at"),
        ),
    ),
    Chapter(
        "advice",
        _("Advice of mentors"),
        seen(casework.Advice, "mentorship__operator", "firm"),
        ("mentorship__mentor__name", "criterion=criterion", "text", "given_at"),
    ),
    Chapter(
        "mentor-looks",
        _("What mentors looked at"),
        seen(casework.MentorLook, "mentorship__operator", "firm"),
        ("mentorship__mentor__name", "criterion=criterion", "shown", "at"),
    ),
    Chapter(
        "successions",
        _("New owners"),
        seen(parties.Succession, "operator", "firm"),
        (
            *("kind=succession-kind", "state=succession", "successor__name", "reason", "papers"),
            *("stays_as=mandate", "asked_at", "closed_at", "decision"),
        ),
    ),
)
"""What is held about the people of a firm as such."""

PERSON: tuple[Chapter, ...] = (
    Chapter(
        "account",
        _("Account"),
        mine(parties.Person, "pk"),
        ("email", "name", "language", "joined_at", "last_login"),
    ),
    Chapter(
        "own-mandates",
        _("Firms acted for"),
        mine(parties.Mandate),
        ("operator__name", "kind=mandate", "since", "until"),
    ),
    Chapter(
        "own-mentorships",
        _("Firms mentored"),
        mine(casework.Mentorship, "mentor"),
        ("operator__name", "state=mentorship", "until", "accepted_at", "closed_at"),
    ),
    Chapter(
        "own-advice",
        _("Advice given"),
        mine(casework.Advice, "mentorship__mentor"),
        ("mentorship__operator__name", "criterion", "text", "given_at"),
    ),
    Chapter("posts", _("Posts"), mine(parties.Post), ("capacity=capacity", "office__name", "since", "until")),
    Chapter(
        "own-successions",
        _("New owners"),
        mine(parties.Succession, "successor"),
        ("operator__name", "kind=succession-kind", "state=succession", "asked_at", "closed_at"),
    ),
    Chapter(
        "notices",
        _("Notices"),
        mine(Notice),
        ("kind", "capacity=capacity", "operator__name", "created_at", "read_at"),
    ),
    Chapter(
        "mail",
        _("Mail"),
        mine(Delivery),
        ("address", "purpose", "created_at", "sent_at", "failed_at"),
    ),
    Chapter("own-views", _("Views of the inbox"), mine(casework.SavedView), ("name", "sought", "saved_at")),
    Chapter("preferences", _("How I am told"), mine(Preference), ("group", "mail")),
    Chapter(
        "own-messages",
        _("Messages written"),
        mine(casework.Message, "written_by"),
        ("conversation_id", "text", "written_at"),
    ),
    Chapter(
        "own-openings",
        _("Documents opened"),
        mine(casework.Opening),
        ("document_id", "case_id", "capacity=capacity", "at"),
    ),
    Chapter(
        "acts",
        _("Acts"),
        mine(JournalEntry),
        ("at", "act=act", "topic", "subject", "capacity=capacity"),
    ),
)
"""What is held about one person. What somebody did is named, never what was said about others in doing it."""
