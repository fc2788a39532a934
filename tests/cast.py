"""The cast: Aicha may write, Bilan may read, Charmarke must not know. Dahabo supervises Aicha. Yonas is the child."""

import pytest

from tests import makers


@pytest.fixture
def aicha(db):
    """The social worker responsible for Yonas."""
    return makers.make_user("aicha")


@pytest.fixture
def worker(client, aicha):
    """Aicha's browser, signed in."""
    client.force_login(aicha)
    return client


@pytest.fixture
def dahabo(db):
    """The supervisor of Aicha's team."""
    return makers.make_user("dahabo", role="supervisor")


@pytest.fixture
def charmarke(db):
    """A social worker of another institution: a stranger to Yonas."""
    return makers.make_user("charmarke", team=makers.make_team("IOM", "Obock", "OBK"))


@pytest.fixture
def case(aicha):
    """The case of Yonas."""
    return makers.make_case(aicha)


@pytest.fixture
def yonas(case):
    return case.child


@pytest.fixture
def bilan(yonas, aicha):
    """A judge's clerk who may read Yonas's file, by a grant, and change nothing."""
    return makers.make_reader("bilan", yonas, aicha)


@pytest.fixture
def evelyne(db):
    """A nurse of the health ministry who answers referrals."""
    return makers.make_user("evelyne", role="service_provider", institution="HEALTH")


@pytest.fixture
def fatouma(db):
    """An official of the ministry who monitors the plan."""
    return makers.make_user("fatouma", role="monitoring_officer", institution="MFF")
