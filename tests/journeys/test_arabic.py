"""The pages of every role in Arabic, from right to left and at both widths; a smaller round in French."""

import re

import pytest
from playwright.sync_api import expect

from openaeo.config.demo.plots import PLOTS
from openaeo.exchange.reading import COLUMNS

IDENTIFIER = r"AEO-\d{4}-\d+|Q[MN]AEO\d+|QM\d{6,}|TRN-\d+"

LOOSE = """(pattern) => {
  // Identifiers that stand free in a line of Arabic, where their parts would change places.
  const walk = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
  const found = [];
  while (walk.nextNode()) {
    const node = walk.currentNode;
    if (!new RegExp(pattern).test(node.data)) continue;
    if (node.parentElement.closest('bdi, code, [dir], textarea, option, title')) continue;
    found.push(node.data.trim());
  }
  return found;
}"""

ENGLISH = """(columns) => {
  // Words of three or more Latin letters that nobody typed: what a catalogue did not translate. Names, numbers and
  // texts of people stand in bdi or below a dir of their own; what fell back from data is marked with its language.
  const known = /^(OpenAEO|AEO|TIN|EORI|MID|UTC|PDF|CSV|XML|XLSX|PNG|JPEG|Word|Excel|WCO|UTF|SAFE|ISO|htmx)$/;
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = new Set();
  while (walk.nextNode()) {
    const node = walk.currentNode, above = node.parentElement;
    if (above.closest('bdi, code, script, style, noscript, textarea, option, [translate=no], [dir=auto], [dir=ltr]')) continue;
    const own = above.closest('[lang]').lang;
    if (above.closest('.language-menu, .demobar') || (own !== 'ar' && own !== 'fr' && own !== 'en')) continue;
    for (const word of node.data.match(/[A-Za-z]{3,}/g) || [])
      if (!known.test(word) && !columns.includes(word)) found.add(word);
  }
  return [...found];
}"""

# What a partner writes in its list is the same in every language: the parts of column names, and the status.
WRITTEN = sorted(
    {part for column in COLUMNS for part in column.split("_")} | {"granted", "suspended", "revoked"}
)
PUBLIC = ["/", "/ready", "/register", "/check", "/help", "/account/login/", "/account/signup/"]


@pytest.mark.timeout(240)
def test_the_public_reads_arabic(visit):
    one = visit("ar")
    for address in PUBLIC:
        one.go(address, narrow=True)
        in_arabic(one)
    one.go("/register")
    first_link(one, r"^/register/", narrow=True)
    in_arabic(one)
    number = one.main.locator("bdi.number").first.inner_text()
    one.go(f"/check/{number}", narrow=True)
    in_arabic(one)


@pytest.mark.timeout(240)
def test_traders_read_arabic(visit):
    one = visit("ar")
    one.go("/")
    one.be("Samir", narrow=True)  # in the middle of an application
    in_arabic(one)
    for pattern in (r"/applications/AEO-[^/]+/$", r"/groups/C/$", r"/criteria/C1/$"):
        first_link(one, pattern, narrow=True)
        in_arabic(one)
    one.go(re.sub(r"criteria/.*", "check/", one.page.url), narrow=True)
    in_arabic(one)
    for address in ("/trader/company/", "/trader/sites/", "/trader/consent/"):
        one.go(address, narrow=True)
        in_arabic(one)
    one.be("Amara")  # customs has asked her something
    first_link(one, r"/timeline/$", narrow=True)
    in_arabic(one)
    first_link(one, r"/questions/\d+/$", narrow=True)
    in_arabic(one)
    one.be("Nadia", narrow=True)  # holds a certificate, and a name in Arabic
    in_arabic(one)
    first_link(one, r"/certificates/[^/]+/$", narrow=True)
    in_arabic(one)
    one.reads(next(outline.local_name for outline in PLOTS if outline.owner == "nadia"))


