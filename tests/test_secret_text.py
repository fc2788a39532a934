"""What is secret as a whole (class C4) is ciphertext in the database, its history and its backups (security.md rule 17, T6, T11, T12)."""

import copy
import pickle
import uuid

import pyrage
import pytest
from django.core.management import CommandError, call_command
from django.db import connection, models

from base import secret_text, timeline
from base.checks import kept
from base.description import PLAIN
from base.models import TextKey
from base.verifying import findings
from minors.models import Debt, Exploiter, Withheld
from tests import makers

pytestmark = pytest.mark.django_db
SAID = "My uncle in Obock must not know where I am · لا تقل لعمي"

# Of class C4, and not encrypted: what a document is and where it lies. The class of a document is that of its row, most often C2;
# its file is encrypted.
NOT_ENCRYPTED = {"Document"}


@pytest.fixture(autouse=True)
def _keys_are_read_again():
    yield
    secret_text.KEYS.forget()  # a key that a test made is rolled back


def withhold(child, by, what=SAID):
    secret = Withheld(child=child, what=what, from_whom=["family"], why="fear")
    secret.save(by=by, reason="The child asked for it")
    return secret


def raw(table, row, column):
    with connection.cursor() as cursor:
        cursor.execute(f"select {column} from {table} where id = %s", [row])
        return [value for [value] in cursor.fetchall()]


def test_the_database_holds_ciphertext_in_row_and_history_and_the_page_reads_plain_text(yonas, aicha, at_commit):
    secret = withhold(yonas, aicha)
    at_commit()
    [stored] = raw("minors_withheld", secret.pk, "what")
    assert stored.startswith("s1.1.")
    assert raw("minors_historicalwithheld", secret.pk, "what") == [stored]
    assert "Obock" not in stored
    assert Withheld.objects.get(pk=secret.pk).what == SAID
    assert Withheld.history.get(id=secret.pk).what == SAID
    assert list(findings()) == []


def test_every_free_text_of_class_c4_is_encrypted():
    for model in kept():
        for column in model._meta.concrete_fields:
            free = isinstance(column, models.TextField | models.CharField) and not column.choices
            described = getattr(column, "described", PLAIN)
            secret = described.of == "C4" and not described.options
            if free and secret and model.__name__ not in NOT_ENCRYPTED:
                assert isinstance(column, secret_text.SecretText | secret_text.SecretLine), f"{model.__name__}.{column.name}"


def test_a_record_that_is_secret_as_a_whole_has_no_plain_paragraph():
    for model in kept():
        if getattr(model, "record_class", "") == "C4":
            plain = [
                column.name
                for column in model._meta.concrete_fields
                if type(column) is models.TextField or (type(column) is models.CharField and (column.max_length or 0) >= 40)
            ]
            assert plain == [], model.__name__


def test_two_equal_texts_of_two_children_do_not_look_equal(yonas, aicha):
    one, other = withhold(yonas, aicha), withhold(makers.make_case(aicha, own="Hanan").child, aicha)
    assert raw("minors_withheld", one.pk, "what") != raw("minors_withheld", other.pk, "what")


@pytest.mark.parametrize(
    "place",
    [("minors_withheld", "another", "what"), ("minors_exploiter", "own", "what"), ("minors_withheld", "own", "why_else")],
    ids=["another row", "another table", "another field"],
)
def test_a_text_that_was_moved_elsewhere_is_not_read(yonas, aicha, place):
    secret = withhold(yonas, aicha)
    [stored] = raw("minors_withheld", secret.pk, "what")
    table, row, field = place
    with pytest.raises(secret_text.Unreadable, match="changed"):
        secret_text.unseal(stored, (table, str(secret.pk) if row == "own" else str(uuid.uuid4()), field))


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        (lambda stored: stored[:-6] + ("A" if stored[-6] != "A" else "B") + stored[-5:], "changed"),
        (lambda stored: stored.replace("s1.1.", "s1.7."), "no_key"),
        (lambda stored: "Tell everybody", "not_encrypted"),
        (lambda stored: "s1.1.", "changed"),
    ],
    ids=["one letter", "another key", "plain text", "nothing"],
)
def test_a_text_that_was_changed_in_the_database_is_not_read(yonas, aicha, changed, why):
    secret = withhold(yonas, aicha)
    [stored] = raw("minors_withheld", secret.pk, "what")
    with pytest.raises(secret_text.Unreadable, match=why):
        secret_text.unseal(changed(stored), ("minors_withheld", str(secret.pk), "what"))


def test_another_field_is_corrected_and_the_secret_text_stays_as_it_was(yonas, aicha, at_commit):
    secret = withhold(yonas, aicha)
    before = raw("minors_withheld", secret.pk, "what")
    call_command("rotate_text_keys")
    secret_text.KEYS.forget()
    again = Withheld.objects.get(pk=secret.pk)
    again.why = "other"
    again.save(by=aicha, reason="Typed wrongly", update_fields=["why"])
    at_commit()
    assert raw("minors_withheld", secret.pk, "what") == before
    assert list(findings()) == []


