import pytest
from django.urls import reverse
from base import dates
from base.models import User
from tests import policy
from tests.test_routes import OURS, POLICY, answer_to, arguments, client_of, objects, people  # noqa

MINE = [
    r
    for r in POLICY
    if r.split(":")[-1]
    in (
        "searched_for",
        "take_log",
        "alerts",
        "alert",
        "close_alert",
        "history",
        "restore",
        "who_opened",
        "anchor",
        "access_log",
        "today",
        "approvals",
        "due",
        "queue",
        "questions",
    )
]


@pytest.mark.django_db
@pytest.mark.timeout(500)
def test_mine(people, objects):
    clients = {name: client_of(people.get(name)) for name in policy.PEOPLE}
    User.objects.filter(username="kadir").update(suspended_at=dates.now(), suspended_because="Left")
    wrong = {}
    for route in MINE:
        kind, expected = POLICY[route]
        address = reverse(route, args=arguments(kind, objects))
        for method in OURS[route].methods:
            got = {name: answer_to(clients[name], method, address) for name in policy.PEOPLE}
            wrong |= {(method, route, name): (got[name], expected[name]) for name in got if got[name] != expected[name]}
    for k, v in wrong.items():
        print(k, v)
    assert wrong == {}, wrong


def test_rows():
    assert sorted(OURS) == sorted(POLICY)