@pytest.mark.timeout(240)
def test_officers_and_deciders_read_arabic(visit):
    one = visit("ar")
    one.go("/")
    one.be("Ben", narrow=True)
    in_arabic(one)
    one.go("/desk/cases/?state=assessment")
    first_link(one, r"/desk/cases/[^/]+/$", narrow=True)
    in_arabic(one)
    case = one.page.url
    for tab in ("criteria", "evidence", "messages", "decision", "history"):
        one.go(f"{case}{tab}/", narrow=True)
        in_arabic(one)
    one.go(f"{case}criteria/A1/", narrow=True)
    in_arabic(one)
    one.be("Dalia")
    one.go("/desk/cases/?state=decision")
    first_link(one, r"/desk/cases/[^/]+/$")
    one.go(f"{one.page.url}decide/", narrow=True)
    in_arabic(one)
    one.go("/desk/authorisations/?status=suspended", narrow=True)
    in_arabic(one)
    first_link(one, r"/desk/authorisations/[^/]+/$", narrow=True)
    in_arabic(one)
    one.go("/desk/recognise/", narrow=True)
    in_arabic(one)
    examples = one.main.get_by_role("combobox")
    examples.select_option("declaration-import.xml")
    with one.page.expect_navigation():
        one.main.locator("form button").click()
    one.look(again="answer", narrow=True)
    in_arabic(one)


@pytest.mark.timeout(240)
def test_the_recognition_desk_and_the_administrator_read_arabic(visit):
    one = visit("ar")
    one.go("/")
    one.be("Efua", narrow=True)
    in_arabic(one)
    first_link(one, r"/desk/partners/QN/$", narrow=True)
    in_arabic(one)
    partner = one.page.url
    first_link(one, r"/desk/lists/\d+/$", narrow=True)
    in_arabic(one)
    for address in (f"{partner}list/", f"{partner}arrangement/"):
        one.go(address, narrow=True)
        in_arabic(one)
    one.be("Farah")
    for address in ("/desk/people/", "/desk/people/appoint/"):
        one.go(address, narrow=True)
        in_arabic(one)


@pytest.mark.timeout(240)
def test_french_is_spoken_too(visit):
    one = visit("fr")
    for address in ("/", "/ready", "/register", "/check", "/account/login/"):
        one.go(address, narrow=True)
        in_language(one, "fr", "ltr")
    one.be("Samir")
    first_link(one, r"/applications/AEO-[^/]+/$", narrow=True)
    in_language(one, "fr", "ltr")
    one.be("Ben")
    in_language(one, "fr", "ltr")
    first_link(one, r"/desk/cases/[^/]+/$", narrow=True)
    in_language(one, "fr", "ltr")
    one.be("Efua")
    in_language(one, "fr", "ltr")


def in_arabic(one):
    in_language(one, "ar", "rtl")
    assert one.page.evaluate(LOOSE, IDENTIFIER) == [], one.page.url


def in_language(one, language, direction):
    """The page says which language it is in, and says that it falls back to English exactly when it does."""
    root = one.page.locator("html")
    expect(root).to_have_attribute("lang", language)
    expect(root).to_have_attribute("dir", direction)
    noticed = one.page.locator(".notice").count()
    marked = one.page.locator("main [lang=en]").count()
    if language == "ar":
        assert bool(noticed) == bool(marked or one.page.evaluate(ENGLISH, WRITTEN)), (
            f"{one.page.url}: notice {noticed}, marked {marked}, {one.page.evaluate(ENGLISH, WRITTEN)}"
        )
    else:
        assert noticed or not marked, one.page.url


def first_link(one, pattern, **how):
    """Follow the first link of the page whose address matches, and look at the page it leads to."""
    addresses = one.main.get_by_role("link").evaluate_all("all => all.map(e => e.getAttribute('href'))")
    found = next((one_ for one_ in addresses if one_ and re.search(pattern, one_)), None)
    assert found, f"{one.page.url} leads nowhere like {pattern}: {addresses}"
    with one.page.expect_navigation():
        one.main.locator(f'a[href="{found}"]').first.click()
    one.look(**how)
