"""Writing into a child's file, section by section, and finalising its forms (domain.md 3.0)."""

import hashlib
import json

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from base import dates, options
from base.models import Record, as_it_stood
from base.workflow import Refused
from minors import clocks, completeness, over_time
from minors.models import PAPER, Child, FormVersion, OverTime
from minors.sections import Section, of_form

NAMED = 5  # unanswered questions that a refusal names; the page lists all of them


@transaction.atomic
def write(section: Section, child: Child, *, values: dict, silences: dict, by, reason: str = "", record=None, version=None):
    """Save the answers of one section; the first time, and in a list without `record`, a new record is made.

    `version` is the one the form was opened with, 0 when there was nothing yet: raises `Stale` when somebody saved or began meanwhile.
    After finalising, `reason` must say why. Answers that were not asked in the form stay. A section with
    a page of its own has a deed of its own.
    """
    if section.page:
        raise ValueError(f"{section.key} is written by its own deed.")
    Child.objects.select_for_update(of=["self"]).get(pk=child.pk)  # one section is begun once
    if record is None and not section.many:
        record = section.record(child)
    if is_finalised(child, section.form) and not reason.strip():
        raise Refused(_("This form was finalised: say why it is changed."), field="reason")
    if section.rule:
        section.rule(child, values, record)
    if record is None:
        record = section.new(child)
    elif version is not None:
        record.version = version
    _fill(record, values, silences)
    kept = _keep(section, record, by=by, reason=reason or gettext_noop("Documentation"))
    clocks.settle(child, after=(section.model,), by=by)
    return kept


def _fill(record, values: dict, silences: dict) -> None:
    for name, value in values.items():
        setattr(record, name, value)
    if hasattr(record, "silences"):
        kept = {name: silence for name, silence in record.silences.items() if name not in values}
        record.silences = kept | silences


def _keep(section: Section, record, *, by, reason: str):
    if isinstance(record, OverTime):
        return over_time.put(record, by=by, reason=reason)
    record.save(by=by, reason=reason)
    if section.then:
        section.then(record, by=by, reason=reason)
    return record


def is_finalised(child: Child, form: str) -> bool:
    return FormVersion.objects.filter(child=child, form=form).exists()


@transaction.atomic
def finalise(child: Child, form: str, *, by, classes) -> FormVersion:
    """Sign a form as it stands now, by somebody who may read all of it. The answers are those of this moment in history.

    Raises `Refused` with the unanswered questions, and when nothing changed since the last version.
    """
    Child.objects.select_for_update(of=["self"]).get(pk=child.pk)
    if not all(set(section.readable(classes)) == set(section.names) for section in of_form(form)):
        raise Refused(_("Only somebody who may read every question of this form can sign it."))
    open_questions = completeness.missing(child, classes, form)
    if open_questions:
        count = len(open_questions)
        text = ngettext(
            "The form cannot be finalised yet: %(count)d question has no answer (%(names)s). “Unknown” is an answer too.",
            "The form cannot be finalised yet: %(count)d questions have no answer (%(names)s). “Unknown” is an answer too.",
            count,
        )
        named = [one.label for one in open_questions[:NAMED]] + ["…"] * (count > NAMED)
        raise Refused(text % {"count": count, "names": options.in_a_row(named)})
    now = dates.now()
    last = FormVersion.objects.filter(child=child, form=form).order_by("number").last()
    digest = digest_of(child, form, now)
    if last and last.digest == digest:
        raise Refused(_("Nothing was changed since version %(number)d of this form.") % {"number": last.number})
    signed = FormVersion(
        child=child, form=form, number=last.number + 1 if last else 1, finalised_by=by, finalised_at=now, digest=digest
    )
    return PAPER.begin(signed, "finalise", by=by, reason=gettext_noop("Signed by its author"), happened_at=now)


def digest_of(child: Child, form: str, moment) -> str:
    """SHA-256 of every answer of the form as recorded at `moment`, in one fixed order."""
    said = {section.key: [_answers(section, row) for row in _rows(section, child, moment)] for section in of_form(form)}
    return hashlib.sha256(json.dumps(said, sort_keys=True, cls=DjangoJSONEncoder).encode()).hexdigest()


def _rows(section: Section, child: Child, moment):
    model: type[Record] = section.model
    rows = as_it_stood(model, moment, **{model.minor_path or "id": child.pk}).order_by("recorded_at", "id")
    return filter(section.holds, rows)


def _answers(section: Section, row) -> dict:
    columns = {name: section.model._meta.get_field(name).attname for name in section.names}
    return {name: getattr(row, attname) for name, attname in columns.items()} | {"silences": getattr(row, "silences", {})}
