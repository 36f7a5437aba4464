"""The letter that an act would produce, read by the officer before the act is taken."""

from __future__ import annotations

from collections.abc import Mapping

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _

from openaeo.bedrock.typesetting import NotTypeset
from openaeo.casework.models import Appeal, Case, Measure
from openaeo.dossier import composing
from openaeo.register.models import Authorisation
from openaeo.web.shell import Request

ASKED = "letter"
"""The name of the button that asks for the letter instead of taking the act."""


def asked(request: Request) -> bool:
    """Return whether the form was sent to read the letter, not to take the act."""
    return request.method == "POST" and ASKED in request.POST


def letter(
    request: Request,
    form: forms.Form,
    act: str,
    about: Case | Authorisation | Measure | Appeal,
    body: Mapping[str, object],
) -> HttpResponse | None:
    """Return the letter that `act` with the particulars `body` would produce now; nothing is kept.

    None, with an error on `form`, when the act produces none or the file cannot be made.
    """
    try:
        made = composing.preview(act, about, body, at=request.moment)
    except NotTypeset:
        form.add_error(
            None,
            _(
                "The letter cannot be shown now. The act may be taken all the same: its letter is tried again until it is made."
            ),
        )
        return None
    except LookupError:
        made = None
    if made is None:
        form.add_error(None, _("No letter goes out for this. Nothing was done."))
        return None
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="preview.pdf"'
    return response
