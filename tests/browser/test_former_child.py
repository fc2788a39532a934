"""A former child, aged 20, asks for the own data (9.17): identity check, copy without others, objection, limit and log."""

from datetime import timedelta

import pytest
from django.db import transaction

from base import dates
from base.models import AccessEvent
from casework.models import DataRequest
from minors import relatives
from minors.models import Clock
from minors.sections import SECTIONS
from tests import makers
from tests.papers import words_on

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_woman_of_20_gets_her_own_data_and_nobody_elses_and_her_objection_is_weighed(windows):
    with transaction.atomic():
        worker, boss = makers.make_user("aicha"), makers.make_user("dahabo", role="supervisor")
        woman = makers.make_case(worker, own="Hodan", sex="F", birth=dates.from_age(20, dates.today())).child
        kin = {"own": "Girma", "phone": "77123456"}
        relatives.add(SECTIONS["relatives"], woman, values=kin, silences={}, kind="uncle_paternal", source="child", by=worker)
    aicha, dahabo = windows(worker), windows(boss)

    def ask(kind, text):
        aicha.open("casework:given", woman.pk)
        aicha.page.get_by_role("link", name="Write down a data request").click()
        aicha.fill(kind=kind, text=text)
        aicha.send()
        return DataRequest.objects.get(kind=kind)

    copy = ask("copy", "What is written about me?")
    assert Clock.objects.get(subject_id=copy.pk).due_at - copy.received_at in (timedelta(days=3), timedelta(days=14))  # T37
    dahabo.open("casework:data_request", copy.pk)
    assert not dahabo.page.get_by_text("What was done?").is_visible()  # nobody answers before the identity is checked
    aicha.fill(proof="document")
    aicha.press("The identity is checked")
    dahabo.open("casework:data_request", copy.pk)
    dahabo.fill(outcome="done", answer="The copy was handed over to her.")
    dahabo.press("Answer it")
    with dahabo.page.expect_download() as downloaded:
        dahabo.page.get_by_role("button", name="The copy for the person").click()
    told = words_on(downloaded.value.path().read_bytes())
    assert "Hodan" in told
    assert "Girma" not in told
    assert "77123456" not in told
    assert AccessEvent.objects.filter(person=boss, kind="downloaded", child_id=woman.pk).exists()
    objection = ask("objection", "Delete everything")
    aicha.fill(proof="known")
    aicha.press("The identity is checked")
    dahabo.open("casework:data_request", objection.pk)
    assert "period of storage is not over" in dahabo.text()
    dahabo.fill(outcome="done", answer="Deleted")
    dahabo.press("Answer it")
    assert "obliges to keep" in dahabo.page.content()
    dahabo.fill(outcome="kept", answer="The law keeps it; nobody but the archive opens it any more.")
    dahabo.press("Answer it")
    assert "answered" in dahabo.text()
    ask("correction", "My father is Ali")
    aicha.fill(proof="known")
    aicha.press("The identity is checked")
    assert aicha.page.get_by_role("link", name="Make the correction").is_visible()
