"""Files at rest: nobody reads them without the key, nobody exchanges them unnoticed, and a new key loses none."""

import pyrage
import pytest
from django.core.management import CommandError, call_command

from base import files
from base.management.commands import rotate_file_keys

TEXT = b"Yonas Tesfaye, born in Jimma" * 50


def new_key() -> str:
    return str(pyrage.x25519.Identity.generate())


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.FILES_DIR = tmp_path / "files"
    settings.FILE_KEYS = {1: new_key()}
    return settings.FILES_DIR


def on_disk(folder) -> list:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def test_a_file_is_read_again_for_the_record_it_was_kept_for():
    assert files.get(files.put(TEXT, document=1, part="file"), document=1, part="file") == TEXT


def test_what_lies_on_the_disk_tells_nothing(folder):
    files.put(TEXT, document=1)
    [path] = on_disk(folder)
    content = path.read_bytes()
    assert content.startswith(b"age-encryption.org/v1")
    assert not any(TEXT[at : at + 8] in content for at in range(28))
    assert b"document" not in content
    assert "Yonas" not in path.name
    assert path.stat().st_mode & 0o077 == 0


def test_two_equal_files_do_not_look_equal(folder):
    files.put(TEXT, document=1)
    files.put(TEXT, document=1)
    first, second = on_disk(folder)
    assert first.name != second.name
    assert first.read_bytes() != second.read_bytes()


def test_two_files_that_change_places_are_noticed(folder):
    names = [files.put(TEXT, document=number) for number in (1, 2)]
    first, second = (files._path(name, 1) for name in names)
    one, other = first.read_bytes(), second.read_bytes()
    first.write_bytes(other)
    second.write_bytes(one)
    for number, name in enumerate(names, 1):
        with pytest.raises(files.Damaged, match="belongs_elsewhere"):
            files.get(name, document=number)


@pytest.mark.parametrize("at", [30, 150, -1])
def test_one_changed_byte_is_noticed(folder, at):
    name = files.put(TEXT, document=1)
    [path] = on_disk(folder)
    content = bytearray(path.read_bytes())
    content[at] ^= 1
    path.write_bytes(bytes(content))
    with pytest.raises(files.Damaged):
        files.get(name, document=1)


def test_a_file_cut_short_or_missing_is_noticed(folder):
    name = files.put(TEXT, document=1)
    [path] = on_disk(folder)
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(files.Damaged, match="changed"):
        files.get(name, document=1)
    path.unlink()
    with pytest.raises(files.Damaged, match="missing"):
        files.get(name, document=1)


def test_without_its_key_a_file_is_not_read(settings):
    name = files.put(TEXT, document=1)
    settings.FILE_KEYS = {1: new_key()}
    with pytest.raises(files.Damaged):
        files.get(name, document=1)


def test_the_newest_key_encrypts_and_older_ones_still_read(settings, folder):
    old = files.put(TEXT, document=1)
    settings.FILE_KEYS = {**settings.FILE_KEYS, 2: new_key()}
    new = files.put(TEXT, document=2)
    assert {path.name.split(".")[1] for path in on_disk(folder)} == {"1", "2"}
    assert files.get(old, document=1) == files.get(new, document=2) == TEXT


def test_rotation_keeps_everything_readable_without_the_old_key(settings, folder, capsys):
    names = [files.put(TEXT + bytes([number]), document=number) for number in range(5)]
    settings.FILE_KEYS = {**settings.FILE_KEYS, 2: new_key()}
    call_command("rotate_file_keys")
    assert "5 files" in capsys.readouterr().out
    settings.FILE_KEYS = {2: settings.FILE_KEYS[2]}
    assert [files.get(name, document=number) for number, name in enumerate(names)] == [TEXT + bytes([n]) for n in range(5)]
    assert len(on_disk(folder)) == 5


def test_a_rotation_that_was_broken_off_goes_on(settings, folder, monkeypatch):
    names = [files.put(TEXT, document=number) for number in range(5)]
    settings.FILE_KEYS = {**settings.FILE_KEYS, 2: new_key()}
    write, written = files._write, []

    def fail_at_the_third(path, content):
        if len(written) == 2:
            raise OSError("no space left")
        written.append(path)
        write(path, content)

    monkeypatch.setattr(files, "_write", fail_at_the_third)
    with pytest.raises(OSError, match="no space"):
        call_command("rotate_file_keys")
    assert all(files.get(name, document=number) == TEXT for number, name in enumerate(names))
    monkeypatch.undo()
    settings.FILE_KEYS = settings.FILE_KEYS
    list(files.rotate())
    assert {path.name.split(".")[1] for path in on_disk(folder)} == {"2"}


def test_a_rotation_says_what_it_could_not_read_and_leaves_it(settings, folder):
    files.put(TEXT, document=1)
    settings.FILE_KEYS = {2: new_key()}
    with pytest.raises(CommandError, match="Keep the older keys"):
        call_command(rotate_file_keys.Command())
    assert len(on_disk(folder)) == 1


def test_a_write_that_fails_leaves_nothing_behind(folder, monkeypatch):
    monkeypatch.setattr(files.os, "fsync", lambda handle: (_ for _ in ()).throw(OSError("no space left")))
    with pytest.raises(OSError, match="no space"):
        files.put(TEXT, document=1)
    assert on_disk(folder) == []


def test_a_file_of_twenty_megabytes_comes_back_whole():
    content = bytes(range(256)) * (80 << 10)
    assert files.get(files.put(content, document=1), document=1) == content
