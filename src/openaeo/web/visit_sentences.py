"""The sentences for refusals about risk, sites and visits, by reason code; `sentences` says them with all others."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

COUNTED: Mapping[str, Promise] = {
    "visits-unreported": ngettext_lazy(
        "%(count)d visit took place and has no report yet. Write its report first.",
        "%(count)d visits took place and have no report yet. Write their reports first.",
        "count",
    ),
    "offers-wanted": ngettext_lazy(
        "Offer exactly %(count)d time, so that the firm knows when you come. Nothing was sent.",
        "Offer exactly %(count)d times, so that the firm has a choice. Nothing was sent.",
        "count",
    ),
    "offer-inside-notice": ngettext_lazy(
        "A time lies within the notice of %(count)d day that the programme gives. Choose a later one; nothing was sent.",
        "A time lies within the notice of %(count)d days that the programme gives. Choose a later one; nothing was sent.",
        "count",
    ),
}

SENTENCES: Mapping[str, str | Promise] = {
    "risk-reason-missing": _("Say why. Only customs reads it, and it stays with the rating."),
    "case-not-rated": _("Rate the risk first. Only a rating can be set otherwise. Nothing was changed."),
    "band-unknown": _("Choose a risk from the list. Nothing was changed."),
    "band-the-same": _("The case stands in this risk already. Nothing was changed."),
    "sites-unsettled": _(
        "Nobody has seen these sites, and none was left out by name: %(detail)s. Visit them or plan them on the page of visits."
    ),
    "site-not-in-scope": _(
        "A site is closed, or not tied to customs activity, so it is not planned. Choose among those in scope."
    ),
    "sites-missing": _("Choose at least one site to visit."),
    "activity-unknown": _("This activity is not known: %(detail)s. Choose among those offered."),
    "why-missing": _("Say why. Whoever reads it later can then understand it; what you typed is kept."),
    "incident-ahead": _("An incident cannot lie in the future. Correct the day."),
    "monitoring-date-missing": _("Give the day by which monitoring looks at this site."),
    "monitoring-date-past": _("The day for monitoring must lie ahead. Choose a later one."),
    "sampling-not-in-programme": _(
        "The programme does not let sites be left out of a sample. Visit the site, or leave it to monitoring."
    ),
    "sampling-many-premises": _(
        "Sampling needs many premises, and that is not stated (UCC-IA 29). State it if it is so, or plan a visit."
    ),
    "sampling-short-of-time": _(
        "Sampling needs a time too short to see every site, and that is not stated (UCC-IA 29)."
    ),
    "sampling-same-security": _(
        "Sampling needs the same security standards proven at every site, and that is not stated (UCC-IA 29)."
    ),
    "sampling-same-records": _(
        "Sampling needs the same record procedures at every site, and that is not stated (UCC-IA 29)."
    ),
    "sample-empty": _(
        "No other site is visited or to be visited, so there is no sample. Plan a visit first."
    ),
    "remote-not-in-programme": _("The programme knows no remote visits. Visit %(detail)s on site."),
    "first-grant-on-site": _(
        "%(detail)s must be seen on site: remote work may prepare a first grant, not replace the visit "
        "(EU AEO Guidelines 2.V.1; inference). Choose on site or partly by video."
    ),
    "risk-not-rated": _(
        "Rate the risk of %(detail)s first; without a rating it is seen on site (inference)."
    ),
    "risk-needs-on-site": _(
        "The risk of %(detail)s is too high for a visit by video alone (practice of the United States, 2021). "
        "Choose on site or partly by video."
    ),
    "unseen-since-incident": _(
        "Customs has not been at %(detail)s since a serious incident, so it is seen on site (inference)."
    ),
    "team-of-one": _("Lead and second validator must be two people. Choose another second."),
    "team-not-officers": _(
        "Somebody of the team holds no post as case officer now. Choose a colleague who does."
    ),
    "team-own-firm": _("Somebody of the team acts or acted for this firm. Choose a colleague who never did."),
    "visit-length": _("A visit takes between half an hour and twelve hours. Correct its length."),
    "agenda-missing": _("Write an agenda, so that the firm knows whom and what you want to see."),
    "unannounced-not-in-programme": _(
        "The programme knows no unannounced visits. Plan an announced one; the firm is offered times."
    ),
    "visit-unannounced": _("This visit is unannounced, so no time is offered. The firm knows nothing of it."),
    "offers-open": _(
        "The firm may still choose a time offered before. Wait, or call the visit off; nothing was sent."
    ),
    "offers-overlap": _("Two of the times overlap. Choose times that lie apart; nothing was sent."),
    "team-busy": _("The team holds %(detail)s for another visit. Choose another time; nothing was sent."),
    "offer-unknown": _("This time is not among those offered now. Look at the times again and choose one."),
    "offer-passed": _("This time has passed. Choose a later one, or decline and say what suits you."),
    "refusals-used-up": _("These times cannot be declined again; customs now sets a time."),
    "refusals-left": _("The firm may still be offered other times."),
    "time-not-agreed": _("No time is agreed yet. Offer times first; nothing was recorded."),
    "visit-not-over": _("A visit is recorded once it is over. Give when it began and ended."),
    "visit-ends-before-start": _("The visit would end before it began. Correct one of the two times."),
    "visit-too-early": _(
        "The visit was agreed for %(detail)s and cannot take place before that day. Correct the time."
    ),
    "attendance-missing": _("Say who was there, for the firm and for customs."),
    "report-missing": _("Write the report. The firm reads it, so say what was seen and what follows."),
    "sites-unobserved": _("There is no observation yet for: %(detail)s. Record what was seen there first."),
    "site-not-visited": _("This visit does not go to that site. Choose one of its sites."),
    "observation-missing": _("Write what was seen."),
    "note-missing": _("The note is empty. Write it, then save."),
}
