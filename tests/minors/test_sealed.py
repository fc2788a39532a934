"""A sealed file is open to the people named for it; a declared relative closes the files in which they are named."""

from datetime import timedelta

import pytest
from django.db.models import OuterRef, Value
from django.urls import reverse

from base import dates
from base.workflow import Refused
from casework import queues
from minors import access, conflicts, sealed, search, ties
from minors.models import Child, DeclaredRelative, Exclusion, Exploiter, Grant, Person
from plan import measuring, periods
from plan.models import Indicator
from tests import makers

pytestmark = pytest.mark.django_db
OMAR = {"own": "Omar", "father": "Ali", "grandfather": "Robleh", "relation": "Cousin"}


@pytest.fixture
def nasra(db):
    return makers.make_user("nasra", role="national_officer", institution="MFF")


@pytest.fixture
def hassan(db):
    return makers.make_user("hassan", role="regional_coordinator", team=makers.make_team("MFF", "Djibouti", "DJV"))


@pytest.fixture
def sealing(yonas, dahabo, bilan):
    return sealed.seal(yonas, keep=[], reason="Threats", by=dahabo)


def sees(user, child):
    return access.children_of(user).filter(pk=child.pk).exists()


def counted(user):
    period = periods.holding(dates.today(), "month")
    found = measuring.measure(Indicator.objects.get(code="1.1"), period, user=user)
    lines = measuring.drill_down(found.indicator, period, user=user)
    regions = {cell.group: cell.denominator for cell in found.cells["region"]}
    return found.total.denominator, regions.get("DJV", 0), len(lines)


def test_only_the_responsible_worker_and_the_supervisor_who_sealed_it_see_a_sealed_case(
    sealing, aicha, dahabo, bilan, nasra, hassan, yonas
):
    other = makers.make_user("saada", role="supervisor")
    assert [sees(one, yonas) for one in (aicha, dahabo)] == [True, True]
    assert [sees(one, yonas) for one in (bilan, other, nasra, hassan)] == [False] * 4
    assert Grant.objects.get(user=bilan).status == "revoked"


def test_who_keeps_their_access_stays_named(yonas, dahabo, bilan):
    sealed.seal(yonas, keep=Grant.objects.filter(user=bilan), reason="Threats", by=dahabo)
    assert sees(bilan, yonas)


def test_an_access_of_a_team_names_nobody(yonas, aicha, dahabo):
    night = makers.make_team(name="Night shelter")
    idil, day = makers.make_user("idil", role="night_duty", team=night), dates.now() + timedelta(days=1)
    given = access.give(yonas, team=night, levels=["read_c1"], purpose="duty", by=aicha, reason="Tonight", ends_at=day)
    assert sees(idil, yonas)
    sealed.SEALING.begin(sealed.SealedFile(child=yonas, reason="Threats", sealed_by=dahabo), "seal", by=dahabo, reason="Threats")
    assert given.status == "given"
    assert not sees(idil, yonas)


def test_search_and_lists_do_not_show_it(sealing, client, yonas, aicha):
    there = makers.make_user("saada", role="supervisor")
    for term in (yonas.code, "Yonas Tesfaye"):
        assert search.find(term, by=there) == []
        assert search.find(term, by=aicha) == [yonas]
    client.force_login(there)
    assert yonas.code not in client.get(reverse("minors:children")).text
    assert client.get(yonas.get_absolute_url()).status_code == 404


def test_it_counts_in_the_country_and_in_no_part_of_it_nor_in_a_list(yonas, nasra, hassan, dahabo, aicha):
    makers.make_case(aicha)
    assert counted(nasra) == (2, 2, 2)
    sealed.seal(yonas, keep=[], reason="Threats", by=dahabo)
    assert counted(nasra) == (2, 1, 1)
    assert counted(hassan) == (1, 1, 1)


