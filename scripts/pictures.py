"""Takes the pictures of README and docs from a running demonstration: `./dev demo`, then this script."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

PICTURES = Path(__file__).resolve().parents[1] / "docs" / "pictures"
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
SHOTS = (
    # file, who, language, address or the text of links to follow from the inbox
    ("case-en", "Ben", "en", ("Saffron Tapir", "Criteria")),
    ("case-ar", "Ben", "ar", ("Saffron Tapir",)),
    ("tasks-en", "Samir", "en", ("Go on with the application",)),
    ("inbox-en", "Ben", "en", ()),
    ("certificate-ar", "Nadia", "ar", ("QMAEO",)),
)


def main() -> int:
    """Take every picture; say which could not be taken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--base", default="http://localhost:8000", help="address of the running demonstration"
    )
    base = parser.parse_args().base
    browser_path = os.environ.get("OPENAEO_CHROMIUM") or shutil.which("chromium")
    PICTURES.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=FLAGS)
        for name, who, language, links in SHOTS:
            context = browser.new_context(viewport={"width": 1280, "height": 1000})
            take(context.new_page(), base, name, who, language, links)
            context.close()
        browser.close()
    return 0


def take(page: Page, base: str, name: str, who: str, language: str, links: tuple[str, ...]) -> None:
    """Become `who`, follow `links` by their text, switch the language and take one picture."""
    page.goto(base)
    page.locator(".demobar button", has_text=who).click()
    for text in links:
        page.locator("main a", has_text=text).first.click()
    if language != "en":
        page.locator(".language-menu summary").click()
        page.locator(f".language-menu button[lang={language}]").click()
    page.wait_for_load_state("networkidle")
    page.screenshot(path=PICTURES / f"{name}.png", animations="disabled")
    print(f"{name}.png", page.url)


if __name__ == "__main__":
    sys.exit(main())
