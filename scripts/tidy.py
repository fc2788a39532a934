"""House rules a linter does not know: no file longer than 400 lines, no name of a package registry in anything committed."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LONGEST = 400
MAY_BE_LONG = re.compile(r"(\.(po|json|md|txt|csv|svg)$)|/migrations/")
# Split, so that this file does not accuse itself.
REGISTRIES = re.compile(
    r"(pypi|pythonhosted|npm" + r"js|yarn" + r"pkg)\.(org|com)|--(extra-)?index-" + r"url|--find-" + r"links", re.IGNORECASE
)
RESOLVED = re.compile(r'"resolved":')


def main() -> None:
    """End with the list of faults."""
    found = [fault for name in committed() for fault in faults(name)]
    if found:
        sys.exit("\n".join(found))


def committed() -> list[str]:
    """The files git knows or would take."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    return sorted({name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()})


def faults(name: str) -> list[str]:
    """What is wrong with one file."""
    try:
        lines = (ROOT / name).read_text("utf-8").splitlines()
    except UnicodeDecodeError:
        return []
    found = []
    if len(lines) > LONGEST and not MAY_BE_LONG.search(name):
        found.append(f"{name}: {len(lines)} lines, {LONGEST} at most: split it by subject")
    for place, line in enumerate(lines, 1):
        if REGISTRIES.search(line) or (name == "package-lock.json" and RESOLVED.search(line)):
            found.append(f"{name}:{place}: names a package registry")
    return found


if __name__ == "__main__":
    main()
