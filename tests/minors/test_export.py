"""The export of one file: what its reader may read, by the descriptions, with a reason, remembered, under a name that tells nothing."""

import json

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from base import dates
from base.models import AccessEvent
from base.workflow import Refused
from minors import access, exporting, filing
from minors.models import Document
from minors.sections import SECTIONS
from tests import makers

pytestmark = pytest.mark.django_db


def write(key, child, by, *, silences=None, **values):
    return filing.write(SECTIONS[key], child, values=values, silences=silences or {}, by=by)


@pytest.fixture
def told(yonas, aicha):
    """One word of each class that is found nowhere else."""
    write("origin", yonas, aicha, birth_place="QzC2", birth_registered="no", silences={"birth_zone": "refused"})
    write("belonging", yonas, aicha, other_group="QzC3")
    write("screening", yonas, aicha, done_on=dates.today(), indicators=["debt"], told_words="QzC4", conclusion="refer")
    return yonas


def export(client, child, **changes):
    return client.post(
        reverse("minors:export", args=[child.pk]), {"reason": "Transfer of the case", "language": "en", "use": "case", **changes}
    )


def answers(response, record):
    file = json.loads(response.content)
    [found] = [one for one in file["records"] if one["record"] == record]
    return {answer["field"]: answer for answer in found["answers"]}


def test_aicha_exports_what_she_may_read_and_it_is_remembered(client, aicha, told):
    client.force_login(aicha)
    answer = export(client, told)
    assert answer["Content-Disposition"] == f'attachment; filename="{told.code}.json"'
    assert answer["Cache-Control"] == "no-store"
    event = AccessEvent.objects.get(kind="exported")
    assert (event.person, event.reason, event.child_id) == (aicha, "Transfer of the case", told.pk)
    assert answers(answer, "minors.belonging")["other_group"]["value"] == "QzC3"


def test_without_a_reason_nothing_is_exported(client, aicha, told):
    client.force_login(aicha)
    assert export(client, told, reason=" ").status_code == 422
    assert not AccessEvent.objects.filter(kind="exported").exists()


def test_the_identity_is_exported_only_when_asked_for_and_secret_data_never(client, aicha, told):
    client.force_login(aicha)
    without, with_names = export(client, told).content.decode(), export(client, told, identity="on").content.decode()
    assert ("QzC2" in without, "QzC2" in with_names) == (False, True)
    assert ("Yonas" in without, "Yonas" in with_names) == (False, True)
    assert "QzC4" not in without + with_names
    assert "trafficking" not in without + with_names


def test_unknown_refused_and_not_asked_are_told_apart(client, aicha, told):
    client.force_login(aicha)
    origin = answers(export(client, told, identity="on"), "minors.origin")
    states = {name: (origin[name]["state"], origin[name]["words"]) for name in ("birth_place", "birth_zone", "birth_region")}
    assert states == {
        "birth_place": ("answered", "QzC2"),
        "birth_zone": ("refused", "refused to answer"),
        "birth_region": ("not_asked", "not asked"),
    }


def test_the_labels_are_in_the_language_that_was_asked_for(client, aicha, told):
    client.force_login(aicha)
    assert answers(export(client, told, language="fr"), "minors.child")["sex"]["words"] == "garçon"


def test_a_judge_without_what_is_sensitive_exports_none_of_it(client, aicha, told):
    levels = ["read_c1", "read_c2", "print"]
    client.force_login(makers.make_reader("reader", told, aicha, levels=levels, role="judge", institution="JUSTICE"))
    written = export(client, told, identity="on").content.decode()
    assert "QzC3" not in written
    assert "QzC4" not in written
    assert "minors.belonging" not in written
    assert "QzC2" in written


def test_a_document_of_a_class_that_is_left_out_is_not_even_counted_in_the_export(client, aicha, told):
    for of in ("C1", "C3", "C4"):
        makers.make_document(told, aicha, field_class=of)
    reader = makers.make_reader(
        "reader", told, aicha, levels=["read_c1", "read_c2", "print"], role="judge", institution="JUSTICE"
    )
    for person, classes in ((reader, ["C1"]), (aicha, ["C1", "C3"])):
        client.force_login(person)
        records = json.loads(export(client, told).content)["records"]
        assert [one["record"] for one in records].count("minors.document") == len(classes)


def test_the_door_lists_only_documents_of_a_class_that_may_be_read(aicha, told):
    for of in ("C1", "C3", "C4"):
        makers.make_document(told, aicha, field_class=of)
    reader = makers.make_reader("reader", told, aicha, levels=["read_c1", "read_c3"], role="judge", institution="JUSTICE")
    assert sorted(access.visible_to(reader, Document).values_list("field_class", flat=True)) == ["C1", "C3"]
    assert access.visible_to(aicha, Document).count() == 3


def test_past_the_page_too_a_file_is_exported_for_a_reason_by_who_may_print_it_and_with_names_by_who_may_read_them(told, aicha):
    with pytest.raises(PermissionDenied, match="belongs to somebody else"):
        exporting.export_file(told, by=makers.make_reader("bilan", told, aicha), reason="Hearing", use="case")
    with pytest.raises(Refused, match="Say why this file is exported"):
        exporting.export_file(told, by=aicha, reason=" ", use="case")
    clerk = makers.make_reader("clerk", told, aicha, levels=("read_c1", "print"))
    with pytest.raises(Refused, match="but not the identity"):
        exporting.export_file(told, by=clerk, reason="Hearing", identity=True, use="case")
    assert not AccessEvent.objects.filter(kind="exported").exists()
