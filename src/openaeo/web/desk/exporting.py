"""The whole file of a case for whoever works on it: asked for, followed, taken away."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from openaeo.dossier import exports
from openaeo.web.desk.case import a_case
from openaeo.web.exports import SHOWN, latest
from openaeo.web.language import reading
from openaeo.web.shell import Request, page, refusals_told, staff_page


@staff_page()
def case_export(request: Request, number: str) -> HttpResponse:
    """Show the exports of the case that the reader asked for, and start one when asked."""
    found = a_case(request, number)
    if request.method == "POST":
        with refusals_told(request):
            exports.ask_case(number, language=reading(), actor=request.actor, at=request.moment)
            messages.success(request, _("It is being made. You may leave this page and come back."))
        return redirect("case_export", number)
    return page(
        request,
        "desk/case_export.html",
        case=found,
        exports=latest(request.actor).filter(case=found)[:SHOWN],
    )
