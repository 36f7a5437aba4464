"""Letters as they were issued, for both sides: the list with how each was delivered, and the file itself."""

from __future__ import annotations

from django.db.models import Q
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404

from openaeo.bedrock import files
from openaeo.bedrock.actors import Actor
from openaeo.casework.models import Case
from openaeo.dossier import issuing
from openaeo.dossier.delivery import Delivered, delivered
from openaeo.dossier.models import Letter
from openaeo.parties.models import CASEWORKERS
from openaeo.register.models import Authorisation
from openaeo.web.shell import Request, person_page


def letters_about(about: Case | Authorisation, actor: Actor) -> list[Delivered]:
    """Return the letters about a case, what became of its authorisation included, or about an authorisation alone.

    The newest first, with how each was delivered. One query; the page has shown that the actor may see `about`.
    """
    rows = Letter.objects.visible_to(actor)
    if isinstance(about, Authorisation):
        return delivered(rows.filter(authorisation=about))
    of_case = Q(case=about)
    if about.authorisation_id is not None:
        of_case |= Q(authorisation=about.authorisation_id)
    return delivered(rows.filter(of_case))


@person_page
def letter_file(request: Request, pk: int) -> FileResponse:
    """Hand over a letter as issued; when the firm opens it first is noted, when customs looks is not."""
    rows = Letter.objects.visible_to(request.actor).filter(issued_at__isnull=False)
    if request.actor.capacity in CASEWORKERS:
        rows = rows.of_others(request.actor)
    letter = get_object_or_404(rows.select_related("file"), pk=pk)
    if letter.file is None:
        raise Http404
    try:
        stream = files.open_file(letter.file)
    except FileNotFoundError as lost:
        raise Http404 from lost
    if request.method == "GET":
        issuing.opened(letter, actor=request.actor, at=request.moment)
    about = letter.case_id or letter.authorisation_id
    response = FileResponse(stream, filename=f"{about}-{letter.kind}.pdf", content_type="application/pdf")
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