def test_the_same_words_sent_again_after_a_rotation_are_no_change(yonas, aicha, at_commit):
    secret = withhold(yonas, aicha)
    before = raw("minors_withheld", secret.pk, "what")
    call_command("rotate_text_keys")
    secret_text.KEYS.forget()
    again = Withheld.objects.get(pk=secret.pk)
    again.what = "".join(SAID)
    again.save(by=aicha, reason="Sent again")
    at_commit()
    assert raw("minors_withheld", secret.pk, "what") == before


def test_the_timeline_tells_whoever_may_read_it_the_words_and_nobody_the_ciphertext(yonas, aicha, at_commit):
    debt = Debt(child=yonas, owed_to="Abu Salah")
    debt.save(by=aicha, reason="As told")
    debt.owed_to = "The tall one"
    debt.save(by=aicha, reason="As told later")
    at_commit()
    for classes in ({"C1", "C2", "C3", "C4"}, {"C1"}):
        entries = timeline.of_child(yonas.pk, [Debt], classes=classes)
        said = " ".join(text for entry in entries for text in entry.changes)
        assert ("Abu Salah" in said) == ("C4" in classes)
        assert "s1." not in said


def test_a_corrected_secret_text_keeps_the_earlier_one_in_its_history(yonas, aicha, at_commit):
    secret = withhold(yonas, aicha)
    secret.what = "Nobody may know"
    secret.save(by=aicha, reason="The child said more")
    at_commit()
    assert [row.what for row in Withheld.history.filter(id=secret.pk).order_by("history_id")] == [SAID, "Nobody may know"]
    assert list(findings()) == []


def test_an_empty_text_is_empty_in_the_database_too(yonas, aicha):
    assert raw("minors_withheld", withhold(yonas, aicha).pk, "why_else") == [""]


def test_several_new_records_are_kept_encrypted_too(yonas, aicha, at_commit):
    several = [Exploiter(child=yonas, name=name) for name in ("Abu Salah", "The tall one")]
    Exploiter.objects.keep(several, by=aicha, reason="As told")
    at_commit()
    assert all(stored.startswith("s1.") for one in several for stored in raw("minors_exploiter", one.pk, "name"))
    assert {one.name for one in Exploiter.objects.all()} == {"Abu Salah", "The tall one"}


def test_nothing_is_searched_in_a_secret_text():
    with pytest.raises(TypeError, match="encrypted"):
        Exploiter.objects.filter(name__icontains="salah")
    with pytest.raises(TypeError, match="encrypted"):
        Exploiter.objects.filter(name="Salah").exists()
    assert not Exploiter.objects.filter(name="").exists()


def test_a_text_that_was_read_is_an_ordinary_text(yonas, aicha):
    what = Withheld.objects.get(pk=withhold(yonas, aicha).pk).what
    assert (copy.deepcopy(what), pickle.loads(pickle.dumps(str(what))), f"{what}"[:8]) == (SAID, SAID, "My uncle")


# Keys


def new_file_key(settings):
    settings.FILE_KEYS = {**settings.FILE_KEYS, 2: str(pyrage.x25519.Identity.generate())}


def test_after_a_rotation_everything_is_read_without_the_old_key_and_new_texts_have_a_new_one(yonas, aicha, settings, capsys):
    old = withhold(yonas, aicha)
    new_file_key(settings)
    call_command("rotate_text_keys")
    settings.FILE_KEYS = {2: settings.FILE_KEYS[2]}
    secret_text.KEYS.forget()
    new = withhold(yonas, aicha, "Something else")
    assert Withheld.objects.get(pk=old.pk).what == SAID
    assert Withheld.history.get(id=old.pk).what == SAID
    assert raw("minors_withheld", new.pk, "what")[0].startswith("s1.2.")
    assert "data key 2; all are under key 2" in capsys.readouterr().out


def test_without_its_key_no_text_is_read_and_none_is_written(yonas, aicha, settings):
    secret = withhold(yonas, aicha)
    settings.FILE_KEYS = {9: str(pyrage.x25519.Identity.generate())}
    secret_text.KEYS.forget()
    with pytest.raises(secret_text.Unreadable, match="no_key"):
        Withheld.objects.get(pk=secret.pk).what  # noqa: B018
    with pytest.raises(secret_text.Unreadable, match="no_key"):
        withhold(yonas, aicha, "Something else")


def test_a_key_that_cannot_be_read_stops_the_rotation_and_changes_nothing(settings):
    before = list(TextKey.objects.values_list("number", "version", "wrapped"))
    settings.FILE_KEYS = {9: str(pyrage.x25519.Identity.generate())}
    with pytest.raises(CommandError, match="Nothing was changed"):
        call_command("rotate_text_keys")
    assert list(TextKey.objects.values_list("number", "version", "wrapped")) == before


def test_the_application_cannot_throw_a_key_away():
    with connection.cursor() as cursor, pytest.raises(Exception, match="permission denied"):
        cursor.execute("delete from base_textkey")


def test_no_key_of_texts_lies_open_in_the_database(settings):
    [wrapped] = TextKey.objects.values_list("wrapped", flat=True)
    version = TextKey.objects.get().version
    key = secret_text.unwrap(version, wrapped)
    assert len(key) == 64
    assert key.hex() not in wrapped
    with pytest.raises(secret_text.Unreadable, match="key_changed"):
        settings.FILE_KEYS = {version: str(pyrage.x25519.Identity.generate())}
        secret_text.unwrap(version, wrapped)
