"""Where the child sleeps: one place a night, one child a bed, and a decision that somebody can read later."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from base import dates
from base.workflow import Refused
from casework import care
from casework.models import FAMILY_CARE, NO_CARE, Placement
from tests import makers


@pytest.fixture
def shelter(db):
    return makers.make_provider("Night shelter", capacity=2)


def moment(at):
    return dict(zip(("_0", "_1"), f"{at.astimezone(dates.DJIBOUTI):%Y-%m-%d %H:%M:%S}".split(), strict=True))


def posted(provider, child, at=None, **changes):
    leaves = child.placements.current().first()
    when = {f"starts_at{part}": value for part, value in moment(at or dates.now()).items()}
    fields = {
        "provider": provider.pk,
        "reason": "A bed and a cook",
        "basis": "emergency",
        "child_agrees": "yes",
        "suitable": "unknown",
    }
    return {**fields, **when, "leaves": leaves.pk if leaves else "", **changes}


def later(**delta):
    return dates.at(dates.now() + timedelta(**delta))


def test_aicha_places_yonas_and_his_night_in_the_street_ends(client, aicha, yonas, shelter):
    client.force_login(aicha)
    address = reverse("casework:place", args=[yonas.pk])
    with later(minutes=2):
        assert "2 of 2 beds free" in client.get(address).content.decode()
        assert client.post(address, posted(shelter, yonas)).status_code == 302
    street, bed = yonas.placements.order_by("starts_at")
    assert street.ends_at == bed.starts_at
    assert (bed.provider, bed.ends_at, bed.child_agrees) == (shelter, None, "yes")


def test_a_full_place_is_shown_but_takes_nobody_more(client, aicha, yonas):
    full = makers.make_provider("Full house", capacity=0)
    client.force_login(aicha)
    address = reverse("casework:place", args=[yonas.pk])
    assert "No bed free" in client.get(address).content.decode()
    with later(minutes=1):
        page = client.post(address, posted(full, yonas, reason="He is tired"))
    assert page.status_code == 422
    assert "No bed is free at “Full house”" in page.content.decode()
    assert "He is tired" in page.content.decode()


def test_places_without_a_free_bed_stand_last(aicha, yonas):
    makers.make_provider("A full house", capacity=0)
    makers.make_provider("Z house with beds")
    labels = [place.label for place in care.suitable_providers(yonas)]
    assert labels.index("Z house with beds") < labels.index("A full house")


def test_a_boy_is_not_sent_to_a_house_of_girls(aicha, yonas):
    girls = makers.make_provider("House of girls", sexes=["F"])
    assert girls not in care.suitable_providers(yonas)
    with later(minutes=1), pytest.raises(Refused, match="does not take this child"):
        care.place(yonas, provider=girls, reason="x", by=aicha)


def test_a_place_for_other_ages_takes_a_child_for_a_reason_only(client, aicha, yonas):
    small = makers.make_provider("House of the small", max_age=8)
    client.force_login(aicha)
    assert "Not the age this place takes" in client.get(reverse("casework:place", args=[yonas.pk])).content.decode()
    with later(minutes=1):
        with pytest.raises(Refused, match="no beds for a child of this sex and age"):
            care.place(yonas, provider=small, reason="Nothing else tonight", by=aicha)
        bed = care.place(yonas, provider=small, reason="Nothing else tonight", override_reason="With his sister", by=aicha)
    assert (bed.overridden, bed.places, bed.ends_at) == (True, small.places.get(), None)


def test_a_placement_does_not_begin_before_the_last_one_did(client, aicha, yonas, shelter):
    client.force_login(aicha)
    page = client.post(reverse("casework:place", args=[yonas.pk]), posted(shelter, yonas, at=dates.now() - timedelta(days=3)))
    assert page.status_code == 422
    assert "already has a place for these nights" in page.content.decode()


def test_a_child_registered_and_placed_in_the_same_minute_has_two_places_one_after_the_other(client, aicha, yonas, shelter):
    street = yonas.placements.get()
    client.force_login(aicha)
    form = posted(shelter, yonas, at=street.starts_at.replace(second=0, microsecond=0))
    assert client.post(reverse("casework:place", args=[yonas.pk]), form).status_code == 302
    street.refresh_from_db()
    assert street.ends_at == yonas.placements.current().get().starts_at > street.starts_at


def test_a_placement_is_not_recorded_before_the_child_has_arrived(aicha, yonas, shelter):
    with pytest.raises(Refused, match="when the child has arrived") as refused:
        care.place(yonas, provider=shelter, reason="x", by=aicha, starts_at=dates.now() + timedelta(days=1))
    assert refused.value.field == "starts_at"


def test_two_workers_do_not_place_the_same_child_without_knowing_of_each_other(client, aicha, yonas, shelter):
    form = posted(shelter, yonas)
    other = makers.make_provider("Other house")
    with later(minutes=1):
        care.place(yonas, provider=other, reason="First come", by=aicha)
    client.force_login(aicha)
    with later(minutes=2):
        page = client.post(
            reverse("casework:place", args=[yonas.pk]), {**form, **posted(shelter, yonas), "leaves": form["leaves"]}
        )
        assert page.status_code == 422
        assert "the child now sleeps at “Other house”" in page.content.decode()
        assert yonas.placements.current().get().provider == other


def test_the_database_gives_no_child_two_places_in_one_night(aicha, yonas, shelter):
    with pytest.raises(IntegrityError, match="one_place_a_night"), transaction.atomic():
        care.settle(yonas, care_type="kinship", provider=None, starts_at=dates.now(), reason="Second bed", by=aicha)


def test_a_placement_ends_with_a_reason_and_frees_the_bed(client, aicha, yonas, shelter):
    client.force_login(aicha)
    with later(minutes=1):
        bed = care.place(yonas, provider=shelter, reason="x", by=aicha)
    address = reverse("casework:end_placement", args=[bed.pk])
    with later(minutes=9):
        form = {"version": bed.version, **{f"ends_at{part}": value for part, value in moment(dates.now()).items()}}
        assert client.post(address, {**form, "end_reason": ""}).status_code == 422
        assert care.suitable_providers(yonas).get(pk=shelter.pk).free == 1
        assert client.post(address, {**form, "end_reason": "reunified"}).status_code == 302
    bed.refresh_from_db()
    assert bed.end_reason == "reunified"
    assert care.suitable_providers(yonas).get(pk=shelter.pk).free == 2


def test_a_placement_ends_after_it_began_and_not_in_the_future(aicha, yonas):
    street = yonas.placements.get()
    with pytest.raises(Refused, match="ends after it starts"):
        care.end(street, end_reason="other", by=aicha, ends_at=street.starts_at - timedelta(minutes=2))
    with pytest.raises(Refused, match="not come yet"):
        care.end(street, end_reason="other", by=aicha, ends_at=dates.now() + timedelta(days=2))


def test_the_database_refuses_an_end_without_a_reason_or_before_the_start(aicha, yonas):
    street = yonas.placements.get()
    street.ends_at = street.starts_at + timedelta(hours=1)
    with pytest.raises(IntegrityError, match="ends_with_a_reason"), transaction.atomic():
        street.save(by=aicha, reason="x", update_fields=["ends_at"])
    street.ends_at, street.end_reason = street.starts_at - timedelta(hours=1), "other"
    with pytest.raises(IntegrityError, match="ends_after_it_starts"), transaction.atomic():
        street.save(by=aicha, reason="x", update_fields=["ends_at", "end_reason"])


def test_a_placement_ends_once(aicha, yonas):
    street = yonas.placements.get()
    with later(minutes=1):
        care.end(street, end_reason="other", by=aicha)
        with pytest.raises(Refused):
            care.end(street, end_reason="missing", by=aicha)


def test_aicha_looks_and_says_that_the_place_suits(client, aicha, yonas, shelter):
    client.force_login(aicha)
    with later(minutes=1):
        bed = care.place(yonas, provider=shelter, reason="x", by=aicha)
    address = reverse("casework:judge_placement", args=[bed.pk])
    assert client.get(address).status_code == 200
    assert client.post(address, {"suitable": "yes", "reason": "", "version": bed.version}).status_code == 422
    assert client.post(address, {"suitable": "yes", "reason": "Own bed, eats well", "version": bed.version}).status_code == 302
    bed.refresh_from_db()
    assert bed.suitable == "yes"


def test_a_judgement_on_a_placement_that_somebody_ended_meanwhile_shows_both(client, aicha, yonas):
    street = yonas.placements.get()
    opened = street.version
    care.judge(street, suitable="no", by=aicha, reason="A pavement")
    client.force_login(aicha)
    page = client.post(
        reverse("casework:judge_placement", args=[street.pk]), {"suitable": "yes", "reason": "Calm corner", "version": opened}
    )
    assert page.status_code == 409
    assert "Calm corner" in page.content.decode()
    assert "Stored now" in page.content.decode()


def test_bilan_may_not_place_and_charmarke_finds_nothing(client, yonas, bilan, charmarke):
    pages = [
        reverse("casework:place", args=[yonas.pk]),
        reverse("casework:end_placement", args=[yonas.placements.get().pk]),
        reverse("casework:judge_placement", args=[yonas.placements.get().pk]),
    ]
    for person, status in ((bilan, 403), (charmarke, 404)):
        client.force_login(person)
        assert {client.get(address).status_code for address in pages} == {status}


def test_the_kinds_of_care_that_rules_name_stand_in_the_list(db):
    from base.models import Option

    listed = set(Option.objects.filter(list="L11").values_list("code", flat=True)) | {"unknown", "refused"}
    assert set(FAMILY_CARE) | set(NO_CARE) <= listed


@pytest.mark.django_db(transaction=True)
def test_the_last_bed_is_given_once_when_two_workers_ask_at_the_same_moment():
    aicha = makers.make_user("aicha")
    last = makers.make_provider("Last bed", capacity=1)
    ago = dates.now() - timedelta(hours=2)
    with transaction.atomic():
        children = [makers.make_case(aicha, own=own, at=ago).child for own in ("Yonas", "Dawit")]

    def give(child):
        try:
            care.place(child, provider=last, reason="Tonight", by=aicha)
        except Refused as refusal:
            return f"refused: {refusal.field}"
        finally:
            connection.close()
        return "placed"

    with ThreadPoolExecutor(2) as workers:
        answers = sorted(workers.map(give, children))
    assert answers == ["placed", "refused: provider"]
    assert Placement.objects.filter(provider=last, ends_at=None).count() == 1
