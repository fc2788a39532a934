"""One visit to several children: one save, a record of its own in each file, rights asked for each; all or nothing."""

import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from base import dates
from base.models import AccessEvent
from base.workflow import Refused
from casework import care, follow_up
from casework.models import Case, FollowUp
from minors import access, siblings
from minors.models import Exclusion
from tests import makers

NO = follow_up.NOT_FOR_ALL
LATER = dates.now() + timedelta(days=30)


@pytest.fixture
def hana(case, aicha):
    """The sister of Yonas, whose file Aicha writes too."""
    sister = makers.make_case(aicha, own="Hana", sex="F", risk="medium", tonight={"care_type": "kinship"}).child
    siblings.link([case.child, sister], by=aicha, reason="One boat")
    return sister


def typed(*children, **changes):
    moment = dates.now().astimezone(dates.DJIBOUTI)
    said = {"done_at_0": f"{moment:%Y-%m-%d}", "done_at_1": f"{moment:%H:%M}", "kind": "community", "for_all": "Both eat well"}
    for child in children:
        said |= {f"seen_{child.pk.hex}": "alone", f"risk_{child.pk.hex}": "medium"}
    return {**said, **changes}


def send(client, child, *others, **changes):
    said = typed(child, *others, **changes)
    return client.post(reverse("casework:visit_together", args=[child.pk]), {**said, "with": [str(one.pk) for one in others]})


def offered(client, child):
    return [one.code for one in client.get(reverse("casework:visit_together", args=[child.pk])).context["offered"]]


def test_brothers_and_sisters_and_children_of_the_same_place_are_offered(worker, aicha, yonas, hana):
    centre = makers.make_provider()
    dawit = makers.make_case(aicha, own="Dawit").child
    elsewhere = makers.make_case(aicha, own="Liya").child
    for child in (yonas, dawit):
        care.place(child, provider=centre, reason="Bed", by=aicha)
    care.place(elsewhere, provider=makers.make_provider(), reason="Bed", by=aicha)
    assert offered(worker, yonas) == [hana.code, dawit.code]


def test_nobody_is_offered_whose_file_the_worker_may_not_write(worker, aicha, yonas):
    hodan, centre = makers.make_user("hodan"), makers.make_provider()
    unseen, readable, shut = (makers.make_case(hodan, own=name).child for name in ("Dawit", "Liya", "Sara"))
    for child in (yonas, unseen, readable, shut):
        care.place(child, provider=centre, reason="Bed", by=aicha)
    access.give(readable, user=aicha, levels=["read_c1"], purpose="duty", by=hodan, reason="Ill", ends_at=LATER)
    access.give(shut, user=aicha, levels=access.FULL, purpose="duty", by=hodan, reason="Ill", ends_at=LATER)
    Exclusion(child=shut, user=aicha, reason="A cousin").save(by=hodan, reason="Declared")
    assert offered(worker, yonas) == []


def test_one_save_writes_a_record_of_its_own_in_each_file(worker, yonas, hana, aicha):
    own = {f"matters_{hana.pk.hex}": "Hana coughs", f"risk_{hana.pk.hex}": "high", f"risk_reasons_{hana.pk.hex}": "Ill and alone"}
    assert send(worker, yonas, hana, **own).status_code == 302
    assert yonas.follow_ups.get().matters == "Both eat well"
    assert hana.follow_ups.get().matters == "Both eat well\n\nHana coughs"
    assert Case.objects.get(child=hana).risk == "high"
    assert Case.objects.get(child=yonas).risk == "medium"


def test_what_concerns_one_child_never_reaches_the_file_of_another(worker, yonas, hana):
    page = worker.get(reverse("casework:visit_together", args=[yonas.pk]), {"with": [str(hana.pk)]})
    assert f"goes into each of these files: \u2068{yonas.code}\u2069, \u2068{hana.code}\u2069. Name no child here" in page.text
    refused = send(worker, yonas, hana, for_all="Yonas keeps watch over his sister")
    assert refused.status_code == 422
    assert "names one of the children" in refused.text
    assert "Yonas keeps watch over his sister" in refused.text
    assert not FollowUp.objects.exists()
    assert send(worker, yonas, hana, for_all="Yonas keeps watch", named_on_purpose="on").status_code == 302


