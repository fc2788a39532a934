"""The defects that `make defects` plants can still be planted: their texts stand in the tree, once, and their tests exist."""

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
    assert (ROOT / defect.tests.split()[0]).exists()
