"""The file of a child, section by section: what was answered, what is missing, and finalising a form (domain.md 3)."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from base import described
from base.forms import kept
from base.models import AccessEvent, Stale
from base.pages import page, show
from base.roles import Verb
from base.workflow import Refused
from minors import access, answer_forms, completeness, filing, sections
from minors.models import Child
from minors.models.paper import TITLES
from minors.sections import SECTIONS

LISTED = 60  # cases on the page of what is missing


@access.record_page(Child, verb=Verb.OPEN_CASE)
def file(request, child):
    """Every section that this reader may see, with what it still lacks; each form with its versions."""
    return _show_file(request, child)


def _rights(request, child) -> access.Rights:
    """What this person may do and read here: who may not ask for the identity does not read it section by section either."""
    rights = access.rights_on(request.user, child.pk)
    if Verb.REVEAL_IDENTITY in rights.verbs:
        return rights
    return access.Rights(rights.verbs, rights.classes - {"C2"})


def _show_file(request, child, *, refused=("", ""), status=200):
    rights = _rights(request, child)
    answers = completeness.answers_of([child.pk])[child.pk]
    lacking = completeness.missing(child, rights.classes, answers=answers)
    versions = list(child.form_versions.select_related("finalised_by"))
    may_write = Verb.ASSESS in rights.verbs
    papers = [
        {
            "form": form,
            "title": TITLES[form],
            "sections": [
                _line(one, child, len(answers[one.key]), lacking, may_write)
                for one in sections.of_form(form)
                if one.readable(rights.classes)
            ],
            "versions": [version for version in versions if version.form == form],
            "refusal": refused[1] if form == refused[0] else "",
        }
        for form in sections.forms()
    ]
    context = {
        "child": child,
        "papers": [paper for paper in papers if paper["sections"]],
        "missing": lacking,
        "may_write": may_write,
        "may_export": Verb.PRINT_CASE in rights.verbs,
        "waiting": child.proposed_changes.filter(status="proposed").first() if "C2" in rights.classes else None,
        "crumbs": _crumbs(child),
    }
    return show(request, "minors/file.html", context, status=status)


def _line(section, child, count, lacking, may_write) -> dict:
    """Who writes comes to the questions at once, who reads to the answers."""
    page_of = "minors:write_section" if may_write and not section.many and not section.page else "minors:section"
    return {
        "section": section,
        "url": reverse(section.home, args=[child.pk]) if section.home else reverse(page_of, args=[child.pk, section.key]),
        "count": count,
        "missing": sum(one.section is section for one in lacking),
    }


@access.record_page(Child, verb=Verb.OPEN_CASE)
def section(request, child, key):
    """One section as this reader may read it; a list with its lines."""
    found, rights = _section(request, child, key)
    if found.home:
        return redirect(found.home, child.pk)
    may_write = Verb.ASSESS in rights.verbs
    context = {
        "child": child,
        "section": found,
        "rows": [_row(found, child, record, rights.classes) for record in found.records(child)],
        "write_url": _write_url(child, found) if may_write else "",
        "may_write": may_write,
        "crumbs": _crumbs(child, found, here=True),
    }
    return show(request, "minors/section.html", context)


def _row(found, child, record, classes) -> dict:
    facts = answer_forms.in_facts(found, record, classes)
    return {
        # Of a list only what was answered: ten lines of unasked questions would hide the one that matters.
        "facts": [fact for fact in facts if not found.many or fact["answered"]],
        "history_url": reverse("minors:history", args=[record._meta.label_lower, record.pk]),
        "url": reverse("minors:write_row", args=[child.pk, found.key, record.pk]) if found.many and not found.page else "",
    }


@access.record_page(Child, verb=Verb.ASSESS, methods=("GET", "POST"))
def write_section(request, child, key):
    """The questions of one section."""
    found, rights = _section(request, child, key)
    if found.many or found.page:
        return redirect("minors:section", child.pk, key)
    return _write(request, child, found, rights, found.record(child))


@access.record_page(Child, verb=Verb.ASSESS, methods=("GET", "POST"))
def new_row(request, child, key):
    """A further line of a list."""
    found, rights = _section(request, child, key)
    if not found.many or found.page or found.home:
        return redirect("minors:section", child.pk, key)
    return _write(request, child, found, rights, None)


@access.record_page(Child, verb=Verb.ASSESS, methods=("GET", "POST"))
def write_row(request, child, key, row):
    """One line of a list."""
    found, rights = _section(request, child, key)
    record = found.records(child).filter(pk=row).first() if found.many and not found.home else None
    if record is None:
        raise Http404
    return _write(request, child, found, rights, record)


def _section(request, child, key):
    """The section and what this person may do with the child; 404 where there is nothing this person may read."""
    found, rights = SECTIONS.get(key), _rights(request, child)
    if found is None or not found.readable(rights.classes):
        raise Http404  # as if there were no such section: its being there may be secret
    highest = max(described.class_of(found.model, name) for name in found.readable(rights.classes))
    if highest > "C1":
        access.remember(request.user, AccessEvent.Kind.REVEALED, child, of=highest, section=key)
    return found, rights


def _write(request, child, found, rights, record):
    form_class = answer_forms.form_for(found, rights.classes)
    form = kept(request, form_class, record=record, finalised=filing.is_finalised(child, found.form))
    conflict = None
    if request.method == "POST" and form.is_valid():
        try:
            filing.write(
                found,
                child,
                values=form.values(),
                silences=form.silences(),
                by=request.user,
                reason=form.reason(),
                record=record,
                version=form.cleaned_data["version"] or 0,
            )
        except Stale as stale:
            conflict = form.conflict(stale)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("“%(section)s” was saved.") % {"section": found.title})
            return redirect(_after(child, found))
    status = 409 if conflict else 422 if form.is_bound else 200
    context = {"child": child, "section": found, "form": form, "conflict": conflict, "crumbs": _crumbs(child, found)}
    return show(request, "minors/write_section.html", context, status=status)


def _after(child, found) -> str:
    """Back to the list, or on to the file."""
    return reverse("minors:section", args=[child.pk, found.key]) if found.many else reverse("minors:file", args=[child.pk])


def _write_url(child, found) -> str:
    if found.page:
        return reverse(found.page, args=[child.pk])
    return reverse("minors:new_row" if found.many else "minors:write_section", args=[child.pk, found.key])


@access.record_page(Child, verb=Verb.ASSESS, methods=("POST",))
def finalise(request, child, form):
    """Sign one form as it stands."""
    if form not in sections.forms():
        raise Http404
    try:
        signed = filing.finalise(child, form, by=request.user, classes=_rights(request, child).classes)
    except Refused as refusal:
        return _show_file(request, child, refused=(form, str(refusal)), status=422)
    values = {"form": TITLES[form], "number": signed.number}
    messages.success(request, _("“%(form)s” was finalised as version %(number)d.") % values)
    return redirect("minors:file", child.pk)


@page(verb=Verb.ASSESS)
def incomplete(request):
    """What is missing in the files of one's own cases, the emptiest first (features.md 37)."""
    children = list(access.children_of(request.user).exclude(case__status="closed").order_by("-registered_at")[:LISTED])
    keys = [child.pk for child in children]
    lacking = completeness.counts(keys, access.classes_of_many(request.user, keys))
    rows = [
        {"code": child.code, "count": lacking[child.pk], "url": reverse("minors:file", args=[child.pk])} for child in children
    ]
    access.remember(request.user, AccessEvent.Kind.LISTED, found=[child.code for child in children])
    rows = sorted((row for row in rows if row["count"]), key=lambda row: -row["count"])
    return show(request, "minors/incomplete.html", {"rows": rows, "most": LISTED})


def _crumbs(child, found=None, *, here=False) -> list[dict]:
    """The way back: the case, the file, and from a line of a list (not from the list itself: `here`) the list."""
    crumbs = [{"label": child.code, "url": child.get_absolute_url()}]
    if found is not None:
        crumbs.append({"label": _("The child’s file"), "url": reverse("minors:file", args=[child.pk])})
        if found.many and not here:
            crumbs.append({"label": found.title, "url": reverse("minors:section", args=[child.pk, found.key])})
    return crumbs
