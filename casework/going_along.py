"""What goes along when a case is handed over: what is still to be done, and which records the file holds (domain.md 3.18 F19, 2.2).

Both are frozen into the transfer as plain values, for many cases with a few queries, and put into words for each reader.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import Count, F, Value
from django.utils.text import capfirst

from casework.models import BestInterestsAssessment, Case, Placement, RapidAssessment
from minors.clocks import RULES
from minors.models import Clock, Consent, Document, FormVersion, Person
from referrals.models import Referral

# Each kind of record with the class that its existence has, unless each row says its own.
PARTS: dict[Any, str] = {
    FormVersion: "C1",
    Consent: "C1",
    RapidAssessment: "C1",
    BestInterestsAssessment: "C1",
    Placement: "C1",
    Referral: "C2",
    Person: "C2",
}


def tasks(cases: Iterable[Case]) -> dict[UUID, list[dict[str, str]]]:
    """{case: [{"rule", "stage", "due_at", "class"}]}: what runs on each of these cases now, the most urgent first."""
    of = {case.child_id: case.pk for case in cases}
    found: dict[UUID, list[dict[str, str]]] = {}
    for clock in Clock.objects.running().filter(child__in=list(of), due_at__isnull=False).order_by("due_at", "pk"):
        row = {"rule": clock.rule, "stage": clock.stage, "due_at": clock.due_at.isoformat(), "class": clock.field_class}
        found.setdefault(of[clock.child_id], []).append(row)
    return found


def tasks_in_words(rows: list[dict[str, str]], classes: set[str]) -> list[tuple[str, datetime]]:
    """[(what is to be done, until when)] as far as a reader of these classes may know of it."""
    told = [row for row in rows if row["class"] in classes | {"C1"} and row["rule"] in RULES]
    return [
        (RULES[row["rule"]].title_of(Clock(rule=row["rule"], stage=row["stage"])), datetime.fromisoformat(row["due_at"]))
        for row in told
    ]


def packages(children: Iterable[UUID]) -> dict[UUID, list[dict[str, Any]]]:
    """{child: [{"part", "count", "class"}]}: how many records of each kind, and who may know of them."""
    keys = list(children)
    counts = [_count(model.objects, keys, model, Value(of)) for model, of in PARTS.items()]
    counts.append(_count(Document.objects.filter(status="current"), keys, Document, F("field_class")))
    first, *others = counts
    found: dict[UUID, list[dict[str, Any]]] = {}
    for child, part, of, count in first.union(*others, all=True):
        found.setdefault(child, []).append({"part": part, "count": count, "class": of})
    return {child: sorted(rows, key=lambda row: (row["part"], row["class"])) for child, rows in found.items()}


def _count(rows, keys, model, of):
    counted = rows.filter(child__in=keys).order_by().values("child").annotate(part=Value(model._meta.label_lower), of=of)
    return counted.annotate(number=Count("pk")).values_list("child", "part", "of", "number")


def in_words(package: list[dict[str, Any]], classes: set[str]) -> list[tuple[str, int]]:
    """[(kind of record, how many)] as far as a reader of these classes may know of them."""
    told: dict[str, int] = {}
    for row in package:
        if row["class"] in classes | {"C1"}:
            words = capfirst(str(apps.get_model(row["part"])._meta.verbose_name_plural))
            told[words] = told.get(words, 0) + row["count"]
    return list(told.items())
