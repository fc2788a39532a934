"""People in a browser: each has a window of their own and signs in by the sign-in page."""

from dataclasses import dataclass

from django.urls import reverse
from playwright.sync_api import BrowserContext, Page

from base.models import User
from tests.makers import PASSWORD

PHONE, DESK = {"width": 360, "height": 740}, {"width": 1280, "height": 900}


@dataclass
class Person:
    """Somebody at a screen. `address` is the server's."""

    user: User
    page: Page
    address: str

    def open(self, name: str, *args) -> Page:
        """Go to a page by the name of its route; it must answer."""
        answer = self.page.goto(self.address + reverse(name, args=args))
        assert answer is not None
        assert answer.ok, f"{name}: {answer.status}"
        return self.page

    def fill(self, **answers) -> None:
        """Fill in fields by their names: text, choice, radio, tick box (True) or several ticks (a list)."""
        for name, value in answers.items():
            for one in value if isinstance(value, list) else [value]:
                self._fill(name, one)

    def _fill(self, name, value):
        fields = self.page.locator(f"main [name='{name}']")
        fields.first.evaluate("field => field.closest('details')?.setAttribute('open', '')")
        kind = fields.first.evaluate("field => field.type || field.tagName.toLowerCase()")
        if kind == "radio" or (kind == "checkbox" and value is not True):
            self.page.locator(f"main [name='{name}'][value='{value}']").check()
        elif kind == "checkbox":
            fields.check()
        elif kind.startswith("select"):
            fields.select_option(str(value))
        else:
            fields.fill(str(value))

    def send(self, action: str = "") -> Page:
        """Press the main button of the form (the one with this action, when there are several)."""
        form = f"main form[action='{action}']" if action else "main form[method='post']:has(.btn-primary)"
        with self.page.expect_navigation():
            self.page.locator(f"{form} button.btn-primary").first.click()
        return self.page

    def press(self, words: str) -> Page:
        """Press the button with these words."""
        with self.page.expect_navigation():
            self.page.locator("main").get_by_role("button", name=words).click()
        return self.page

    def text(self) -> str:
        return self.page.locator("main").inner_text()


def at_screen(user: User, context: BrowserContext, address: str) -> Person:
    """Open a window and sign in by hand."""
    page = context.new_page()
    page.goto(address + reverse("account_login"))
    page.fill("[name=login]", user.username)
    page.fill("[name=password]", PASSWORD)
    with page.expect_navigation():
        page.locator("form:has([name=password]) button[type=submit]").first.click()
    return Person(user, page, address)
