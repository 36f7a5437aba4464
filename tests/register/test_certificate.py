"""One page that says what the register says, in the reader's language, with a code that leads to the check."""

import io
import re
from datetime import timedelta

import pytest
import segno
from django.utils.translation import override
from PIL import Image
from tests.register.conftest import DALIA, DAY, T0, make_operator, terms

from openaeo.bedrock.typesetting import NotTypeset
from openaeo.law.terms import Status
from openaeo.register import certificate, entries

BASE = "https://aeo.example.org/"
WILD = '#read("/etc/passwd") $x$ *b* \\ <b> " 🚢 مرفأ ' + "very long invented name " * 9


def code_in(picture, side):
    """Cut the QR code, without its quiet zone, out of the lower left or right of the page."""
    page = Image.open(io.BytesIO(picture)).convert("L").point(lambda shade: 255 if shade < 128 else 0)
    per_mm = page.width / 210
    left, right = (22, 60) if side == "left" else (150, 188)
    region = page.crop([round(mm * per_mm) for mm in (left, 297 - 57, right, 297 - 18)])
    return region.crop(region.getbbox())


def modules(code, size):
    step = code.width / size
    return [
        [bool(code.getpixel((int((x + 0.5) * step), int((y + 0.5) * step)))) for x in range(size)]
        for y in range(size)
    ]


@pytest.mark.parametrize(("language", "side"), [("en", "left"), ("fr", "left"), ("ar", "right")])
def test_the_code_on_the_page_is_the_check_address(enter, language, side):
    row = enter()
    wanted = [
        [bool(m) for m in line]
        for line in segno.make(f"{BASE}check/{row.check_code}", error="m", micro=False).matrix
    ]
    picture = certificate.png(row, language, base_url=BASE)
    assert modules(code_in(picture, side), len(wanted)) == wanted


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_the_pdf_is_one_archivable_accessible_page(enter, language):
    row = enter()
    made = certificate.pdf(row, language, base_url=BASE)
    assert made.startswith(b"%PDF-1.7")
    assert re.search(rb"/Type\s*/Pages.{0,80}/Count 1\b", made, re.DOTALL)
    assert b"<pdfaid:part>3</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>" in made
    assert b"<pdfuaid:part>1</pdfuaid:part>" in made
    assert f"{row.number}</rdf:li>".encode() in made
    assert (
        f"/Lang ({language}".encode() in made or f"<dc:language><rdf:Bag><rdf:li>{language}".encode() in made
    )
    assert made == certificate.pdf(row, language, base_url=BASE)


def said(row, language="en", at=None, tiers=None):
    with override(language):
        return certificate._said(row, language, BASE, at or row.changed_at, tiers or {})


def test_the_page_says_what_the_register_says(enter, operator):
    page = said(enter(), tiers={"safety": "Security and safety"})
    assert (page["administration"], page["holder"], page["holder_local"]) == (
        "Customs of QM",
        operator.name,
        operator.local_name,
    )
    assert [fact["value"] for fact in page["facts"]] == [
        "Security and safety",
        "Carrier and Exporter",
        "2 March 2026",
        "2 March 2027",
        "Authorised",
    ]
    assert (page["rtl"], page["language"]) == (False, "en")


def test_in_arabic_it_runs_from_right_to_left(enter):
    page = said(enter(), "ar")
    assert (page["rtl"], page["language"], page["administration"]) == (True, "ar", "جمارك QM")
    assert page["facts"][2]["value"] == "2 مارس 2026"


def test_without_an_end_it_says_so(enter):
    assert said(enter(given=terms(days=0)))["facts"][3]["value"] == "no fixed end"


def test_the_status_is_that_of_the_moment_of_issue(enter):
    row = enter()
    entries.suspend(row.number, reason="x", actor=DALIA, at=T0 + 10 * DAY)
    row.refresh_from_db()
    end = T0 + 365 * DAY
    shown = {
        at: certificate.status_shown(row, at) for at in (T0 - DAY, T0, T0 + 10 * DAY, end - timedelta(1), end)
    }
    assert list(shown.values()) == [
        Status.SUSPENDED,
        Status.GRANTED,
        Status.SUSPENDED,
        Status.SUSPENDED,
        Status.EXPIRED,
    ]
    assert said(row, at=T0 + 10 * DAY)["facts"][4] == {
        "label": "Status on 12 March 2026",
        "value": "Suspended",
    }


def test_while_a_part_is_suspended_it_says_what_is_in_effect(enter):
    row = enter()
    entries.suspend(row.number, reason="x", leaves="compliance", actor=DALIA, at=T0 + 10 * DAY)
    shown = certificate._said(row, "en", "https://x", T0 + 11 * DAY, {"compliance": "Customs compliance"})
    assert [(fact["label"], fact["value"]) for fact in shown["facts"][4:]] == [
        ("Status on 13 March 2026", "Authorised in part"),
        ("In effect only as", "Customs compliance"),
    ]
    assert [fact["value"] for fact in said(row, at=T0 + 9 * DAY)["facts"][4:]] == ["Authorised"]


@pytest.mark.parametrize("language", ["en", "ar"])
def test_wild_names_stay_on_one_page_and_are_only_text(enter, language):
    row = enter(
        make_operator(2, name=WILD[:300], local_name="株式会社 " + "شركة " * 50, address="x\r\n" * 60)
    )
    made = certificate.pdf(row, language, base_url=BASE)
    assert re.search(rb"/Type\s*/Pages.{0,80}/Count 1\b", made, re.DOTALL)
    assert said(row, language)["holder"] == WILD[:300]


def test_characters_that_turn_text_are_left_out(enter):
    row = enter(make_operator(2, name="Heron \u202edtL"))
    assert said(row)["holder"] == "Heron dtL"


def test_a_template_that_is_wrong_is_not_hidden(enter, monkeypatch, tmp_path):
    (tmp_path / "wrong.typ").write_text("#nonsense(")
    monkeypatch.setattr(certificate, "TEMPLATE", tmp_path / "wrong.typ")
    with pytest.raises(NotTypeset):
        certificate.pdf(enter(), "en", base_url=BASE)


def test_the_svg_code_is_the_check_address(enter):
    row = enter()
    drawn = certificate.qr_svg(row, BASE).decode()
    again = io.BytesIO()
    segno.make(f"https://aeo.example.org/check/{row.check_code}", error="m", micro=False).save(
        again, kind="svg", scale=4, border=4, light="#fff", xmldecl=False, svgns=True, omitsize=True
    )
    assert drawn == again.getvalue().decode()
    assert "style=" not in drawn
    assert "<script" not in drawn
