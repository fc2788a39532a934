"""Two siblings separated, one hospitalised: the scenario 9.2 as two social workers do it, on a phone."""

from datetime import timedelta

import pytest
from django.db import transaction
from playwright.sync_api import expect

from base import dates
from casework import away, care
from casework.models import Placement, PlacementDecision
from minors import siblings
from minors.models import Clock
from referrals.models import Referral
from tests import makers

pytestmark = pytest.mark.django_db(transaction=True)
DAY = timedelta(days=1)


def test_the_end_of_a_hospital_stay_without_a_decision_keeps_a_high_risk_overdue_task(windows):
    with transaction.atomic():
        aicha, kadra = makers.make_user("aicha"), makers.make_user("kadra")
        house, other = makers.make_provider("House of the port"), makers.make_provider("House of the hill")
    with transaction.atomic(), dates.at(dates.now() - 10 * DAY):
        brother = makers.make_case(aicha).child
        sister = makers.make_case(kadra, own="Hana", sex="F").child
    with transaction.atomic(), dates.at(dates.now() - 9 * DAY):
        siblings.link([brother, sister], by=aicha, reason="One mother")
        care.place(brother, provider=house, reason="A bed", by=aicha)
        care.place(sister, provider=other, reason="A room for girls", by=kadra)
    with transaction.atomic(), dates.at(dates.now() - 8 * DAY):
        bed = brother.placements.current().get()
        away.leave(bed, kind="hospital", starts_at=dates.now(), expected_at=dates.now() + DAY, note="Fever", by=aicha)

    # Both workers are told, for how long, and asked for the reason and the contacts; after a week the panel is proposed.
    owner, colleague = windows(aicha), windows(kadra)
    for worker, child in ((owner, brother), (colleague, sister)):
        worker.open("casework:case", child.pk)
        expect(worker.page.locator("main")).to_contain_text("Siblings apart since")
        expect(worker.page.locator("#due")).to_contain_text("Brothers and sisters apart: say why, and how they meet")
        expect(worker.page.locator("#due")).to_contain_text("does the panel (BID) have to decide?")
    colleague.open("casework:explain_apart", sister.placements.current().get().pk)
    colleague.fill(apart_because="health", apart_plan="Together when he is well", apart_contacts="A call every evening")
    colleague.send()
    expect(colleague.page.locator("#due")).not_to_contain_text("say why, and how they meet")

    # The hospital gets its package and nothing else.
    nurse = makers.make_service()
    owner.open("referrals:refer", brother.pk)
    expect(owner.page.locator("main")).to_contain_text(str(nurse))
    assert not Referral.objects.exists()

    # The expected return passed: of high risk, although the case is not.
    owner.open("casework:today")
    expect(owner.page.locator("#late")).to_contain_text("Expected back from hospital")
    owner.open("casework:case", brother.pk)
    owner.page.locator("#due").get_by_role("link", name="Expected back from hospital").click()
    owner.press("The child is back")

    # The stay is over and nobody decided: overdue and of high risk, for both.
    expect(owner.page.locator("h1")).to_have_text("Decide where the child sleeps")
    assert set(PlacementDecision.objects.filter(status="asked").values_list("child", flat=True)) == {brother.pk, sister.pk}
    assert [brother.case.risk, sister.case.risk] == ["medium", "high"]
    for worker, child in ((owner, brother), (colleague, sister)):
        worker.open("casework:case", child.pk)
        line = worker.page.locator("#due li").filter(has_text="Decide where the child sleeps")
        # The case of a girl is of high risk already: her page says it once, above.
        expect(line if child == brother else worker.page.locator("main")).to_contain_text("High risk")
        assert Clock.objects.late().filter(child=child, rule="hospital.decision").exists()

    # The brother goes to his sister; both decisions are taken.
    owner.page.locator("#due").get_by_role("link", name="Decide where the child sleeps").click()
    owner.page.get_by_role("link", name="Place the child somewhere else").click()
    owner.fill(provider=other.pk, reason="With his sister", child_agrees="yes", suitable="yes")
    owner.send()
    assert Placement.objects.current().get(child=brother).siblings == "together"
    colleague.page.locator("#due").get_by_role("link", name="Decide where the child sleeps").click()
    colleague.fill(because="Her brother came to her")
    colleague.press("The child stays in this place")
    assert not PlacementDecision.objects.filter(status="asked").exists()
    assert Placement.objects.current().get(child=sister).apart_plan == ""
    colleague.open("casework:case", sister.pk)
    assert "Siblings apart" not in colleague.text()
