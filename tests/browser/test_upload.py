"""A photo from a phone with a bad connection: made light, sent in parts, continued after a cut and after a reload."""

import re

import pytest
from django.db import transaction

from minors import documents
from minors.models import Document, Upload
from tests import corpus, makers
from tests.browser.people import PHONE, at_screen

pytestmark = pytest.mark.django_db(transaction=True)
PART = re.compile(r"/children/uploads/.*[?]at=(\d+)")


@pytest.fixture
def worker(browser, live_server):
    """The worker of Yonas at her phone."""
    opened = []

    def at_the_phone(scripts=True):
        with transaction.atomic():
            user = makers.make_user("aicha")
            child = makers.make_case(user).child
        opened.append(browser.new_context(viewport=PHONE, java_script_enabled=scripts))
        person = at_screen(user, opened[0], live_server.url)
        person.open("minors:add_document", child.pk)
        return person

    yield at_the_phone
    for context in opened:
        context.close()


@pytest.fixture(scope="module")
def photo():
    content = corpus.large_photo()
    assert len(content) > 3_000_000
    return {"name": "IMG_0001.jpg", "mimeType": "image/jpeg", "buffer": content}


class Line:
    """The connection between phone and server: counts the parts, and can be cut after some of them."""

    def __init__(self, page):
        self.sent, self.cut_after = [], 99
        page.route(PART, self.pass_on)

    def pass_on(self, route):
        if len(self.sent) >= self.cut_after:
            route.abort("internetdisconnected")
        else:
            self.sent.append((int(PART.search(route.request.url)[1]), len(route.request.post_data_buffer)))
            route.continue_()


def note(page, words, seconds=40):
    page.locator("[data-upload-note]", has_text=re.compile(words)).wait_for(timeout=seconds * 1000)


def kept(person):
    person.fill(kind="kebele_card", description="Kebele card")
    person.send()
    document = Document.objects.get()
    content = documents.read(document)
    assert not [one for one in corpus.SECRETS if one in content]
    return document


def test_a_photo_goes_on_after_a_cut_and_reaches_the_server_light(worker, photo):
    person = worker()
    line = Line(person.page)
    line.cut_after = 2
    person.page.set_input_files("[name=photo]", photo)
    note(person.page, "No network")
    assert Upload.objects.get().received == 2 * (64 << 10)
    line.cut_after = 99
    note(person.page, "has arrived")
    places = [at for at, _size in line.sent]
    assert places == sorted(set(places)), "no part was sent twice"
    assert sum(size for _at, size in line.sent) <= 400_000
    assert kept(person).kind == "kebele_card"
    assert not Upload.objects.exists()


def test_a_photo_goes_on_after_the_page_was_loaded_again(worker, photo):
    person = worker()
    line = Line(person.page)
    line.cut_after = 2
    person.page.set_input_files("[name=photo]", photo)
    note(person.page, "No network")
    person.page.reload()
    line.cut_after = 99
    note(person.page, "has arrived")
    places = [at for at, _size in line.sent]
    assert places == sorted(set(places)), "it did not begin again"
    kept(person)


def test_nothing_that_waits_in_the_phone_can_be_read_there(worker, photo):
    person = worker()
    line = Line(person.page)
    line.cut_after = 1
    person.page.set_input_files("[name=photo]", photo)
    note(person.page, "No network")
    first = person.page.evaluate(
        """() => new Promise((done) => { const o = indexedDB.open("himaya", 1); o.onsuccess = () => {
             const all = o.result.transaction("waiting").objectStore("waiting").getAll();
             all.onsuccess = () => done([all.result.length, [...new Uint8Array(all.result[0].closed.slice(0, 3))], Object.keys(all.result[0])]); }; })"""
    )
    assert first[0] == 1
    assert first[1] != [0xFF, 0xD8, 0xFF]
    assert set(first[2]) == {"upload", "iv", "closed", "at"}
    line.cut_after = 99
    note(person.page, "has arrived")
    left = person.page.evaluate(
        """() => new Promise((done) => { const o = indexedDB.open("himaya", 1); o.onsuccess = () => {
             const all = o.result.transaction("waiting").objectStore("waiting").count(); all.onsuccess = () => done(all.result); }; })"""
    )
    assert left == 0


def test_a_form_sent_too_early_waits_for_its_file(worker, photo):
    person = worker()
    line = Line(person.page)
    line.cut_after = 1
    person.page.set_input_files("[name=photo]", photo)
    note(person.page, "No network")
    person.fill(kind="kebele_card")
    person.page.locator("main form button.btn-primary").click()
    assert person.page.locator("[data-upload-wait]").is_visible()
    line.cut_after = 99
    person.page.wait_for_url(re.compile("/children/documents/"), timeout=40_000)
    assert Document.objects.get().kind == "kebele_card"


def test_a_file_that_is_no_photo_is_refused_in_front_of_the_worker(worker):
    person = worker()
    person.page.set_input_files("[name=file]", {"name": "IMG_1.jpg", "mimeType": "image/jpeg", "buffer": corpus.HTML})
    note(person.page, "has arrived")
    person.fill(kind="kebele_card", description="What the boy carried")
    person.page.locator("main form button.btn-primary").click()
    person.page.get_by_text("Only photos (JPEG, PNG, WebP)").first.wait_for()
    assert person.page.locator("[name=description]").input_value() == "What the boy carried"


def test_without_scripts_the_form_brings_the_file_itself(worker, photo):
    person = worker(scripts=False)
    person.page.set_input_files("[name=photo]", photo)
    document = kept(person)
    assert document.size <= 2_000_000
