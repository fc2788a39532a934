"""`make defects`: plants each defect of scripts/defects.py in a copy of the tree and runs the test that must notice it.

A test that nobody has seen red proves nothing, and neither does one that was not green before: all of them run once on the clean
tree. Fails when a defect is missed, cannot be planted any more, or its test gives no answer. The migrated database of the tests is
made once. `ARGS="-k search"` takes those whose name holds the word.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from scripts.defects import DEFECTS, Defect

ROOT = Path(__file__).resolve().parent.parent
LINKED = (".venv", "node_modules")  # as they are, not copied
MADE = ("base/static/vendor", "base/fonts")  # made here by make, not in git


def planted_once(defect: Defect, root: Path = ROOT) -> bool:
    """Whether the text that the defect replaces stands in the tree exactly once."""
    return (root / defect.path).read_text("utf8").count(defect.old) == 1


def copy_of_the_tree(to: Path) -> None:
    """What git knows, with what was changed since, and what make fetched."""
    known = subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True, check=True)
    for name in filter(None, known.stdout.splitlines()):
        if (ROOT / name).is_file() and name not in LINKED:
            (to / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, to / name)
    for name in MADE:
        if (ROOT / name).exists() and not (to / name).exists():
            shutil.copytree(ROOT / name, to / name)
    for catalogue in ROOT.glob("base/locale/*/LC_MESSAGES/*.mo"):
        shutil.copy2(catalogue, to / catalogue.relative_to(ROOT))
    for name in LINKED:
        if (ROOT / name).exists():
            (to / name).symlink_to((ROOT / name).resolve())


def run(tree: Path, tests: list[str], environment: dict[str, str], *more: str) -> subprocess.CompletedProcess[str]:
    """pytest's answer."""
    given = [*tests, "--tb=line", "--show-capture=no", "-p", "no:cacheprovider", "-o", "timeout=3600", *more]
    return subprocess.run(
        [sys.executable, "-m", "pytest", *given], cwd=tree, env=environment, capture_output=True, text=True, check=False
    )


def green_when_clean(tests: list[str], tree: Path, environment: dict[str, str]) -> set[str]:
    """Those of the tests of which something ran and nothing failed: only they can notice a defect."""
    said = run(tree, tests, environment, "-rpfEs").stdout
    passed = set(re.findall(r"^PASSED (.+)$", said, re.M))
    told = set(re.findall(r"^(?:FAILED|ERROR) (.+?)(?: - .*)?$", said, re.M))

    def of(test: str, names: set[str]) -> bool:
        return any(name == test or name.startswith(f"{test}[") for name in names)

    green = {test for test in tests if of(test, passed) and not of(test, told)}
    if green != set(tests):
        print(said[-3000:])
    return green


def check(defect: Defect, tree: Path, green: set[str], environment: dict[str, str]) -> str:
    """What became of one defect, in a word. The tree is as before afterwards."""
    if not planted_once(defect, tree):
        return "not planted"
    if defect.test not in green:
        return "no answer"
    file = tree / defect.path
    before = file.read_text("utf8")
    file.write_text(before.replace(defect.old, defect.new), "utf8")
    try:
        done = run(tree, [defect.test], environment, "-x")
    finally:
        file.write_text(before, "utf8")
    if done.returncode not in (0, 1):
        print(done.stdout[-2000:], done.stderr[-2000:])
    return {0: "MISSED", 1: "caught"}.get(done.returncode, "no answer")


def main() -> int:
    """Everything asked for, one after the other: one line each."""
    parser = argparse.ArgumentParser()
    parser.add_argument("-k", default="", help="only defects whose name holds this")
    asked = parser.parse_args().k
    wanted = [defect for defect in DEFECTS if asked in defect.name]
    sys.path.insert(0, str(ROOT))
    from base.environment import data_folder
    from tests.databases import digest

    environment = {**os.environ, "TESTED_LIKE": digest(), "VAR_DIR": str(data_folder()), "PYTHONDONTWRITEBYTECODE": "1"}
    found = []
    with tempfile.TemporaryDirectory() as folder:
        tree, began = Path(folder), time.monotonic()
        copy_of_the_tree(tree)
        green = green_when_clean(sorted({defect.test for defect in wanted}), tree, environment) if wanted else set()
        print(f"{len(green)} tests are green without any defect: {time.monotonic() - began:.0f} s", flush=True)
        for defect in wanted:
            began = time.monotonic()
            found.append(check(defect, tree, green, environment))
            print(f"{found[-1]:<12}{time.monotonic() - began:4.0f} s  {defect.name}  [{defect.test}]", flush=True)
    print(f"{found.count('caught')} of {len(found)} caught")
    return 0 if found and found.count("caught") == len(found) else 1


if __name__ == "__main__":
    sys.exit(main())
