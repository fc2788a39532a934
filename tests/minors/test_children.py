"""The list of children and the search: by code, inside one's reach, page by page."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from base import dates
from base.models import AccessEvent
from casework import care
from minors.models import Child
from minors.remembering import digest_of
from tests import makers

HOUSE = ("SAVEPOINT", "RELEASE", "django_session", 'FROM "base_user" WHERE "base_user"."id" =')


def many(aicha, number):
    """Children registered a minute apart, two of each minute at the same instant; newest first."""
    now = dates.now()
    for turn in range(number):
        makers.make_case(aicha, own=f"Abdi {turn}", at=now - timedelta(minutes=turn // 2 + 1))


def codes_on(page):
    return [child.code for child in page.context["children"]]


def test_a_worker_sees_the_own_children_by_code_with_risk_place_and_what_is_due(worker, yonas, charmarke):
    other = makers.make_case(charmarke, own="Saida").child
    page = worker.get("/children/")
    assert yonas.code in page.text
    assert other.code not in page.text
    assert "Yonas" not in page.text
    for words in ("boy, 14", "Medium risk", "street", "Rapid assessment"):
        assert words in page.text


def test_who_sees_no_child_is_told_what_to_do(client, charmarke, yonas):
    client.force_login(charmarke)
    page = client.get("/children/")
    assert "No child yet" in page.text
    assert "/cases/register/" in page.text


def test_filters_choose_by_risk_state_and_responsibility(worker, yonas, aicha, dahabo):
    high = makers.make_case(aicha, own="Hamdi", risk="high").child
    mate = makers.make_user("ayan")
    shared = makers.make_case(mate, own="Saida").child
    assert codes_on(worker.get("/children/?risk=high")) == [high.code]
    assert "No child fits these filters" in worker.get("/children/?status=closed").text
    worker.force_login(dahabo)
    assert set(codes_on(worker.get("/children/"))) == {yonas.code, high.code, shared.code}
    assert codes_on(worker.get("/children/?mine=on")) == []


def test_a_filter_nobody_offers_is_ignored(worker, yonas):
    assert codes_on(worker.get("/children/?risk=none&older=nobody")) == [yonas.code]


def test_pages_follow_each_other_without_a_gap_and_without_a_repetition(worker, aicha):
    many(aicha, 53)
    everybody = list(Child.objects.order_by("-registered_at", "id").values_list("code", flat=True))
    seen, address = [], "/children/"
    while address:
        page = worker.get(address)
        seen += codes_on(page)
        last, address = page, page.context["older_url"] and "/children/" + page.context["older_url"]
    assert seen == everybody
    back = worker.get("/children/" + last.context["newer_url"])
    assert codes_on(back) == everybody[25:50]
    first = worker.get("/children/" + back.context["newer_url"])
    assert codes_on(first) == everybody[:25]
    assert first.context["newer_url"] == ""


def test_a_page_keeps_its_filters(worker, aicha):
    many(aicha, 27)
    assert "risk=medium" in worker.get("/children/?risk=medium").context["older_url"]


def test_the_list_asks_at_most_eight_questions_however_long_it_is(worker, aicha):
    def questions():
        worker.get("/children/")
        with CaptureQueriesContext(connection) as asked:
            worker.get("/children/")
        return [query["sql"] for query in asked if not any(part in query["sql"] for part in HOUSE)]

    makers.make_case(aicha)
    few = questions()
    many(aicha, 25)
    assert len(questions()) == len(few) <= 8, "\n".join(few)


def test_a_list_of_codes_is_remembered_too(worker, yonas, aicha):
    worker.get("/children/")
    assert AccessEvent.objects.get(person=aicha, kind="listed").shown == [yonas.code]


def test_the_name_of_a_shelter_is_said_only_to_those_who_place_children(worker, yonas, aicha):
    care.place(yonas, provider=makers.make_provider("Hidden house", care_type="safe_shelter"), reason="Bed", by=aicha)
    assert "Hidden house" in worker.get("/children/").text
    worker.force_login(makers.make_user("nasra", role="national_officer", institution="MFF"))
    page = worker.get("/children/")
    assert "Hidden house" not in page.text
    assert "safe shelter" in page.text


# ------------------------------------------------------------------------------------------------------------------- search


@pytest.mark.parametrize("term", ["Yonas", "ዮናስ", "ionas tesfay", "BEKELE"])
def test_a_child_is_found_by_a_name_in_any_spelling_and_named_by_code_only(worker, yonas, term):
    page = worker.post("/children/search/", {"term": term})
    assert codes_on(page) == [yonas.code]
    assert "Tesfaye" not in page.text


def test_a_child_is_found_by_its_code(worker, yonas):
    assert codes_on(worker.post("/children/search/", {"term": yonas.code.lower().replace("-", " ")})) == [yonas.code]


def test_a_search_finds_nothing_outside_ones_reach_and_says_what_to_do(client, charmarke, yonas):
    client.force_login(charmarke)
    by_name, by_code = (client.post("/children/search/", {"term": term}) for term in ("Yonas", yonas.code))
    for page in (by_name, by_code):
        assert codes_on(page) == []
        assert "No child found among those you may see" in page.text


def test_every_search_is_remembered_with_what_it_found(worker, yonas, aicha):
    worker.post("/children/search/", {"term": "Yonas"})
    event = AccessEvent.objects.get(person=aicha, kind="searched")
    assert (event.shown, event.detail) == ([yonas.code], {"term": digest_of("Yonas")})
    assert "Yonas" not in str(event.detail)


def test_a_term_never_stands_in_an_address(worker, yonas):
    page = worker.get("/children/search/?term=Yonas")
    assert page.context["children"] is None
    assert yonas.code not in page.text


def test_an_empty_search_is_refused_in_words(worker):
    assert worker.post("/children/search/", {"term": " "}).status_code == 422


def test_a_nul_in_a_search_gives_400(worker):
    assert worker.post("/children/search/", {"term": "a\x00"}).status_code == 400


def test_an_official_who_only_counts_opens_no_list(client, fatouma):
    client.force_login(fatouma)
    assert client.get("/children/").status_code == 403
