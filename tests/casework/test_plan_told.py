"""The timeline tells that something was planned and done, and not what."""

from base import dates, timeline
from casework import care_plans
from casework.models import CarePlan, PlanAction
from tests import makers


def test_what_was_planned_is_told_without_its_words(case, aicha):
    plan = care_plans.begin(case, content=makers.PLAN, by=aicha)
    said = {**makers.ACTION, "due_on": dates.today(), "need": "Zorro", "action": "Zorro"}
    care_plans.complete(care_plans.add_action(plan, values=said, by=aicha), done_on=dates.today(), result="Zorro", by=aicha)
    entries = timeline.of_child(case.child_id, [CarePlan, PlanAction], classes={"C1"})
    assert "An action of the care plan was done." in [one.sentence for one in entries]
    assert "Zorro" not in str(entries)