@pytest.mark.parametrize("why", ["does not exist", "unseen", "readable", "excluded"])
def test_one_child_who_may_not_be_written_about_refuses_the_whole_in_the_same_words(worker, yonas, hana, aicha, why):
    hodan = makers.make_user("hodan")
    other = makers.make_case(hodan, own="Dawit").child
    code = other.code
    if why == "does not exist":
        other.pk = uuid.uuid4()
    elif why == "readable":
        access.give(
            other, user=aicha, levels=["read_c1", "read_c2", "read_c3"], purpose="duty", by=hodan, reason="Ill", ends_at=LATER
        )
    elif why == "excluded":
        access.give(other, user=aicha, levels=access.FULL, purpose="duty", by=hodan, reason="Ill", ends_at=LATER)
        Exclusion(child=other, user=aicha, reason="A cousin").save(by=hodan, reason="Declared")
    page = send(worker, yonas, hana, other, **{f"matters_{other.pk.hex}": "What I wrote of the third"})
    assert page.status_code == 422
    assert NO in page.text
    assert code not in page.text
    assert "Both eat well" in page.text
    assert "What I wrote of the third" in page.text
    assert not FollowUp.objects.exists()
    answers = {**makers.FOLLOW_UP}
    with pytest.raises(Refused, match="may not write") as refused:
        follow_up.sign_together({yonas.pk: answers, other.pk: answers}, by=aicha)
    assert code not in str(refused.value)
    assert not FollowUp.objects.exists()


def test_the_sentence_is_said_in_the_language_of_the_person(client, yonas, hana):
    hassan = makers.make_user("hassan", language="ar")
    access.give(yonas, user=hassan, levels=access.FULL, purpose="duty", by=hassan, reason="Ill", ends_at=LATER)
    client.force_login(hassan)
    page = send(client, yonas, hana)
    assert page.status_code == 422
    with translation.override("ar"):
        assert gettext(NO) in page.text


def test_what_is_refused_about_one_child_stands_beside_that_child_and_saves_nothing(worker, yonas, hana):
    page = send(worker, yonas, hana, **{f"risk_{hana.pk.hex}": "high"})
    assert page.status_code == 422
    assert f"{hana.code}: The level of risk was" in page.text
    assert page.context["form"].errors[f"risk_reasons_{hana.pk.hex}"]
    assert f"\u2068{hana.code}\u2069 · Why this level?" in page.text, "the list of errors says whose answer it is"
    assert not FollowUp.objects.exists()


def test_opening_the_file_of_each_child_is_remembered(worker, yonas, hana):
    worker.get(reverse("casework:visit_together", args=[yonas.pk]), {"with": [str(hana.pk)]})
    assert AccessEvent.objects.filter(child_id=hana.pk, kind="opened").exists()


def test_a_number_that_is_no_id_is_passed_over(worker, yonas, hana):
    page = worker.get(reverse("casework:visit_together", args=[yonas.pk]), {"with": ["x", ""]})
    assert page.status_code == 200
    assert "offered" in page.context


def test_a_visit_to_a_whole_centre_asks_for_rights_once(worker, aicha, yonas):
    centre = makers.make_provider(capacity=20)
    others = [makers.make_case(aicha, own=f"Child {number}").child for number in range(4)]
    for child in (yonas, *others):
        care.place(child, provider=centre, reason="Bed", by=aicha)
    with CaptureQueriesContext(connection) as asked:
        worker.get(reverse("casework:visit_together", args=[yonas.pk]))
    grants = [query["sql"] for query in asked if "minors_childuserpermission" in query["sql"]]
    assert len(grants) <= 6
    assert send(worker, yonas, *others, done_at_0=f"{dates.today() - timedelta(days=0)}").status_code == 302
    assert FollowUp.objects.count() == 5
