"""Who gets what from every address, written apart from the views: the table (data/policy.txt) that the walk over all routes is compared with.

Columns are people, by their relation to Yonas. Cells: + answered, - refused with 403 (a deed on a file one may see, or a page
of another role), 0 the 404 of what does not exist, L sent to sign in. Source: domain.md 7.2; architecture.md 3.
"""

from pathlib import Path

PEOPLE = [
    "owner",  # Aicha, the social worker responsible
    "supervisor",  # Dahabo, of the responsible team
    "reader",  # Bilan, who may read by a grant
    "stranger",  # Charmarke, of another institution
    "provider",  # Evelyne, whose institution received a referral
    "official",  # Fatouma, who monitors the plan
    "coded",  # a national officer, who reads codes only
    "dpo",  # the data-protection officer
    "admin",  # the system administrator
    "excluded",  # a colleague with a grant and an exclusion
    "expired",  # a reader whose grant has ended
    "tracing",  # an officer of the Red Crescent who looks for families, and wrote down the inquiry
    "suspended",  # a colleague with a grant and a suspended account
    "nobody",  # not signed in
]

TABLE = (Path(__file__).parent / "data" / "policy.txt").read_text("utf8")


def rows() -> dict[str, tuple[str, dict[str, str]]]:
    """{route: (kind of object or ".", {person: cell})}."""
    header, *lines = TABLE.strip().splitlines()
    assert header.split()[2:] == PEOPLE
    found = {}
    for line in lines:
        route, kind, *cells = line.split()
        assert len(cells) == len(PEOPLE), line
        found[route] = (kind, dict(zip(PEOPLE, cells, strict=True)))
    return found
