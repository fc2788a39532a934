"""`make bench` with few children: it runs to its end and prints what it measured, so that it cannot rot. The real numbers take minutes."""

import os
from contextlib import contextmanager

import pytest

from base import embedded_db, environment
from scripts.bench import __main__ as bench
from scripts.bench import families, people


@pytest.fixture
def on_the_test_database(monkeypatch, tmp_path):
    """The database of the tests in place of one of its own, which takes half a minute to make."""
    addresses = os.environ["DATABASE_URL"], os.environ["DATABASE_OWNER_URL"]
    for name, value in zip(("DATABASE_URL", "DATABASE_OWNER_URL", "DEMO"), (*addresses, "true"), strict=True):
        monkeypatch.setenv(name, value)

    @contextmanager
    def server(folder, *, durable=True):
        assert not durable, "what is measured is thrown away"
        yield addresses

    monkeypatch.setattr(embedded_db, "server", server)
    monkeypatch.setattr(environment, "data_folder", lambda: tmp_path)
    monkeypatch.setattr(bench, "_prepare", lambda: None)


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_the_bench_runs_to_its_end_and_says_what_it_measured(on_the_test_database, capsys, tmp_path):
    bench.main(["--children", "12", "--names", "40", "--seed", "9", "--dev"])
    printed = capsys.readouterr().out
    assert "12 invented children (seed 9), 6 later registrations each" in printed
    for half in ("for tuning", "held out"):
        assert f"  {half}: " in printed
    assert "6 invented children (seed 9), 7 inquiries" in printed
    for line in (
        "the child among the first three",
        "a likely candidate for a child who is not here",
        "search, recall@10",
        "warning, precision",
        "warning, recall",
        "search, one word",
        "likely duplicates",
    ):
        assert line in printed
    assert "Speed: 40 children and their names" in printed
    assert "Bitmap Index Scan on child_name_keys" in printed, "the index is there again after the filling"
    assert "Measured in " in printed
    assert list(tmp_path.iterdir()) == []


def test_half_of_the_families_are_kept_from_tuning_and_the_same_seed_gives_the_same_set():
    one, same = families.invented(40, seed=3), families.invented(40, seed=3)
    assert one == same
    asked = [inquiry.child for inquiry in [*one.dev, *one.held_out]]
    assert sorted(child for child in asked if child is not None) == list(range(40))
    assert asked.count(None) == 4
    assert one.dev
    assert one.held_out


def test_a_crowd_is_the_same_as_the_first_registrations_of_a_labelled_set():
    assert people.many(40, seed=3) == people.labelled(40, seed=3).first
