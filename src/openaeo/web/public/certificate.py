"""Is this certificate good: by the code or number printed on it, or by its QR code; and the certificate itself."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse

from openaeo.casework.programme import programme
from openaeo.register.answers import by_check_code, by_number
from openaeo.register.certificate import pdf
from openaeo.register.models import Authorisation
from openaeo.web.language import reading, worded_here
from openaeo.web.public.register import told
from openaeo.web.shell import Request, page, public_page, trusted

MAX_CODE = 60


@public_page
def check_form(request: Request) -> HttpResponse:
    """Ask for the code or number; lead to the answer."""
    code = request.GET.get("code", "").replace("\x00", "").replace("/", "").strip()[:MAX_CODE]
    if code:
        return HttpResponseRedirect(reverse("check", args=[code]))
    return page(request, "public/check.html", code="", asked="code" in request.GET)


@public_page
def check(request: Request, code: str) -> HttpResponse:
    """Answer for a code or a number. An unknown one is a plain answer, not an error."""
    code = code.replace("\x00", "")[:MAX_CODE]
    written = code.replace(" ", "").replace("-", "").upper()
    answer = by_check_code(written, at=request.moment) or by_number(code, at=request.moment)
    found = told(answer) if answer else {"answer": None}
    return page(request, "public/check.html", code=code, asked=True, **found)


@public_page
def certificate_pdf(request: Request, number: str) -> HttpResponse:
    """Send the certificate as PDF to whoever may see the entry: everybody when public, else holder and staff."""
    entries = Authorisation.objects.visible_to(trusted(request)).filter(administration__is_home=True)
    row = get_object_or_404(entries, pk=number.replace("\x00", ""))
    tiers = {code: worded_here(text)[0] for code, text in programme().tiers.items()}
    paper = pdf(row, reading(), base_url=settings.PUBLIC_URL, at=request.moment, tiers=tiers)
    response = HttpResponse(paper, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{row.number}.pdf"'
    return response
