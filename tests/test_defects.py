"""The defects that `make defects` plants can still be planted: their texts stand in the tree, once, and their tests exist."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from scripts.defects import DEFECTS
from scripts.plant_defects import planted_once

ROOT = Path(__file__).resolve().parent.parent


def test_there_are_at_least_twenty_and_each_has_a_name_of_its_own():
    assert len({defect.name for defect in DEFECTS}) == len(DEFECTS) >= 20


@pytest.mark.parametrize("defect", DEFECTS, ids=lambda defect: defect.name)
def test_the_text_that_a_defect_replaces_stands_in_the_tree_once(defect):
    assert planted_once(defect)
    assert defect.old != defect.new
    file, name = defect.test.split("[")[0].split("::")
    assert f"def {name}(" in (ROOT / file).read_text("utf8")


def test_it_starts_without_any_settings_and_planting_nothing_is_no_success(tmp_path):
    bare = {name: value for name, value in os.environ.items() if name not in ("DJANGO_SETTINGS_MODULE", "DEMO")}
    asked = [sys.executable, "-m", "scripts.plant_defects", "-k", "no defect of this name"]
    done = subprocess.run(asked, cwd=ROOT, env=bare | {"VAR_DIR": str(tmp_path)}, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.splitlines()[-1:]) == (1, ["0 of 0 caught"]), done.stderr
