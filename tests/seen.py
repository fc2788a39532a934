"""What stands on a page for whoever reads its source: addresses, and forms with all that they would send."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from base import dates

ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
OURS_BY_RIGHT = {"csrfmiddlewaretoken", "key"}  # random, and about nothing


@dataclass
class Field:
    """One name of a form: its kind, what it says now, what may be chosen."""

    name: str
    kind: str
    value: str = ""
    choices: list[str] = field(default_factory=list)
    chosen: list[str] = field(default_factory=list)

    def plausible(self) -> list[str]:
        """What an ordinary person might send: what stands there, else the first choice, a word, or today."""
        if self.kind in ("select", "radio", "checkbox"):
            return self.chosen or [choice for choice in self.choices if choice][: self.kind != "checkbox"]
        if self.kind in ("hidden", "submit") or self.value:
            return [self.value]
        return [{"date": f"{dates.today()}", "time": "08:00", "number": "3"}.get(self.kind, "A word")]


@dataclass
class Form:
    """A form with its address."""

    action: str
    method: str
    fields: dict[str, Field] = field(default_factory=dict)

    def plausible(self) -> dict[str, list[str]]:
        return {name: one.plausible() for name, one in self.fields.items() if one.kind != "file"}

    def ids(self) -> set[tuple[str, str]]:
        """Names whose value is the id of something, with that id."""
        values = [(name, value) for name, one in self.fields.items() for value in [one.value, *one.choices]]
        return {(name, value) for name, value in values if name not in OURS_BY_RIGHT and ID.search(value)}


class Page(HTMLParser):
    """Read with `read`."""

    def __init__(self, address: str):
        super().__init__()
        self.address = address
        self.addresses: set[str] = set()
        self.forms: list[Form] = []
        self._form: Form | None = None
        self._select: Field | None = None

    def handle_starttag(self, tag, attrs):
        said = {name: value or "" for name, value in attrs}
        for name in ("href", "src", "action", "hx-get", "hx-post"):
            if said.get(name, "").startswith("/"):
                self.addresses.add(said[name])
        if tag == "form":
            self._form = Form(urlsplit(urljoin(self.address, said.get("action", ""))).path, said.get("method", "get").lower())
            self.forms.append(self._form)
        elif self._form and said.get("hx-post"):  # a part of the form that is sent while it is filled
            self.forms.append(Form(urljoin(self.address, said["hx-post"]), "post", self._form.fields))
        if tag == "option" and self._select:
            self._choice(self._select, said.get("value", ""), "selected" in said)
        elif self._form and said.get("name") and tag in ("input", "select", "textarea", "button"):
            self._field(tag, said)

    def handle_endtag(self, tag):
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = None

    def _field(self, tag, said):
        kind = {"select": "select", "textarea": "text", "button": "submit"}.get(tag, said.get("type", "text"))
        one = self._form.fields.setdefault(said["name"], Field(said["name"], kind))
        if kind in ("radio", "checkbox", "submit"):
            self._choice(one, said.get("value", "on"), "checked" in said)
        one.value = one.value or (said.get("value", "") if kind not in ("radio", "checkbox") else "")
        if tag == "select":
            self._select = one

    @staticmethod
    def _choice(one, value, chosen):
        one.choices.append(value)
        if chosen:
            one.chosen.append(value)


def read(address: str, html: str) -> Page:
    page = Page(address)
    page.feed(html)
    return page


def crawl(client, addresses) -> list[Page]:
    """These addresses, and every one that they lead to: each asked once, with GET, as far as it answers with a page."""
    waiting, asked, found = list(addresses), set(), []
    while waiting:
        address = urlsplit(waiting.pop(0)).path
        if address in asked or address.startswith(("/static/", "/accounts/", "/hide/")):
            continue
        asked.add(address)
        answer = client.get(address)
        if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
            page = read(address, answer.content.decode())
            found.append(page)
            waiting += sorted(page.addresses - asked)
    return found
