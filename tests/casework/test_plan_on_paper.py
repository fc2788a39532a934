"""The care plan in the printed file: its actions, who approved which version, and only what the reader may read."""

from base import dates
from casework import care_plans
from casework.models import CarePlan
from tests import makers
from tests.casework.test_case_file import printed


def read(child, by) -> str:
    return printed(child, by).replace("\n", " ")


def test_a_plan_is_printed_with_its_actions_and_its_approval_for_those_who_may_read_it(case, yonas, aicha, dahabo):
    amina = makers.make_reader("amina", yonas, aicha, levels=("read_c1", "read_c3", "print"))
    idil = makers.make_reader("idil", yonas, aicha, levels=("read_c1", "print"))
    plan = care_plans.begin(case, content=makers.PLAN, by=aicha)
    words = {**makers.ACTION, "responsible_name": "Zorro", "due_on": dates.today()}
    action = care_plans.add_action(plan, values=words, by=aicha)
    plan = care_plans.hear(CarePlan.objects.get(), child_agrees="partly", child_says="Not in the morning.", by=aicha)
    care_plans.approve(care_plans.submit(plan, by=aicha), by=dahabo, comment="Well thought")
    care_plans.complete(action, done_on=dates.today(), result="Goes every evening.", by=aicha)
    sensitive = ["goes to school", "Enrol him", "Not in the morning.", "Goes every evening.", "Well thought"]
    told = {reader: read(yonas, reader) for reader in (amina, idil)}
    assert [words for words in sensitive if words not in told[amina]] == []
    assert [words for words in sensitive if words in told[idil]] == []
    for said in told.values():
        assert "PLAN-1" in said
        assert "Supervisor, no." in said
        assert "Zorro" not in said
