"""The assessment where something is decided: two options compared, the child seen alone or why not (domain.md 3.5)."""

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse

from base import dates
from base.models import Option
from base.workflow import Refused
from casework import best_interests, verifying
from casework.dossier import work
from casework.dossier.known import Known
from casework.models import BestInterestsAssessment
from tests import family, makers

pytestmark = pytest.mark.django_db


def begun(case, by, **changes) -> BestInterestsAssessment:
    return best_interests.begin(case, content={**makers.BIA, **changes}, by=by)


@pytest.mark.parametrize("purpose", BestInterestsAssessment.DECIDES)
@pytest.mark.parametrize(
    "options",
    [[], makers.COMPARED[:1], [makers.COMPARED[0], {**makers.COMPARED[1], "cons": " "}]],
)
def test_where_something_is_decided_two_options_are_compared(case, aicha, purpose, options):
    bia = begun(case, aicha, purpose=purpose, alternatives=options)
    with pytest.raises(Refused, match="At least two options") as refused:
        best_interests.submit(bia, by=aicha)
    assert refused.value.field == "option_1"
    if len(options) < 2:
        bia.status = "submitted"
        with pytest.raises(IntegrityError, match="a_decision_compares_two_options"), transaction.atomic():
            bia.save(by=aicha, reason="x")
    best_interests.write(bia, content={"alternatives": makers.COMPARED}, by=aicha) if bia.status == "draft" else None


def test_the_options_are_typed_kept_read_and_printed(client, case, aicha):
    bia = begun(case, aicha, purpose="family")
    client.force_login(aicha)
    page = reverse("casework:write_bia", args=[bia.pk])
    typed = {name: getattr(bia, name) for name in makers.BIA} | {"version": bia.version}
    for number, one in enumerate(makers.COMPARED, start=1):
        typed |= {f"{name}_{number}": words for name, words in one.items()}
    assert client.post(page, typed).status_code == 302
    bia.refresh_from_db()
    assert bia.alternatives == makers.COMPARED
    assert 'name="pros_2"' in client.get(page).text
    assert "He knows her." in client.get(page).text
    assert "She is poor." in client.get(bia.get_absolute_url()).text
    said = repr(work.best_interests(Known(case.child_id, reader=aicha, until=dates.now())))
    assert "She is poor." in said
    reader = makers.make_reader("filsan", case.child, aicha, levels=["read_c1", "print"])
    assert "She is poor." not in repr(work.best_interests(Known(case.child_id, reader=reader, until=dates.now())))


def test_not_seen_alone_without_a_reason_is_refused_by_the_database_too(case, aicha):
    bia = begun(case, aicha, seen_alone="no", not_alone_because=" ")
    bia.status = "submitted"
    with pytest.raises(IntegrityError, match="seen_alone_or_the_reason"), transaction.atomic():
        bia.save(by=aicha, reason="x")


def test_a_short_assessment_leaves_out_what_a_first_decision_does_not_need(case, aicha):
    texts = ["family", "health", "psychosocial", "education", "legal", "factors", "other_views"]
    bia = begun(case, aicha, kind="short", **dict.fromkeys(texts, ""))
    assert best_interests.submit(bia, by=aicha).status == "submitted"


def test_an_answer_is_read_with_the_question_that_was_asked(case, aicha):
    made = family.heard(case, aicha)
    Option.objects.filter(list="F12", code="village").update(valid_to=dates.today())
    assert "Harar" in [line.child for line in verifying.lines_of(made)]
    assert "Harar" not in dict(verifying.options.choices("F12", strict=True)), "it is not asked any more"


@pytest.mark.parametrize("change", [{"name_fr": "Quel village ?"}, {"code": "hamlet"}])
def test_a_question_that_was_asked_never_changes_its_words(db, change):
    asked = Option.objects.filter(list="F12", code="village")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        asked.update(**change)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        asked.delete()