def test_a_file_joined_with_a_sealed_one_is_closed_with_it(yonas, aicha, dahabo, nasra):
    other = makers.make_case(aicha, own="Ionas").child
    makers.make_merge(yonas, other, dahabo)
    sealed.seal(other, keep=[], reason="Threats", by=dahabo)
    assert not sees(nasra, yonas)
    assert not sees(nasra, other)


def test_who_is_shut_out_of_one_of_joined_files_is_shut_out_of_each_of_them_in_the_queues_too(yonas, aicha, dahabo):
    """The door and the queues ask differently, and must say the same: else a case waits for somebody who cannot open it."""
    other, third = makers.make_case(aicha, own="Ionas").child, makers.make_case(aicha, own="Jonas").child
    makers.make_merge(yonas, other, dahabo)
    makers.make_merge(yonas, third, dahabo)
    files = {yonas, other, third}
    for shut in files:
        saada = makers.make_user(f"saada{shut.code}", role="supervisor")
        access.exclude(shut, user=saada, by=dahabo, reason="A cousin")
        rows = Child.objects.filter(pk__in=[one.pk for one in files])
        found = rows.annotate(reader=Value(saada.pk)).filter(ties.shuts_out(OuterRef("reader"), OuterRef("pk")))
        assert set(found) == set(rows.filter(pk__in=ties.shut_to(saada))) == files
    sealed.seal(yonas, keep=[], reason="Threats", by=dahabo)
    idil = makers.make_user("idil", role="supervisor")
    assert set(rows.annotate(reader=Value(idil.pk)).filter(ties.shuts_out(OuterRef("reader"), OuterRef("pk")))) == files


def test_nobody_but_the_supervisor_names_further_people(sealing, aicha, dahabo, yonas):
    ayan, day = makers.make_user("ayan"), dates.now() + timedelta(days=1)
    with pytest.raises(Refused):
        access.give(yonas, user=ayan, levels=["read_c1"], purpose="duty", by=aicha, reason="Duty", ends_at=day)
    access.give(yonas, user=ayan, levels=["read_c1"], purpose="duty", by=dahabo, reason="Duty", ends_at=day)
    assert sees(ayan, yonas)


def test_an_excluded_person_stays_out_however_often_they_are_named(sealing, aicha, dahabo, yonas):
    access.exclude(yonas, user=aicha, by=dahabo, reason="A cousin")
    assert not sees(aicha, yonas)


def test_a_sealed_case_is_never_in_nobodys_queue(sealing, case):
    assert not queues.orphans().exists()


def test_it_is_sealed_and_lifted_on_its_page(client, dahabo, nasra, yonas, bilan):
    client.force_login(dahabo)
    address = reverse("minors:seal", args=[yonas.pk])
    assert client.post(address, {"reason": ""}).status_code == 422
    assert client.post(address, {"reason": "Threats", "keep": [Grant.objects.get(user=bilan).pk]}).status_code == 302
    assert client.post(address, {"reason": "Threats"}).status_code == 422
    page = client.get(address).text
    assert "Bilan" in page
    assert "Threats" in page
    assert "sealed" in client.get(reverse("minors:access", args=[yonas.pk])).text
    client.post(reverse("minors:lift_seal", args=[yonas.sealings.get().pk]), {"reason": "It is over"})
    assert sees(nasra, yonas)


# ------------------------------------------------------------------------------------------------------- declared relatives


def declare(person, **changes):
    return conflicts.declare(by=person, reach=access.readable_by(person, "C2"), **{**OMAR, **changes})


@pytest.mark.parametrize("where", ["child", "family", "smuggler"])
def test_a_file_in_which_a_declared_relative_is_named_is_closed(where, aicha, dahabo, yonas):
    other = makers.make_case(aicha, own="Hana").child
    if where == "child":
        other = makers.make_case(aicha, own="Cumar", father="Cali", grandfather="Robleh").child
    elif where == "family":
        Person(child=other, own="Omar", father="Ali", grandfather="Robleh").save(by=aicha, reason="Told")
    else:
        Exploiter(child=other, name="Omar Ali Robleh").save(by=aicha, reason="Told")
    declare(aicha)
    assert not sees(aicha, other)
    assert sees(aicha, yonas)
    assert Exclusion.objects.get(child=other, user=aicha).declared


