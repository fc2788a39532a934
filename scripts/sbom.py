"""The parts that this product is made of, as CycloneDX 1.6 (security.md T20; ASVS 15.1.2): Python packages and what browser and paper get.

    make sbom                     writes var/sbom.json
    python scripts/sbom.py -o FILE

It is read from the lock files (requirements/*.txt, package-lock.json) and scripts/vendor.json, so it says what an installation gets,
with the hashes that are compared when it is installed. Hashes of our own copies of scripts, styles and fonts are added once they are
there (`make vendor`). The same files give the same bytes: no moment and no random number is in it.
"""

import argparse
import base64
import hashlib
import json
import re
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
LOCKS = {"run": "required", "test": "excluded", "uv": "excluded", "node": "excluded"}  # of what an installation runs with
PINNED = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)")
HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
COPIES = ("base/static/vendor", "base/fonts")


def packages() -> Iterator[dict[str, Any]]:
    """Every pinned Python package once; `scope` says whether an installation runs with it."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for lock, scope in LOCKS.items():
        one: dict[str, Any] = {}
        for line in (ROOT / f"requirements/{lock}.txt").read_text("utf-8").splitlines():
            pinned = PINNED.match(line)
            if pinned:
                name, version = re.sub(r"[-_.]+", "-", pinned[1]).lower(), pinned[2]
                one = found.setdefault((name, version), _component(name, version, f"pkg:pypi/{name}@{version}", scope))
            for digest in HASH.findall(line):
                hashed = {"alg": "SHA-256", "content": digest}
                references = one["externalReferences"]
                if all(hashed not in reference["hashes"] for reference in references):
                    references.append({"type": "distribution", "url": one["purl"], "hashes": [hashed]})
    yield from (found[key] for key in sorted(found))


def of_the_browser() -> Iterator[dict[str, Any]]:
    """Every package that vendor.json takes files from, and each of these files, with the hash of our copy where there is one."""
    lock = json.loads((ROOT / "package-lock.json").read_text("utf-8"))["packages"]
    for name, wanted in json.loads((ROOT / "scripts/vendor.json").read_text("utf-8")).items():
        pinned = lock[f"node_modules/{name}"]
        purl = f"pkg:npm/{name.replace('@', '%40')}@{pinned['version']}"
        one = _component(name, pinned["version"], purl, "required")
        algorithm, digest = pinned["integrity"].split("-", 1)
        content = base64.b64decode(digest).hex()
        hashed = {"alg": {"sha512": "SHA-512", "sha256": "SHA-256"}[algorithm], "content": content}
        one["externalReferences"].append({"type": "distribution", "url": purl, "hashes": [hashed]})
        one["licenses"] = [{"license": {"name": pinned.get("license", "unknown")}}]
        files = ["icons.svg"] if isinstance(wanted, dict) else [Path(path).name for path in wanted]
        one["components"] = [_file(purl, file) for file in files]
        yield one


def _component(name: str, version: str, purl: str, scope: str) -> dict[str, Any]:
    return {
        "type": "library", "bom-ref": purl, "name": name, "version": version, "scope": scope, "purl": purl, "externalReferences": [],
    }  # fmt: skip


def _file(purl: str, name: str) -> dict[str, Any]:
    """A file that we serve ourselves."""
    told: dict[str, Any] = {"type": "file", "bom-ref": f"{purl}#{name}", "name": name}
    for folder in COPIES:
        copy = ROOT / folder / name
        if copy.exists():
            told["hashes"] = [{"alg": "SHA-256", "content": hashlib.sha256(copy.read_bytes()).hexdigest()}]
    return told


def bom() -> dict[str, Any]:
    """The whole list. Its serial number follows from what is in it."""
    components = [*packages(), *of_the_browser()]
    serial = uuid.uuid5(uuid.NAMESPACE_URL, json.dumps(components, sort_keys=True))
    product = {"type": "application", "bom-ref": "himaya", "name": "himaya"}
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{serial}",
        "version": 1,
        "metadata": {"component": product},
        "components": components,
        "dependencies": [{"ref": "himaya", "dependsOn": [one["bom-ref"] for one in components if one["scope"] == "required"]}],
    }


def main() -> None:
    """Write it to a file, or say only whether it can be made (`--check`)."""
    parser = argparse.ArgumentParser(description="Write the list of parts (SBOM).")
    parser.add_argument("-o", "--out", type=Path, default=ROOT / "var/sbom.json")
    parser.add_argument("--check", action="store_true")
    asked = parser.parse_args()
    made = bom()
    unhashed = [one["name"] for one in made["components"] if not one["externalReferences"]]
    if unhashed:
        sys.exit(f"Without a hash: {', '.join(unhashed)}.")
    if not asked.check:
        asked.out.parent.mkdir(parents=True, exist_ok=True)
        asked.out.write_text(json.dumps(made, indent=1, ensure_ascii=False) + "\n", "utf-8")
        print(f"{asked.out}: {len(made['components'])} parts")


if __name__ == "__main__":
    main()
