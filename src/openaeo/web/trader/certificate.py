"""The certificate as its holder sees it: what is in force, what it gives, what is suspended; and giving it up."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from openaeo.casework import declarations, measures, reviews
from openaeo.casework.models import Change, Cure, EditionReview, Measure, Reassessment
from openaeo.casework.programme import programme
from openaeo.casework.reach import effects, in_effect
from openaeo.law.lifecycle import LIVE
from openaeo.register import certificate as document
from openaeo.register.models import Authorisation
from openaeo.web.conversations import talks_about
from openaeo.web.letters import letters_about
from openaeo.web.shell import Request, applicant_page, page, refusals_onto
from openaeo.web.timewords import change_words
from openaeo.web.trader.cures import owed
from openaeo.web.trader.forms import ReasonForm


def own_authorisation(request: Request, number: str) -> Authorisation:
    held = Q(operator=request.actor.operator)
    rows = Authorisation.objects.visible_to(request.actor).filter(held, operator__isnull=False)
    return get_object_or_404(rows.select_related("administration").prefetch_related("periods"), number=number)


@applicant_page
def certificate(request: Request, number: str) -> HttpResponse:
    """Show the status as a wallet card with the QR code, the benefits and what may change."""
    authorisation = own_authorisation(request, number)
    terms, period = programme(), authorisation.period_at(request.moment)
    now = in_effect(authorisation, request.moment)
    given = terms.benefits_of(now) if now else {}
    narrowed = period is not None and bool(period.tier)
    running = Cure.objects.visible_to(request.actor).filter(measure__authorisation=authorisation).running()
    return page(
        request,
        "trader/certificate.html",
        authorisation=authorisation,
        shown="in-part" if narrowed else authorisation.state,
        in_force=terms.tiers.get(now, {"en": now}) if narrowed else None,
        suspensions=[owed(cure) for cure in running.select_related("measure__authorisation")],
        qr=mark_safe(document.qr_svg(authorisation, settings.PUBLIC_URL).decode()),  # noqa: S308 - drawn by us
        aliases=authorisation.aliases.all(),
        periods=authorisation.periods.all(),
        live=authorisation.status in LIVE,
        declaring=declarations.owed(authorisation, request.moment) if authorisation.status in LIVE else None,
        review=reviews.review_of(authorisation, request.moment),
        reviewed=EditionReview.objects.visible_to(request.actor).filter(authorisation=authorisation).first(),
        changes=[
            (one, change_words(one.kind))
            for one in Change.objects.visible_to(request.actor).filter(authorisation=authorisation)
        ],
        reassessments=Reassessment.objects.visible_to(request.actor).filter(authorisation=authorisation),
        measures=Measure.objects.visible_to(request.actor).filter(authorisation=authorisation),
        letters=letters_about(authorisation, request.actor),
        benefits=given,
        resting={
            code: text for code, text in terms.benefits_of(authorisation.tier).items() if code not in given
        },
        language=get_language() or "en",
        trader=True,
        talks=talks_about(request, held=number),
    )


@applicant_page
def surrender(request: Request, number: str) -> HttpResponse:
    """Give the authorisation up, after a question."""
    authorisation = own_authorisation(request, number)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_onto(form):
            measures.surrender(number, **form.cleaned_data, actor=request.actor, at=request.moment)
            messages.success(
                request, _("The authorisation is given up. It is no longer recognised from this moment.")
            )
            return redirect("certificate", number=number)
    ends = effects(authorisation, kind=Measure.Kind.REVOKE, at=request.moment)
    return page(
        request,
        "trader/surrender.html",
        authorisation=authorisation,
        form=form,
        ends=ends,
        benefits=[programme().benefits[code] for code in ends.benefits],
    )
