"""The house itself: floors, sizes, routes and records, checked so that nobody has to remember."""

import ast
from pathlib import Path

import pytest

from base import checks
from base.checks import kept, records, routes

ROOT = Path(__file__).resolve().parent.parent
FLOORS = ["base", "minors", "referrals", "casework", "plan"]


def imports_of(path: Path) -> set[str]:
    """First names of everything a module imports, also inside functions."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            found.add(node.module.split(".")[0])
    return found


@pytest.mark.parametrize("floor", FLOORS)
def test_a_floor_imports_only_the_floors_below_it(floor):
    above = set(FLOORS[FLOORS.index(floor) + 1 :]) | {"tests"}
    guilty = {
        str(path.relative_to(ROOT)): sorted(imports_of(path) & above)
        for path in (ROOT / floor).rglob("*.py")
        if imports_of(path) & above
    }
    assert guilty == {}


def test_views_reach_children_only_through_the_door():
    """`Model.objects` of a record in a view would be a second way in."""
    names = {model.__name__ for model in kept()}
    guilty = []
    for path in ROOT.glob("*/views*/**/*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf8"))):
            if (
                isinstance(node, ast.Attribute)
                and node.attr in ("objects", "_base_manager", "history")
                and isinstance(node.value, ast.Name)
                and node.value.id in names
            ):
                guilty.append(f"{path.relative_to(ROOT)}:{node.lineno} {node.value.id}.{node.attr}")
    assert guilty == []


def test_no_signal_receiver_is_written_here():
    guilty = [
        str(path.relative_to(ROOT))
        for floor in FLOORS
        for path in (ROOT / floor).rglob("*.py")
        if "receiver(" in path.read_text("utf8") or "post_save" in path.read_text("utf8")
    ]
    assert guilty == []


def test_every_route_has_a_rule():
    assert checks.every_route_has_a_rule(None) == []
    assert len(list(routes())) > 40


def test_a_route_without_a_rule_stops_the_start(monkeypatch):
    monkeypatch.setattr(checks, "routes", lambda: [("/new/", "new", [], None)])
    assert [error.id for error in checks.every_route_has_a_rule(None)] == ["himaya.E001"]


def test_every_record_says_its_way_to_its_child():
    assert checks.every_record_has_a_door(None) == []
    assert {"Child", "Consent", "Referral", "Placement", "Case"} <= {model.__name__ for model in records()}


def test_a_record_without_its_way_to_a_child_stops_the_start(monkeypatch):
    class Forgotten:
        minor_path = None
        field_of_action = "care"

        class _meta:
            label = "casework.Forgotten"

    monkeypatch.setattr(checks, "records", lambda: [Forgotten])
    assert [error.id for error in checks.every_record_has_a_door(None)] == ["himaya.E002"]


def test_what_is_about_no_child_and_names_no_team_stops_the_start(monkeypatch):
    class Forgotten:
        team_path = "team"
        region_path = None

        class _meta:
            label = "minors.Forgotten"

    monkeypatch.setattr(checks, "kept", lambda: [Forgotten])
    assert [error.id for error in checks.every_record_has_a_door(None)] == ["himaya.E004"]


def test_no_page_holds_a_script_or_a_style_of_its_own():
    """The content security policy would block it in front of the person."""
    guilty = []
    for path in (ROOT / "templates").rglob("*.html"):
        text = path.read_text("utf8")
        if any(sign in text for sign in ("<style", 'style="', " onclick=", " onchange=", "javascript:")) or (
            "<script" in text and "src=" not in text and "json_script" not in text
        ):
            guilty.append(str(path.relative_to(ROOT)))
    assert guilty == []
