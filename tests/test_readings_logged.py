"""Every page that shows the code of a child has written so in the access log, whoever reads it (domain.md 7.7; security.md rule 16)."""

import pytest
from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from base.models import AccessEvent
from tests.test_routes import OURS, POLICY, arguments, client_of, objects, people  # noqa: F401  fixtures

READERS = ["owner", "supervisor", "coded", "provider", "dpo", "tracing"]
# What shows no child that the log would not know already: one's own drafts, by the addresses of their forms.
APART = {"unfinished"}


@pytest.mark.django_db
@pytest.mark.timeout(900)
def test_a_page_with_a_code_on_it_stands_in_the_log_with_that_code(people, objects, yonas):  # noqa: F811
    said, silent = Q(child_id=yonas.pk) | Q(shown__contains=[yonas.code]), []
    for reader in READERS:
        browser = client_of(people[reader])
        for route in sorted(set(POLICY) - APART):
            if "GET" not in OURS[route].methods:
                continue
            with transaction.atomic():
                before = AccessEvent.objects.order_by("-id").values_list("id", flat=True).first() or 0
                page = browser.get(reverse(route, args=arguments(POLICY[route][0], objects)))
                logged = AccessEvent.objects.filter(said, id__gt=before).exists()
                shows = page.status_code == 200 and not page.streaming and yonas.code.encode() in page.content
                transaction.set_rollback(True)
            if shows and not logged:
                silent.append((reader, route))
    assert silent == []
