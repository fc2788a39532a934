"""A day with sixty children, and a case with five hundred events: the pages ask the database no more than with one (performance.md 1)."""

from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from base import dates
from base.models import StateChange
from tests import makers
from tests.casework.test_case_page import questions_of


def questions(client, address) -> list[str]:
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        page = client.get(address)
    assert page.status_code == 200
    return [one["sql"] for one in asked if not one["sql"].startswith(("SAVEPOINT", "RELEASE"))]


def test_today_with_sixty_children_asks_nine_questions_and_writes_two_lines(worker, aicha):
    for number in range(60):
        makers.make_case(
            aicha, own=f"Child{number}", risk=["high", "medium", "low"][number % 3], at=dates.now() - timedelta(days=number % 9)
        )
    asked = questions(worker, reverse("casework:today"))
    written = [
        one for one in asked if one.startswith(("INSERT", "UPDATE"))
    ]  # that the list was seen, and when somebody was last here
    assert (len(asked) - len(written), len(written)) <= (9, 2), "\n".join(asked)


def test_a_case_with_five_hundred_events_asks_fifteen_questions(worker, yonas, case, aicha):
    now = dates.now()
    StateChange.objects.bulk_create(
        StateChange(
            workflow="rapid_assessment", move="sign", target="signed", subject="casework.case", subject_id=case.pk,
            child_id=yonas.pk, field_of_action="identification", author=aicha, author_role=aicha.role_id, reason="Seen",
            happened_at=now - timedelta(hours=number), recorded_at=now - timedelta(hours=number),
        )
        for number in range(500)
    )  # fmt: skip
    asked = questions_of(worker, yonas.get_absolute_url())
    assert len(asked) <= 15, "\n".join(asked)
