"""The people and deeds of requests by authorities: Nasra writes them down, Kadra and Zeinab sign. And a determination on its way to the panel."""

import pytest

from base.models import Institution
from casework import disclosures
from tests import makers, panels

BASE = {
    "legal_basis": "legal_duty",
    "aim": "procedure",
    "purpose": "A hearing",
    "asked": "Age and name",
    "requester": "The clerk",
}


@pytest.fixture
def nasra(db):
    """The national officer, who writes requests down and proposes."""
    return makers.make_user("nasra", role="national_officer", institution="MFF")


@pytest.fixture
def kadra(db):
    """Another officer of the same ministry."""
    return makers.make_user("kadra", role="national_officer", institution="MFF")


@pytest.fixture
def zeinab(db):
    """The data-protection officer."""
    return makers.make_user("zeinab", role="data_protection_officer", institution="MFF")


@pytest.fixture
def ask(nasra):
    def ask(recipient="court", institution=None, **said):
        house = institution and Institution.objects.get(code=institution)
        if recipient == "court":
            said = {"legal_basis": "court_order", "order_number": "12/2026", **said}
        return disclosures.receive(by=nasra, recipient=recipient, institution=house, **{**BASE, **said})

    return ask


@pytest.fixture
def add(nasra, yonas):
    return lambda asked, child=yonas: disclosures.add_child(asked, code=child.code, by=nasra)


@pytest.fixture
def determination(case, aicha, dahabo):
    """Its report was checked and accepted: it waits for the panel."""
    return panels.ready(case, aicha, dahabo)


@pytest.fixture
def people(db):
    """Three members of the panel, who are its quorum."""
    return panels.members()


@pytest.fixture
def held(determination, people):
    """A session to which they are invited."""
    return panels.session(people)


@pytest.fixture
def item(held):
    """The determination on its agenda."""
    return held.items.get()
