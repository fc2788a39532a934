"""Separation, journey and secret claims: dates that can be true, legs in their order, and nothing secret for who may not read it."""

from datetime import timedelta

import pytest
from django.urls import reverse

from base import dates
from base.workflow import Refused
from minors import filing
from minors.models import Debt, Exploiter, JourneyLeg
from minors.sections import SECTIONS
from tests import makers

pytestmark = pytest.mark.django_db


def write(key, child, by, **values):
    return filing.write(SECTIONS[key], child, values=values, silences={}, by=by)


def test_the_separation_was_not_before_the_birth(yonas, aicha):
    with pytest.raises(Refused, match="not born yet"):
        write("separation", yonas, aicha, separated_raw="1999")


def test_the_separation_was_not_after_the_child_was_found(aicha):
    then = dates.add_months(dates.now(), -14)
    child = makers.make_case(aicha, own="Saba", at=then).child
    with pytest.raises(Refused, match="found before this date"):
        write("separation", child, aicha, separated_raw=f"{then + timedelta(days=40):%m/%Y}")


def test_the_separation_is_not_still_to_come(yonas, aicha):
    with pytest.raises(Refused, match="has not come yet"):
        write("separation", yonas, aicha, separated_raw=f"01/{dates.today().year + 1}")


def test_a_date_told_in_words_is_kept_in_words(yonas, aicha):
    told = write("separation", yonas, aicha, separated_raw="still travelling with friends")
    assert (told.separated_raw, told.separated_earliest) == ("still travelling with friends", None)


def test_a_refused_date_stands_beside_its_question_and_nothing_typed_is_lost(worker, yonas):
    page = reverse("minors:write_section", args=[yonas.pk, "separation"])
    answer = worker.post(page, {"separated_raw": "1999", "story": "“We ran”", "version": "0"})
    assert answer.status_code == 422
    assert "separated_raw" in answer.context["form"].errors
    assert "“We ran”" in answer.text


def test_the_parts_of_a_journey_stand_in_their_order_whenever_they_were_told(yonas, aicha):
    write("journey", yonas, aicha, from_place="Galafi", to_place="Dikhil")
    write("journey", yonas, aicha, from_place="Dikhil", to_place="Obock")
    write("journey", yonas, aicha, from_place="Jimma", to_place="Galafi", number=0)
    assert [leg.from_place for leg in SECTIONS["journey"].records(yonas)] == ["Jimma", "Galafi", "Dikhil"]
    assert [leg.number for leg in JourneyLeg.objects.filter(child=yonas)] == [0, 1, 2]


@pytest.mark.parametrize(("levels", "status"), [(["read_c1", "read_c2"], 404), (["read_c1", "read_c2", "read_c3"], 200)])
def test_the_journey_is_for_readers_of_what_is_sensitive(client, yonas, aicha, levels, status):
    write("journey", yonas, aicha, from_place="Jimma")
    client.force_login(makers.make_reader("khadra", yonas, aicha, levels=levels))
    assert client.get(reverse("minors:section", args=[yonas.pk, "journey"])).status_code == status


@pytest.mark.parametrize("key", ["exploiters", "debts"])
def test_who_has_no_access_to_what_is_secret_meets_no_trace_of_it(client, yonas, aicha, key):
    write("exploiters", yonas, aicha, name="The short one")
    write("debts", yonas, aicha, open="yes")
    judge = makers.make_reader("khadra", yonas, aicha, levels=["read_c1", "read_c2", "read_c3", "print"])
    client.force_login(judge)
    pages = [reverse("minors:section", args=[yonas.pk, one]) for one in (key, "there_is_none")]
    secret, none = (client.get(page) for page in pages)
    assert secret.status_code == none.status_code == 404
    assert secret.content == none.content
    file = client.get(reverse("minors:file", args=[yonas.pk])).text
    assert "Debt and ransom" not in file
    assert "Smugglers" not in file


def test_the_responsible_worker_reads_what_is_secret(worker, yonas, aicha):
    write("debts", yonas, aicha, kind="ransom", open="yes", amount=50_000, currency="ETB")
    page = worker.get(reverse("minors:section", args=[yonas.pk, "debts"])).text
    assert "50000" in page
    assert "Ethiopian birr" in page


def test_what_is_secret_stands_in_tables_of_their_own():
    assert {model.record_class for model in (Debt, Exploiter)} == {"C4"}


def test_who_reads_what_is_sensitive_but_not_the_identity_reads_nothing_of_the_father(client, yonas, aicha):
    write("father", yonas, aicha, alive="dead", death_cause="Cholera", note="He drank")
    client.force_login(makers.make_reader("khadra", yonas, aicha, levels=["read_c1", "read_c3"], role="panel_member"))
    assert client.get(reverse("minors:section", args=[yonas.pk, "father"])).status_code == 404
