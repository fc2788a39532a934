"""Copy the few files of node_modules that pages and paper need: to base/static/vendor, and TTF fonts to base/fonts.

Which ones stands in vendor.json. Icons become one file of symbols, icons.svg; one is used as
`<svg><use href="{% static 'vendor/icons.svg' %}#bell"/></svg>`.
"""

import json
import re
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGES, WEB, FONTS = ROOT / "node_modules", ROOT / "base/static/vendor", ROOT / "base/fonts"
SOURCE_MAP = re.compile(r"(?m)^(//# sourceMappingURL=.*|/\*# sourceMappingURL=.*\*/)$")


def main() -> None:
    """Make both folders anew."""
    for folder in (WEB, FONTS):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
    for package, wanted in json.loads((ROOT / "scripts/vendor.json").read_text("utf-8")).items():
        if isinstance(wanted, dict):
            (WEB / "icons.svg").write_text(sprite(PACKAGES / package / "icons", wanted["icons"]), "utf-8")
        else:
            for name in wanted:
                copy(PACKAGES / package / name)


def copy(file: Path) -> None:
    """One file, without the line that would have the browser ask for a source map."""
    if not file.exists():
        sys.exit(f"vendor.json asks for {file.relative_to(PACKAGES)}, which the package does not have.")
    target = (FONTS if file.suffix == ".ttf" else WEB) / file.name
    if file.suffix in (".js", ".css"):
        target.write_text(SOURCE_MAP.sub("", file.read_text("utf-8")), "utf-8")
    else:
        shutil.copyfile(file, target)


def sprite(folder: Path, names: list[str]) -> str:
    """One SVG of symbols, each named as its icon."""
    missing = [name for name in names if not (folder / f"{name}.svg").exists()]
    if missing:
        sys.exit(f"vendor.json asks for icons that bootstrap-icons does not have: {', '.join(missing)}.")
    symbols = []
    for name in names:
        drawing = re.sub(r"\s*<svg[^>]*>", "", (folder / f"{name}.svg").read_text("utf-8"), count=1)
        symbols.append(f'<symbol id="{name}" viewBox="0 0 16 16">{drawing.replace("</svg>", "</symbol>").strip()}')
    return "\n".join(['<svg xmlns="http://www.w3.org/2000/svg">', *symbols, "</svg>\n"])


if __name__ == "__main__":
    main()
