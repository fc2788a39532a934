"""Take the README's pictures from a running demo: `python scripts/pictures.py http://localhost:8000`. Invented children only."""

import os
import shutil
import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

OUT = Path(__file__).resolve().parent.parent / "docs" / "pictures"
PASSWORD = "lagune-corail-baobab"
FLAGS = "--no-sandbox --disable-gpu --no-first-run --disable-background-networking --disable-component-update --disable-sync"
PHONE: ViewportSize = {"width": 360, "height": 760}
DESK: ViewportSize = {"width": 1200, "height": 800}


def sign_in(browser: Browser, address: str, username: str, size: ViewportSize, language: str = "fr") -> Page:
    page = browser.new_context(viewport=size, locale=language).new_page()
    page.goto(f"{address}/accounts/login/")
    page.fill("[name=login]", username)
    page.fill("[name=password]", PASSWORD)
    with page.expect_navigation():
        page.locator("form:has([name=password]) button[type=submit]").first.click()
    if language != "fr":
        page.context.request.post(
            f"{address}/language/",
            form={"language": language, "csrfmiddlewaretoken": page.locator("[name=csrfmiddlewaretoken]").first.input_value()},
            headers={"Origin": address},
        )
    return page


def first_case(page: Page, address: str) -> None:
    page.goto(f"{address}/children/")
    with page.expect_navigation():
        page.locator("a.h-row-link").first.click()


def main(address: str) -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        found = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
        browser = playwright.chromium.launch(executable_path=found, args=FLAGS.split())
        worker = sign_in(browser, address, "aicha", PHONE)
        worker.screenshot(path=OUT / "today-phone.png")
        first_case(worker, address)
        worker.screenshot(path=OUT / "case-phone.png")
        arabic = sign_in(browser, address, "kadar", PHONE, "ar")
        first_case(arabic, address)
        arabic.screenshot(path=OUT / "case-phone-arabic.png")
        desk = sign_in(browser, address, "dahabo", DESK)
        first_case(desk, address)
        desk.screenshot(path=OUT / "case-desk.png")
        official = sign_in(browser, address, "fatouma", DESK)
        official.goto(f"{address}/plan/1.3/")
        official.wait_for_timeout(1000)  # the charts draw themselves
        official.screenshot(path=OUT / "indicator-desk.png")
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "http://localhost:8000")
