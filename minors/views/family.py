"""The family of a child: the drawn tree, relatives, siblings; writing them down, verifying and disproving (domain.md 3.3, 3.19)."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from base.forms import kept
from base.models import AccessEvent, Stale
from base.pages import show
from base.roles import Verb
from base.workflow import Refused
from minors import access, answer_forms, family, family_forms, filing, relatives, siblings
from minors.models import Child, Person, Relationship, SiblingLink
from minors.sections import SECTIONS

SIBLINGS = SECTIONS["siblings"]
TONES = {"claimed": "warn", "verified": "good", "disproved": "calm"}


@access.record_page(Child, verb=Verb.OPEN_CASE)
def family_page(request, child):
    """Everybody of the family, drawn and in words. Opening it shows names, so that is remembered."""
    return _show(request, child)


def _rights(request, child) -> access.Rights:
    """What this person may do here; 403 for who may not read the identity."""
    rights = access.rights_on(request.user, child.pk)
    if "C2" not in rights.classes:
        raise PermissionDenied(_("You may read this file, but not the identity."))
    access.remember(request.user, AccessEvent.Kind.REVEALED, child, section="family")
    return rights


def _show(request, child, *, refused=(None, None), link_form=None, status=200):
    rights = _rights(request, child)
    known = family.of_child(child, request.user)
    may_write = Verb.ASSESS in rights.verbs
    tree = known.tree.mirrored() if get_language_bidi() else known.tree
    context = {
        "child": child,
        "tree": tree,
        "people": [_person(child, one, known, rights, may_write, refused) for one in known.people],
        "siblings": [_sibling(one, may_write, refused) for one in known.siblings],
        "siblings_here": answer_forms.in_facts(SIBLINGS, SIBLINGS.record(child) or SIBLINGS.new(child), rights.classes),
        "link_form": (link_form or family_forms.LinkSiblingForm()) if may_write else None,
        "parents": [_parent(child, part, known) for part in relatives.PARENTS] if may_write else [],
        "may_write": may_write,
        "crumbs": [
            {"label": child.code, "url": child.get_absolute_url()},
            {"label": _("The child’s file"), "url": reverse("minors:file", args=[child.pk])},
        ],
    }
    return show(request, "minors/family.html", context, status=status)


def _person(child, person, known, rights, may_write, refused) -> dict:
    section = family_forms.section_of(person)
    page = reverse("minors:write_section", args=[child.pk, person.part]) if person.part in relatives.PARENTS else ""
    facts = answer_forms.in_facts(section, person, rights.classes)
    ties = known.ties_of(person)
    return {
        "person": person,
        "role": _role(ties),
        "facts": [fact for fact in facts if fact["answered"]],
        "ties": [_tie(one, known, may_write, refused) for one in ties],
        "url": (page or reverse("minors:change_relative", args=[person.pk])) if may_write else "",
    }


def _role(ties) -> str:
    """What a person is to the child, as the heading says it: what stands, else what was said and is not true."""
    own = [tie for tie in ties if tie.other_id is None]
    standing = [tie for tie in own if tie.status != "disproved"]
    return (standing or own)[-1].kind_label if own else ""


def _tie(tie, known, may_write, refused) -> dict:
    values = {"kind": tie.kind_label, "person": known.called(tie.other) if tie.other_id else ""}
    return {
        "tie": tie,
        "words": _("%(kind)s of %(person)s") % values if tie.other_id else tie.kind_label,
        "tone": TONES[tie.status],
        "form": _decide(family_forms.DecideForm, tie, refused) if may_write else None,
    }


def _sibling(link, may_write, refused) -> dict:
    return {
        "link": link,
        "code": link.sibling.code if link.may_open else "",
        "url": reverse("casework:case", args=[link.sibling_id]) if link.may_open else "",
        "tone": TONES[link.status],
        "form": _decide(family_forms.DecideSiblingsForm, link, refused) if may_write else None,
    }


def _decide(form_class, record, refused):
    return refused[1] if refused[0] == record.pk else form_class(about=record)


def _parent(child, part, known) -> dict:
    """A link to the questions about father or mother, while nobody answered them."""
    missing = not any(person.part == part for person in known.people)
    url = reverse("minors:write_section", args=[child.pk, part])
    return {"title": SECTIONS[part].title, "url": url if missing else ""}


@access.record_page(Child, verb=Verb.ASSESS, methods=("GET", "POST"))
def new_relative(request, child):
    """Somebody else of the family, and what they are to the child."""
    rights, section = _rights(request, child), SECTIONS["relatives"]
    form_class = family_forms.relative_form(rights.classes, new=True)
    form = kept(request, form_class, finalised=filing.is_finalised(child, section.form))
    if request.method == "POST" and form.is_valid():
        tie = {name: form.cleaned_data[name] for name in ("kind", "source", "side")}
        try:
            relatives.add(
                section, child, values=form.values(), silences=form.silences(), by=request.user, reason=form.reason(), **tie
            )
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The person was written down."))
            return redirect("minors:family", child.pk)
    return _form(request, child, form)


@access.record_page(Person, verb=Verb.ASSESS, methods=("GET", "POST"))
def change_relative(request, person):
    """What is known of a person; the tie itself is verified or disproved on the page of the family."""
    child, section = person.child, family_forms.section_of(person)
    rights, conflict = _rights(request, child), None
    form_class = answer_forms.form_for(section, rights.classes)
    form = kept(request, form_class, record=person, finalised=filing.is_finalised(child, section.form))
    if request.method == "POST" and form.is_valid():
        said = {"values": form.values(), "silences": form.silences(), "reason": form.reason()}
        try:
            filing.write(section, child, by=request.user, record=person, version=form.cleaned_data["version"] or 0, **said)
        except Stale as stale:
            conflict = form.conflict(stale)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("What is known of this person was saved."))
            return redirect("minors:family", child.pk)
    return _form(request, child, form, conflict=conflict)


def _form(request, child, form, *, conflict=None):
    crumbs = [
        {"label": child.code, "url": child.get_absolute_url()},
        {"label": _("Family"), "url": reverse("minors:family", args=[child.pk])},
    ]
    status = 409 if conflict else 422 if form.is_bound else 200
    context = {"child": child, "form": form, "conflict": conflict, "crumbs": crumbs}
    return show(request, "minors/relative.html", context, status=status)


@access.record_page(Relationship, verb=Verb.ASSESS, methods=("POST",), related=("person",))
def decide_tie(request, tie):
    """Verify, disprove or end a tie; it stays readable whatever is decided."""
    form = family_forms.DecideForm(request.POST, about=tie)
    return _decided(request, tie, form, {"verify": relatives.verify, "disprove": relatives.disprove, "end": relatives.end})


@access.record_page(SiblingLink, verb=Verb.ASSESS, methods=("POST",))
def decide_siblings(request, link):
    """Verify or end the link between two children; it counts in both files."""
    form = family_forms.DecideSiblingsForm(request.POST, about=link)
    return _decided(request, link, form, {"verify": siblings.verify, "disprove": siblings.unlink})


def _decided(request, record, form, deeds):
    if form.is_valid():
        said = form.deed()
        decision, ends_on = said.pop("decision"), said.pop("ends_on", None)
        if decision == "end":
            said = {"ends_on": ends_on, "reason": said["reason"]}
        try:
            deeds[decision](record, by=request.user, **said)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("It was written down. What was said before stays readable."))
            return redirect("minors:family", record.child_id)
    return _show(request, record.child, refused=(record.pk, form), status=422)


@access.record_page(Child, verb=Verb.ASSESS, methods=("POST",))
def link_sibling(request, child):
    """Link a brother or sister by code. A code out of reach is answered as one that does not exist (security.md rule 6)."""
    form = family_forms.LinkSiblingForm(request.POST)
    if form.is_valid():
        said = form.deed()
        try:
            other = siblings.by_code(request.user, said.pop("code"))
            theirs = access.rights_on(request.user, other.pk)
            if Verb.ASSESS not in theirs.verbs or "C2" not in theirs.classes:
                raise Refused(_("You may read that file, but not work on it. Ask its social worker to link them."), field="code")
            siblings.link([child, other], by=request.user, **said)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The two children are linked, in both files."))
            return redirect("minors:family", child.pk)
    return _show(request, child, link_form=form, status=422)
