"""Asking about any record of a file, and answering (features.md 47). One mechanism: the record is named by its model and id.

Nobody asks about what they may not open, nor somebody who may not; the door decides both.
"""

import uuid
from dataclasses import dataclass

from django.apps import apps
from django.db import transaction
from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from base import dates
from base.models import Record, User
from base.roles import Scope, Verb
from base.workflow import Refused
from casework.models import (
    QUESTION,
    BestInterestsAssessment,
    ClosureRequest,
    Placement,
    Question,
    RapidAssessment,
    Review,
)
from casework.models.question import BEGINS, ENDS
from minors import access
from minors.models import Child, ChildUserPermission, Consent, Document
from minors.sections import SECTIONS
from referrals.models import Referral

# What the list of a file offers to ask about, besides its sections. Any other record may be asked about from a page of its own.
OFFERED: list[type[Record]] = [
    RapidAssessment, BestInterestsAssessment, Placement, Referral, Consent, Document, Review, ClosureRequest
]  # fmt: skip
WHY = {"question": gettext_noop("A question was asked"), "flag": gettext_noop("Something was flagged")}


@dataclass(frozen=True)
class Subject:
    """What a question is about. `key` is what a form sends: "app.model/id" or "app.model/id/section"."""

    record: Record
    section: str = ""

    @property
    def key(self) -> str:
        return "/".join(filter(None, [self.record._meta.label_lower, str(self.record.pk), self.section]))

    @property
    def title(self) -> str:
        return self.asked().title

    def asked(self, **more) -> Question:
        """A question about it, not yet asked."""
        return Question(
            subject=self.record._meta.label_lower,
            subject_id=self.record.pk,
            subject_at=self.record.recorded_at,
            subject_class=self.field_class,
            section=self.section,
            **more,
        )

    @property
    def field_class(self) -> str:
        own = getattr(self.record, type(self.record).class_column) if type(self.record).class_column else ""
        return max(own, _class_of_section(self.section), self.record.record_class)


def _class_of_section(key: str) -> str:
    """A section stands in the file of everybody who may read one of its answers; the secret ones only for readers of C4."""
    return SECTIONS[key].model.record_class if key else "C1"


def may_know(subject_class: str, classes: set[str]) -> bool:
    """Whether a reader of these classes of field learns that there is a question about a record of that class; the door's rule."""
    return "C3" in classes and subject_class in classes | {"C1"}


def subjects(child: Child, person: User) -> list[Subject]:
    """Everything of this file that the person may ask about: the case, its records, its sections, in this order."""
    classes = access.classes_for(person, child.pk)
    found = [Subject(child)]
    for model in OFFERED:
        rows = access.visible_to(person, model).filter(**{model.minor_path or "pk": child.pk})
        found += [Subject(row) for row in rows.order_by("-recorded_at")]
    return found + [Subject(child, key) for key, section in SECTIONS.items() if section.readable(classes)]


def open_subject(person: User, key: str) -> Subject:
    """The record that a form names, through the door. Raises `Refused` for what this person may not open, and for what is about two children: it stands in both files."""
    label, _slash, rest = key.partition("/")
    pk, _slash, section = rest.partition("/")
    try:
        model, wanted = apps.get_model(label), uuid.UUID(pk)
    except (LookupError, ValueError):
        raise Refused(_("Choose what you ask about."), field="about") from None
    if not issubclass(model, Record) or model.other_path or (section and (section not in SECTIONS or model is not Child)):
        raise Refused(_("Choose what you ask about."), field="about")
    record = access.visible_to(person, model).filter(pk=wanted).first()
    if record is None:
        raise Refused(_("Choose what you ask about."), field="about")
    return Subject(record, section)


def can_be_asked(child: Child, *, by: User) -> list[User]:
    """Who may be asked: everybody at work, besides oneself, who may open this file and read what is sensitive in it."""
    granted = ChildUserPermission.objects.filter(content_object=child).order_by().values("user")
    near = Q(pk__in=granted) | Q(role__scope=Scope.UNIT, institution=child.institution_id)
    people = User.objects.at_work().filter(near, role__verbs__contains=[Verb.QUESTION]).exclude(pk=by.pk)
    return [one for one in people.select_related("role", "team", "institution__region").order_by("name") if _reads(one, child)]


def _reads(person: User, child: Child) -> bool:
    return access.children_of(person).filter(pk=child.pk).exists() and "C3" in access.classes_for(person, child.pk)


@transaction.atomic
def ask(about: str, *, kind: str, text: str, of: User, by: User) -> Question:
    """Ask a named person about a record, or flag it for them. `about` is the key of a `Subject`.

    Raises `Refused` for what the asker or the asked may not open or read, for oneself, and without words.
    """
    subject = open_subject(by, about)
    child = Child.objects.get(pk=subject.record.child_key)
    needed = {"C3", subject.field_class} - {"C1"}
    if not needed <= access.classes_for(by, child.pk):
        raise Refused(_("A question is sensitive itself: it needs the right to read what is sensitive."), field="about")
    if of == by:
        raise Refused(_("Ask somebody else, not yourself."), field="of")
    if not _may_answer(of, subject, child, needed):
        raise Refused(_("This person may not open this part of the file, so cannot answer. Ask somebody else."), field="of")
    if not text.strip():
        raise Refused(_("Write what you want to know."), field="text")
    question = subject.asked(child=child, kind=kind, text=text.strip(), asked_by=by, asked_of=of, asked_at=dates.now())
    return QUESTION.begin(question, BEGINS[kind], by=by, reason=WHY[kind])


def _may_answer(person: User, subject: Subject, child: Child, needed: set[str]) -> bool:
    may = person.can(Verb.QUESTION) and needed <= access.classes_for(person, child.pk)
    return may and access.visible_to(person, type(subject.record)).filter(pk=subject.record.pk).exists()


def may_resolve(question: Question, person: User) -> bool:
    """Who was asked, who asked, and whoever is responsible for the case now: nothing waits for somebody who has left."""
    return person.pk in (question.asked_of_id, question.asked_by_id, question.child.case.owner_id)


@transaction.atomic
def resolve(question: Question, *, resolution: str, by: User) -> Question:
    """Answer it, or say what was done. Raises `Refused` without words, for somebody else, and when it was resolved already."""
    if not may_resolve(question, by):
        raise Refused(_("Only who was asked, who asked, and the social worker responsible can resolve this."))
    if not resolution.strip():
        raise Refused(_("Write the answer, or what was done."), field="resolution")
    return QUESTION.move(
        question,
        ENDS[question.kind],
        by=by,
        reason=gettext_noop("Resolved"),
        resolution=resolution.strip(),
        resolved_by=by,
        resolved_at=dates.now(),
    )


def waiting_for(person: User):
    """The open questions that this person has to answer, the oldest first; for the first page of the day."""
    rows = access.visible_to(person, Question).still_open().filter(asked_of=person)
    return rows.select_related("child__case", "asked_by").order_by("asked_at")


def open_by_person(person: User) -> dict[int, int]:
    """{id of somebody: how many open questions wait for them}, within the reach of this person; for the board."""
    rows = access.visible_to(person, Question).still_open().order_by().values("asked_of").annotate(number=Count("pk"))
    return {row["asked_of"]: row["number"] for row in rows}


def address_of(question: Question, person: User) -> str:
    """The page of what it is about, if there is one and the person may open it."""
    if question.section:
        return reverse("minors:section", args=[question.child_id, question.section])
    record = access.visible_to(person, apps.get_model(question.subject)).filter(pk=question.subject_id).first()
    return getattr(record, "get_absolute_url", str)() if record else ""
