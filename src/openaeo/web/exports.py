"""What is held about a person and a firm, for themselves; and every export on its way and as a file."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from openaeo.bedrock import files
from openaeo.bedrock.actors import Actor
from openaeo.dossier import exports
from openaeo.dossier.models import Export
from openaeo.law.authority import allowed
from openaeo.web.language import reading
from openaeo.web.shell import Request, page, person_page, refusals_told

SHOWN = 10
FORMS = {"record": "pdf", "package": "zip"}


def latest(actor: Actor) -> QuerySet[Export]:
    """Return the newest exports that the actor asked for and may still read."""
    return Export.objects.visible_to(actor)


@person_page
def own_data(request: Request) -> HttpResponse:
    """Offer everything that is held about the reader and, to owner and deputy, about the firm; start it when asked."""
    actor = request.actor
    firm = actor.operator is not None and allowed("export-firm", actor.capacity, actor.mandate) is None
    if request.method == "POST":
        ask = exports.ask_firm if firm and request.POST.get("about") == "firm" else exports.ask_own
        with refusals_told(request):
            ask(language=reading(), actor=actor, at=request.moment)
            messages.success(request, _("It is being made. You may leave this page and come back."))
        return redirect("own_data")
    seen = latest(actor).filter(case=None)
    return page(
        request,
        "parts/own_data.html",
        firm=firm,
        of_firm=seen.filter(operator__isnull=False)[:SHOWN] if firm else (),
        of_person=seen.filter(operator=None)[:SHOWN],
    )


@person_page
def export_progress(request: Request, pk: int) -> HttpResponse:
    """Return how far an export is, for htmx; without it, lead to where it was asked for."""
    export = get_object_or_404(latest(request.actor), pk=pk)
    if request.headers.get("HX-Request"):
        return page(request, "components/export.html", one=export)
    return redirect("own_data") if export.case_id is None else redirect("case_export", export.case_id)


@person_page
def export_file(request: Request, pk: int, form: str) -> FileResponse:
    """Hand over the record (PDF) or the package (ZIP) of an export while it is kept; that it was taken is noted."""
    rows = latest(request.actor).select_related("record", "package", "asked_by")
    export = get_object_or_404(rows, pk=pk)
    stored = {"record": export.record, "package": export.package}.get(form)
    if stored is None or export.ends_at is None or export.ends_at <= request.moment:
        raise Http404
    try:
        stream = files.open_file(stored)
    except FileNotFoundError as lost:
        raise Http404 from lost
    if request.method == "GET":
        exports.taken(export, at=request.moment)
    name = f"openaeo-{export.case_id or 'data'}-{export.pk}.{FORMS[form]}"
    response = FileResponse(stream, as_attachment=True, filename=name, content_type=stored.media_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
