"""Every line of a timeline names the objectives it serves, by the version of the plan in force on that day."""

from datetime import date

import pytest

from base.objectives import FieldOfAction, objectives_of
from plan import objectives
from plan.definitions import DEFINITIONS
from plan.models import Indicator, Objective, Plan


@pytest.fixture(autouse=True)
def _fresh(db):
    objectives.forget()
    yield
    objectives.forget()


def test_each_field_of_action_serves_an_objective_of_the_illustrative_plan():
    assert objectives_of("identification", date(2026, 11, 24)) == ["OS1"]
    assert all(objectives_of(field, date(2026, 11, 24)) for field in FieldOfAction.values)


def test_before_any_plan_was_in_force_no_objective_was_served():
    assert objectives_of("care", date(2019, 1, 1)) == []


def test_a_new_version_of_the_plan_does_not_rewrite_the_past():
    old = Plan.objects.get()
    old.valid_to = date(2026, 10, 1)
    old.save()
    new = Plan.objects.create(code="2027", name_fr="-", name_en="-", name_ar="-", valid_from=date(2026, 10, 1))
    Objective.objects.create(plan=new, code="A", name_fr="-", name_en="-", name_ar="-", fields_of_action=["care", "services"])
    assert objectives_of("care", date(2026, 9, 30)) == ["OS3"]
    assert objectives_of("care", date(2026, 10, 1)) == ["A"]
    assert objectives_of("identification", date(2026, 10, 1)) == []


def test_a_long_timeline_asks_the_database_nothing_once_warm(django_assert_num_queries):
    objectives_of("care", date(2026, 9, 30))
    with django_assert_num_queries(0):
        for _line in range(1000):
            objectives_of("care", date(2026, 9, 30)).append("does not reach the next reader")
    assert objectives_of("care", date(2026, 9, 30)) == ["OS3"]


def test_the_plan_of_the_data_file_is_loaded_whole_and_marked_illustrative():
    plan = Plan.objects.get()
    assert (plan.illustrative, plan.objectives.count(), Indicator.objects.count()) == (True, 7, 39)
    computed = Indicator.objects.exclude(definition="")
    assert set(computed.values_list("definition", flat=True)) == set(DEFINITIONS)
    assert sorted(computed.values_list("code", flat=True)) == ["1.1", "1.2", "1.3", "2.2", "3.1", "4.1"]
