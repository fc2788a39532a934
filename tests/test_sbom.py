"""The list of parts names every pinned package and every file of others that we serve, with hashes (security.md T20)."""

import hashlib
import json
import re
import subprocess
import sys
from pathlib import Path

from scripts import sbom

ROOT = Path(__file__).resolve().parent.parent
LINE = re.compile(r"^([a-z0-9][^=\s]*)==(\S+)", re.MULTILINE)


def test_every_pinned_package_stands_in_it_with_every_hash_that_an_installation_accepts():
    listed = {(one["name"], one["version"]): one for one in sbom.bom()["components"]}
    for lock in sorted((ROOT / "requirements").glob("*.txt")):
        text = lock.read_text("utf8")
        pinned = LINE.findall(text)
        assert len(pinned) == len(re.findall(r"^\S", text, re.MULTILINE)), lock
        for name, version in pinned:
            block = re.split(r"\n(?=\S)", text.split(f"{name}=={version}", 1)[1])[0]
            hashes = set(re.findall(r"sha256:([0-9a-f]{64})", block))
            one = listed[re.sub(r"[-_.]+", "-", name.split("[")[0]), version.rstrip(";\\")]
            told = {hashed["content"] for reference in one["externalReferences"] for hashed in reference["hashes"]}
            assert hashes, name
            assert hashes <= told, name


def test_what_only_tests_need_is_not_said_to_be_required():
    scope = {one["name"]: one["scope"] for one in sbom.bom()["components"]}
    assert (scope["django"], scope["pytest"]) == ("required", "excluded")


def test_every_file_of_others_that_the_browser_or_paper_gets_stands_in_it_with_the_hash_of_our_copy():
    files = {one["name"]: one for package in sbom.bom()["components"] for one in package.get("components", [])}
    for folder in sbom.COPIES:
        for copy in sorted((ROOT / folder).iterdir()):
            if copy.name == ".stamp":
                continue
            [hashed] = files[copy.name]["hashes"]
            assert hashed["content"] == hashlib.sha256(copy.read_bytes()).hexdigest(), copy


def test_the_same_locks_give_the_same_bytes_as_cyclonedx(tmp_path):
    made = []
    for name in ("one", "two"):
        out = tmp_path / name
        subprocess.run([sys.executable, ROOT / "scripts/sbom.py", "-o", out], check=True, capture_output=True)
        made.append(out.read_bytes())
    assert made[0] == made[1]
    told = json.loads(made[0])
    assert (told["bomFormat"], told["specVersion"], told["version"]) == ("CycloneDX", "1.6", 1)
    references = [one["bom-ref"] for package in told["components"] for one in [package, *package.get("components", [])]]
    assert len(references) == len(set(references))
    assert set(told["dependencies"][0]["dependsOn"]) <= set(references)
