"""Age disputed by police, "he is 19": the scenario 9.14 as a social worker does it, on a phone."""

from datetime import timedelta

import pytest
from django.db import transaction
from playwright.sync_api import expect

from base import dates
from casework import age_assessment, guardianship
from casework.dossier import Known, gather
from casework.models import AgeAssessment, Case
from minors import filing
from minors.models import Child
from minors.sections import SECTIONS
from tests import makers
from tests.browser.people import PHONE, at_screen
from tests.casework.test_guardianship import DECIDED

pytestmark = pytest.mark.django_db(transaction=True)
DAY = timedelta(days=1)


@pytest.fixture
def window(browser, live_server):
    context = browser.new_context(viewport=PHONE)
    yield lambda user: at_screen(user, context, live_server.url)
    context.close()


def test_a_margin_from_17_to_19_leaves_a_child_and_the_paper_gives_the_benefit_of_the_doubt(window):
    today = dates.today()
    with transaction.atomic():
        aicha = makers.make_user("aicha")
        child = makers.make_case(aicha, birth=dates.from_age(16, today), risk="high").child
        facts = {"kind": "legal", "scopes": ["care"], "decided_on": today - 9 * DAY, "starts_on": today - 9 * DAY}
        guardian = guardianship.record(child, by=aicha, **{**facts, **DECIDED})
        filing.write(SECTIONS["detention"], child, values={"ground": "immigration", "starts_on": today}, silences={}, by=aicha)
    before = Child.objects.get(pk=child.pk)
    worker = window(aicha)

    # The doubt is written down; the child is one meanwhile.
    worker.open("casework:doubt_age", child.pk)
    worker.fill(doubted_by="The police at the control: “he is 19”", doubted_on=f"{today - 5 * DAY}")
    worker.send()
    worker.open("casework:case", child.pk)
    expect(worker.page.locator("main")).to_contain_text("treated as a child until everything is settled")
    # Detention: the level of risk is high and cannot be lowered.
    worker.open("casework:set_risk", child.pk)
    worker.fill(risk="medium", reasons="He is calm")
    worker.send()
    expect(worker.page.locator("main")).to_contain_text("The child is in detention")
    assert Case.objects.get(child=child).risk == "high"

    # The assessment, with the guardian there: 17 to 19 is a child.
    doubt = AgeAssessment.objects.get(child=child)
    worker.open("casework:conclude_age", doubt.pk)
    worker.fill(
        informed_on=f"{today - 3 * DAY}", informed_language="om", consent="given", consent_on=f"{today - 3 * DAY}",
        guardian=guardian.pk, social_interview="He left school in grade 8.", methods=["interview", "psychosocial"],
        assessed_on=f"{today - DAY}", first_assessor="Hawa Ali", first_function="Psychologist", second_assessor="Idriss Omar",
        second_function="Social worker, ONARS", independent=True, age_min="17", age_max="19", conclusion="adult",
        reasons="The margin reaches over 18.",
    )  # fmt: skip
    worker.send()
    expect(worker.page.locator("main")).to_contain_text("The lowest age of the margin is under 18, so this is a child.")
    worker.fill(conclusion="child")
    worker.send()
    doubt.refresh_from_db()
    now = Child.objects.get(pk=child.pk)
    assert (doubt.conclusion, doubt.age_min, doubt.age_max) == ("child", 17, 19)
    assert age_assessment.treated_as_child(now, today)
    with transaction.atomic():
        printed = repr(gather(Known(child.pk, reader=aicha, until=dates.now()), language="fr"))
    assert "âge contesté – bénéfice du doute" in printed

    # The child is told, and appeals; what the age was before stays in history.
    worker.open("casework:age_assessment", doubt.pk)
    worker.page.get_by_role("link", name="told").first.click()
    worker.fill(notified_on=f"{today}", appeal_until=f"{today + 9 * DAY}")
    worker.send()
    expect(worker.page.locator("main")).to_contain_text("Last day for an appeal")
    kept = Child.history.filter(id=child.pk, birth_latest=before.birth_latest)
    assert kept.exists()