def test_one_name_alone_closes_nothing(aicha, yonas):
    other = makers.make_case(aicha, own="Omar", father="", grandfather="").child
    declare(aicha)
    assert sees(aicha, other)


def test_who_registers_a_relative_hands_the_case_to_the_supervisor(aicha, dahabo):
    declare(aicha)
    child = makers.make_case(aicha, own="Omar", father="Ali", grandfather="Robleh").child
    assert not sees(aicha, child)
    assert sees(dahabo, child)
    assert queues.without_an_owner().filter(child=child).exists()


def test_no_access_is_given_to_a_relative(aicha, dahabo):
    ayan = makers.make_user("ayan")
    declare(ayan)
    child = makers.make_case(aicha, own="Omar", father="Ali", grandfather="Robleh").child
    with pytest.raises(Refused):
        access.give(
            child, user=ayan, levels=["read_c1"], purpose="duty", by=aicha, reason="Duty", ends_at=dates.now() + timedelta(days=1)
        )


def test_the_night_finds_relatives_who_were_written_down_later(aicha, yonas):
    declare(aicha)
    Person(child=yonas, own="Omar", father="Ali", grandfather="Robleh").save(by=aicha, reason="Told")
    assert sees(aicha, yonas)
    looked_at, found = conflicts.look_everywhere(lambda author: access.readable_by(author, "C2"))
    assert (looked_at, found) == (1, [yonas.pk])
    assert not sees(aicha, yonas)


def test_the_supervisor_sees_recused_and_no_name_and_may_let_in_again(client, aicha, dahabo):
    child = makers.make_case(aicha, own="Omar", father="Ali", grandfather="Robleh").child
    declare(aicha)
    client.force_login(dahabo)
    page = client.get(reverse("minors:access", args=[child.pk])).text
    assert "recused" in page
    assert "Robleh" not in page
    client.post(reverse("minors:let_in", args=[Exclusion.objects.get(child=child).pk]), {"reason": "Another Omar"})
    assert sees(aicha, child)
    declare(aicha, relation="Cousin of my mother")
    assert sees(aicha, child), "what a supervisor decided stays decided"


def test_only_a_supervisor_lets_in_again_who_declared_a_relative(client, aicha, dahabo):
    """The responsible worker may give access and shut out: about a declaration she decides nothing."""
    child = makers.make_case(aicha, own="Omar", father="Ali", grandfather="Robleh").child
    ayan = makers.make_reader("ayan", child, aicha, role="caseworker", levels=["read_c1", "read_c2"])
    declare(ayan)
    shut = Exclusion.objects.get(child=child, user=ayan)
    client.force_login(aicha)
    address = reverse("minors:let_in", args=[shut.pk])
    assert address not in client.get(reverse("minors:access", args=[child.pk])).text
    refused = client.post(address, {"reason": "Another Omar"})
    assert refused.status_code == 422
    assert "A supervisor decides" in refused.text
    assert not sees(ayan, child)
    client.force_login(dahabo)
    assert address in client.get(reverse("minors:access", args=[child.pk])).text
    assert client.post(address, {"reason": "Another Omar"}).status_code == 302
    assert sees(ayan, child)


def test_nobody_else_reads_what_somebody_declared(client, worker, aicha, dahabo, yonas):
    worker.post(reverse("minors:relatives"), OMAR)
    assert "Robleh" in worker.get(reverse("minors:relatives")).text
    assert access.visible_to(aicha, DeclaredRelative).count() == 1
    for person in (dahabo, makers.make_user("deqa", role="system_administrator", institution="MFF")):
        assert not access.visible_to(person, DeclaredRelative).exists()
    client.force_login(dahabo)
    assert client.post(reverse("minors:take_back_relative", args=[DeclaredRelative.objects.get().pk])).status_code == 404
