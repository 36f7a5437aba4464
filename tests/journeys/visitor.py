"""Somebody at a browser window of their own: finds things by the names people read, and looks at every page."""

import re
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDE = {"width": 1280, "height": 900}
NARROW = {"width": 320, "height": 640}  # the width WCAG 1.4.10 asks for, or 1280 at 400 %
PHONE = {"viewport": NARROW, "has_touch": True, "device_scale_factor": 2}
PASSWORD = "river-of-trust-2026"  # printed by the demonstration

WIDER = """() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  return [...document.querySelectorAll('body *')]
    .filter(e => e.getBoundingClientRect().right > width + 1 || e.getBoundingClientRect().left < -1)
    .slice(0, 5).map(e => e.outerHTML.slice(0, 120));
}"""


def check_with_axe(page):
    """Fail unless axe finds nothing (WCAG 2.2 AA and best practice)."""
    results = Axe().run(page, options={"runOnly": {"type": "tag", "values": AXE_TAGS}})
    found = [
        f"{one['id']}: {one['help']} → {', '.join(str(node['target']) for node in one['nodes'])}"
        for one in results.response["violations"]
    ]
    assert found == [], f"{page.url} at {page.viewport_size}\n" + "\n".join(found)


def check_overflow(page):
    """Fail when anything makes the page wider than the window."""
    wide = page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{page.url} at {page.viewport_size} is {wide} px too wide: {page.evaluate(WIDER)}"


def listen(page, heard):
    """Write scripts that fail, errors on the console and breaches of the content policy into `heard`."""
    page.on("pageerror", lambda error: heard.append(f"{page.url}: {error}"))
    page.on("console", lambda line: heard.append(f"{page.url}: {line.text}") if is_fault(line) else None)


def is_fault(line):
    """Errors count, except the note Chromium makes of a 4xx answer the journey asked for."""
    return line.type == "error" and not line.text.startswith("Failed to load resource")


def kind_of(address):
    """Return the address without what differs between two pages of one kind: numbers, codes, criteria."""
    parts = urlsplit(address).path.split("/")
    return "/".join(
        "*" if re.search(r"\d|^[A-Z]{1,2}$|:", part) and part != "2fa" else part for part in parts
    )


class Visitor:
    """One person with a window. `checked` is shared: axe reads each kind of page once a language and width."""

    def __init__(self, context, checked, language="en"):
        self.page = context.new_page()
        self.language = language
        self.by_thumb = self.page.evaluate("navigator.maxTouchPoints > 0")
        self.faults = []
        self.seen = set()
        self.looked_at = set()
        self._checked = checked
        listen(self.page, self.faults)
        self.page.on("framenavigated", self._arrived)

    def _arrived(self, frame):
        if frame == self.page.main_frame and frame.url.startswith("http"):
            self.seen.add(kind_of(frame.url))

    def where(self):
        """Return where the window stands and what it reads, for the report of a failure."""
        main = self.main
        return f"--- {self.page.url}\n{main.inner_text() if main.count() else ''}"

    # --- looking ------------------------------------------------------------------------------------
    def look(self, *, narrow=False, again="", axe=True):
        """Check this page at its width, with `narrow` at 320 px too. `again` names a state worth a second axe.

        Without `axe`, only that it fits: another journey reads this page at this width.
        """
        kind = kind_of(self.page.url)
        if not axe:
            check_overflow(self.page)
            self.looked_at.add(kind)
            return
        self._check(kind, again)
        if narrow:
            self.page.set_viewport_size(NARROW)
            self._check(kind, again)
            self.page.set_viewport_size(WIDE)
        self.looked_at.add(kind)

    def _check(self, kind, again):
        check_overflow(self.page)
        key = (kind, again, self.language, self.page.viewport_size["width"])
        if key not in self._checked:
            check_with_axe(self.page)
            self._checked.add(key)

    # --- moving -------------------------------------------------------------------------------------
    def go(self, address, **how):
        """Open an address of this installation and look at the page."""
        answer = self.page.goto(address)
        self.look(**how)
        return answer

    def follow(self, name, *, within=None, exact=True, **how):
        """Follow the link called `name` and look at the page it leads to."""
        self._leave(
            (within or self.page.locator("body")).get_by_role("link", name=name, exact=exact).first, how
        )

    def press(self, name, *, within=None, exact=True, **how):
        """Press the button called `name` and look at the page that answers."""
        self._leave((within or self.main).get_by_role("button", name=name, exact=exact).first, how)

    def _leave(self, handle, how):
        until = how.pop("until", "")
        with self.page.expect_navigation():
            (handle.tap if self.by_thumb else handle.click)()
        if until:  # the page goes on by itself; looked at once it says so
            self.reads(until)
        self.look(**how)

    def be(self, name, **how):
        """Become a person of the demonstration by the bar at the top."""
        bar = self.page.locator(".demobar")  # called differently in every language
        with self.page.expect_navigation():
            bar.get_by_role("button").filter(has=self.page.get_by_text(name, exact=True)).click()
        self.look(**how)

    # --- the page -----------------------------------------------------------------------------------
    @property
    def main(self):
        """The main part of the page."""
        return self.page.get_by_role("main")

    def fill(self, label, words, *, within=None):
        """Write `words` into the field called `label`, which may be marked as optional."""
        called = re.compile(rf"^\s*{re.escape(label)}(\s*\(optional\))?\s*$")
        (within or self.main).get_by_label(called).fill(words)

    def tick(self, label, *, group=None):
        """Tick the box or choose the option called `label`, of the group of choices called `group`."""
        place = self.main.get_by_role("group", name=group) if group else self.main
        place.get_by_label(label, exact=True).check()

    def panel(self, heading):
        """Return the panel under the heading called `heading`."""
        return (
            self.main.locator("section, form, div.panel")
            .filter(has=self.page.get_by_role("heading", name=heading, exact=True))
            .last
        )

    def reads(self, words):
        """Wait until the main part says `words`."""
        expect(self.main).to_contain_text(words)

    def told(self, words):
        """Wait for the message above the page that says `words`."""
        expect(self.main.get_by_role("status").filter(has_text=words).first).to_be_visible()

    def headed(self, words):
        """Wait until the page's first heading says `words`."""
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(words)

    def post_fast(self, address, /, **fields):
        """Send a form of this page's session without showing the page that answers. Used for the fortieth like one."""
        token = self.page.locator("input[name=csrfmiddlewaretoken]").first.input_value()
        answer = self.page.request.post(
            address, form={"csrfmiddlewaretoken": token, **fields}, max_redirects=0
        )
        assert answer.status in {200, 302}, f"{address}: {answer.status} {answer.text()[:400]}"
        return answer
