"""A file comes in parts over a bad connection: a cut loses nothing, a second send changes nothing, nobody else reaches it."""

import hashlib
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse

from base import dates, files
from base.workflow import Refused
from minors import access, uploads
from minors.models import Upload
from tests import makers

pytestmark = pytest.mark.django_db
CONTENT = bytes(range(256)) * 800  # 200 kB: four parts


def begin(client, child, content=CONTENT, **changes):
    asked = {"size": len(content), "digest": hashlib.sha256(content).hexdigest(), **changes}
    return client.post(reverse("minors:begin_upload", args=[child.pk]), asked)


def send(client, url, at, part):
    return client.post(f"{url}?at={at}", part, content_type="application/octet-stream")


def parts(content=CONTENT):
    return [(at, content[at : at + uploads.PART]) for at in range(0, len(content), uploads.PART)]


def test_a_file_sent_in_parts_arrives_whole(worker, yonas):
    state = begin(worker, yonas).json()
    assert (state["received"], state["part"]) == (0, 64 << 10)
    for at, part in parts():
        assert send(worker, state["url"], at, part).json()["received"] == at + len(part)
    assert uploads.whole(Upload.objects.get()) == CONTENT


def test_after_a_cut_the_same_file_goes_on_where_it_stopped(worker, yonas):
    first = begin(worker, yonas).json()
    for at, part in parts()[:2]:
        send(worker, first["url"], at, part)
    again = begin(worker, yonas).json()
    assert (again["upload"], again["received"]) == (first["upload"], 128 << 10)
    for at, part in parts()[2:]:
        send(worker, again["url"], at, part)
    assert uploads.whole(Upload.objects.get()) == CONTENT


def test_a_part_that_comes_twice_changes_nothing(worker, yonas):
    url = begin(worker, yonas).json()["url"]
    for at, part in parts():
        first, again = send(worker, url, at, part), send(worker, url, at, part)
        assert (first.status_code, first.json()) == (again.status_code, again.json())
    assert uploads.whole(Upload.objects.get()) == CONTENT


def test_a_part_that_comes_too_early_is_told_where_the_file_stands(worker, yonas):
    url = begin(worker, yonas).json()["url"]
    at, part = parts()[1]
    early = send(worker, url, at, part)
    assert (early.status_code, early.json()["received"]) == (409, 0)


@pytest.mark.parametrize("part", [b"", b"x" * (len(CONTENT) + 1), b"x" * (300 << 10)])
def test_an_empty_part_or_more_than_was_announced_is_refused(worker, yonas, part):
    url = begin(worker, yonas).json()["url"]
    assert send(worker, url, 0, part).status_code == 409
    assert Upload.objects.get().received == 0


@pytest.mark.parametrize("at", ["", "-1", "x", "9" * 20])
def test_a_place_that_is_no_number_is_refused(worker, yonas, at):
    assert send(worker, begin(worker, yonas).json()["url"], at, b"x").status_code == 422


@pytest.mark.parametrize("wrong", [{"size": 21 << 20}, {"size": 0}, {"size": "many"}, {"digest": "short"}])
def test_an_impossible_announcement_is_refused_with_a_sentence(worker, yonas, wrong):
    refused = begin(worker, yonas, **wrong)
    assert refused.status_code == 422
    assert refused.json()["sentence"]
    assert not Upload.objects.exists()


def test_bytes_other_than_the_announced_ones_are_noticed(worker, yonas):
    url = begin(worker, yonas).json()["url"]
    for at, part in parts(b"y" * len(CONTENT)):
        send(worker, url, at, part)
    with pytest.raises(Refused, match="did not arrive as it was sent"):
        uploads.whole(Upload.objects.get())


def test_another_persons_upload_does_not_exist(worker, yonas, aicha, client):
    url = begin(worker, yonas).json()["url"]
    colleague = makers.make_user("ayan")
    access.give(
        yonas,
        user=colleague,
        levels=access.FULL,
        purpose="duty",
        by=aicha,
        reason="Duty",
        ends_at=dates.now() + timedelta(days=1),
    )
    client.force_login(colleague)
    answer = send(client, url, *parts()[0])
    unknown = send(client, "/children/uploads/00000000-0000-4000-8000-000000000000/", *parts()[0])
    assert (answer.status_code, answer.content) == (404, unknown.content)
    assert begin(client, yonas).json()["received"] == 0  # the same file is another upload
    assert Upload.objects.count() == 2


def test_who_was_shut_out_meanwhile_cannot_send_on(worker, yonas, aicha, dahabo):
    url = begin(worker, yonas).json()["url"]
    access.exclude(yonas, user=aicha, by=dahabo, reason="A cousin")
    assert send(worker, url, *parts()[0]).status_code == 404


def test_parts_lie_encrypted(worker, yonas, settings, tmp_path):
    settings.FILES_DIR = tmp_path
    url = begin(worker, yonas).json()["url"]
    send(worker, url, *parts()[0])
    [path] = list(tmp_path.rglob("*.age"))
    assert CONTENT[:32] not in path.read_bytes()
    assert yonas.code not in path.name


def test_an_upload_is_gone_after_a_day_with_all_its_parts(worker, yonas, settings, tmp_path, django_capture_on_commit_callbacks):
    settings.FILES_DIR = tmp_path
    with dates.at(dates.now() - timedelta(hours=25)):
        old = uploads.begin(yonas, size=len(CONTENT), digest="a" * 64, by=yonas.case.owner)
        uploads.receive(old.pk, at=0, part=CONTENT[:1000], by=yonas.case.owner)
    assert list(files.names())
    with django_capture_on_commit_callbacks(execute=True):
        call_command("check_files", remove=True)
    assert not Upload.objects.exists()
    assert not list(files.names())


def test_nobody_fills_the_disk_with_unfinished_uploads(yonas, aicha):
    for number in range(15):
        uploads.begin(yonas, size=9, digest=f"{number:064x}", by=aicha)
    assert Upload.objects.filter(person=aicha).count() == uploads.AT_ONCE
