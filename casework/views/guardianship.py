"""Guardians and representatives of one child, and who is beside it when it is heard about asylum (domain.md 3.8, F08)."""

from datetime import date

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from base import dates, described
from base.forms import kept
from base.pages import show
from base.roles import Verb
from casework import guardian_access
from casework import guardianship as deeds
from casework.forms import guardianship as forms
from casework.models import AsylumHearing, Guardianship, GuardianView
from casework.views.about import about
from casework.views.one_form import OneForm
from casework.workflow import GUARDIANSHIP
from minors import access, joined
from minors.access import record_page
from minors.models import Child, ConsentTask, Document

Status = Guardianship.Status
OF_MANDATE = ("child__case", "institution", "author", "access__user")
SHOWN = [
    *("kind", "scopes", "person", "institution", "relation", "contact", "requested_on", "requested_to", "hearing_on"),
    *("decision_number", "decided_on", "starts_on", "ends_on", "end_reason", "conflict_check", "conflict_note", "child_view"),
    *("judge_seized_by_child", "legal_aid_requested"),
]
TONES = {Status.ASKED: "info", Status.APPOINTED: "good", Status.REFUSED: "warn", Status.ENDED: "calm"}


def card(files, rights_on) -> list[dict]:
    """What the page of a case says: who holds a mandate or was asked for, with the name for who reads the identity."""
    rows = []
    for file in files:
        for one in next(iter(file.case.episodes.all())).mandates:
            mandate = Guardianship(id=one["id"], kind=one["kind"], status=one["status"])
            rows.append(
                {
                    "mandate": mandate,
                    "name": one["person"] if "C2" in rights_on[file].classes else "",
                    "tone": TONES[Status(one["status"])],
                    "code": file.code if len(files) > 1 else "",
                }
            )
    return rows


@record_page(Child, verb=Verb.OPEN_CASE)
@joined.goes_on
def guardianship(request, child):
    """Everybody who ever held a mandate or was asked for, today's guardian first, and the interviews about asylum."""
    rights, files = request.rights, joined.files_for(child, by=request.user)
    rows = access.visible_to(request.user, Guardianship).filter(child__in=files).select_related("child", "institution")
    heard = access.visible_to(request.user, AsylumHearing).filter(child__in=files)
    now = deeds.guardian_on(child, dates.today())
    context = {
        **about(child),
        "rows": [{"mandate": one, "tone": TONES[Status(one.status)], "now": one == now} for one in rows],
        "guardian": now,
        "hearings": heard.select_related("mandate", "worker") if "C3" in rights.classes else [],
        "sensitive": "C3" in rights.classes,
        "named": "C2" in rights.classes,
        "may": Verb.ASSESS in rights.verbs,
        "several": len(files) > 1,
        "views": access.visible_to(request.user, GuardianView).filter(child__in=files).select_related("author"),
        "may_say": Verb.EXPRESS_VIEW in rights.verbs and guardian_access.mandate_of(request.user, child) is not None,
        **_on_a_day(request, child),
    }
    return show(request, "casework/guardianship.html", context)


def _on_a_day(request, child) -> dict:
    """Who held which mandate on the day that is asked for, past or to come; nothing for none and for what is no date."""
    try:
        day = date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        return {"day": None, "held": []}
    seen = access.visible_to(request.user, Guardianship).values("pk")
    return {"day": day, "held": deeds.mandates_on(child, day).filter(pk__in=seen).select_related("institution")}


@record_page(Guardianship, verb=Verb.OPEN_CASE, related=OF_MANDATE)
def mandate(request, record):
    """One mandate as this person may read it, and what can be done with it now."""
    classes = {"C1", *request.rights.classes}
    names = [name for name in SHOWN if described.class_of(Guardianship, name) in classes and described.is_answered(record, name)]
    papers = access.visible_to(request.user, Document).current().filter(pk=record.document_id)
    context = {
        **_about(record),
        "mandate": record,
        "heading": capfirst(str(record)),
        "tone": TONES[Status(record.status)],
        "facts": [{"label": described.label(Guardianship, name), "value": described.in_words(record, name)} for name in names],
        "paper": papers.first(),
        "readable": "C3" in classes,
        "deeds": _possible(record) if Verb.ASSESS in request.rights.verbs else [],
        "grant": guardian_access.running(record) if "C2" in classes else None,
    }
    return show(request, "casework/mandate.html", context)


def _possible(record) -> list[dict]:
    rows = [
        ("appoint", "appoint_mandate", "check-circle"),
        ("refuse", "refuse_mandate", "x-circle"),
        ("end", "end_mandate", "clock"),
    ]
    found = [
        {"label": GUARDIANSHIP.moves[move].label, "url": reverse(f"casework:{page}", args=[record.pk]), "icon": icon}
        for move, page, icon in rows
        if GUARDIANSHIP.allows(record, move)
    ]
    if record.status == Status.APPOINTED and record.kind in Guardianship.GUARDIANS and guardian_access.running(record) is None:
        url = reverse("casework:open_to_guardian", args=[record.pk])
        found.append({"label": _("Give the guardian access"), "url": url, "icon": "key"})
    if record.status in (Status.ASKED, Status.APPOINTED):
        url = reverse("casework:write_mandate", args=[record.pk])
        found.append({"label": _("Correct or add"), "url": url, "icon": "pencil"})
    return found


@record_page(Child, verb=Verb.ASSESS, methods=("GET", "POST"))
@joined.goes_on
def ask_guardian(request, child):
    form = kept(request, forms.AskForm)
    lead = _("A child alone in the country needs somebody who decides for it before courts and authorities.")
    page = _page(
        child, _("Ask for a guardian"), _("Ask for it"), _("The request is kept. Write down what the court decides."), lead=lead
    )
    return page.answer(request, child, form, lambda said: deeds.ask(child, by=request.user, **said))


@record_page(Child, verb=Verb.ASSESS, methods=("GET", "POST"))
@joined.goes_on
def record_mandate(request, child):
    form = kept(request, forms.RecordForm, child=child, classes=request.rights.classes)
    lead = _("For a mandate that holds already: by law, or decided elsewhere.")
    page = _page(child, _("Record a representative"), _("Keep the mandate"), _after_appointing(request.user, child), lead=lead)
    return page.answer(request, child, form, lambda said: deeds.record(child, by=request.user, **said))


@record_page(Guardianship, verb=Verb.ASSESS, methods=("GET", "POST"), related=OF_MANDATE)
def appoint_mandate(request, record):
    form = kept(request, forms.MandateForm, child=record.child, classes=request.rights.classes, record=record)
    page = _page(
        record.child, _("Somebody was appointed"), _("Keep the mandate"), _after_appointing(request.user, record.child), record
    )
    return page.answer(request, record.child, form, lambda said: deeds.appoint(record, by=request.user, **said))


@record_page(Guardianship, verb=Verb.ASSESS, methods=("GET", "POST"), related=OF_MANDATE)
def refuse_mandate(request, record):
    form = kept(request, forms.RefusedForm)
    page = _page(
        record.child, _("Nobody was appointed"), _("Keep it"), _("It is kept. A guardian has to be asked for again."), record
    )
    return page.answer(request, record.child, form, lambda said: deeds.refuse(record, by=request.user, **said))


@record_page(Guardianship, verb=Verb.ASSESS, methods=("GET", "POST"), related=OF_MANDATE)
def end_mandate(request, record):
    form = kept(request, forms.EndForm)
    page = _page(
        record.child,
        _("End the mandate"),
        _("End the mandate"),
        _("The mandate has ended. Look who has access to the file."),
        record,
    )
    return page.answer(request, record.child, form, lambda said: deeds.end(record, by=request.user, **said))


@record_page(Guardianship, verb=Verb.ASSESS, methods=("GET", "POST"), related=OF_MANDATE)
def write_mandate(request, record):
    if record.status == Status.ASKED:
        form = kept(request, forms.CorrectRequestForm, record=record, classes=request.rights.classes)
    else:
        form = kept(request, forms.CorrectForm, child=record.child, classes=request.rights.classes, record=record)
    page = _page(record.child, _("Correct or add"), _("Save"), _("It is kept. The earlier answers stay in the history."), record)
    return page.answer(request, record.child, form, lambda said: deeds.write(record, by=request.user, **said))


@record_page(Child, verb=Verb.ASSESS, methods=("GET", "POST"))
@joined.goes_on
def record_hearing(request, child):
    form = kept(request, forms.HearingForm, child=child, named="C2" in request.rights.classes)
    lead = _("A child is never heard alone: a guardian or a social worker is there (decree 2017-409, article 21).")
    done = _("The interview is kept, with who accompanies the child.")
    page = _page(child, _("Asylum interview"), _("Keep it"), done, lead=lead)
    return page.answer(request, child, form, lambda said: deeds.record_hearing(child, by=request.user, **said))


@record_page(AsylumHearing, verb=Verb.ASSESS, methods=("GET", "POST"), related=("child__case",))
def change_hearing(request, record):
    form = kept(request, forms.HearingForm, child=record.child, named="C2" in request.rights.classes, record=record)
    page = _page(
        record.child, _("Asylum interview"), _("Save"), _("The interview is kept, with who accompanies the child."), record
    )
    return page.answer(request, record.child, form, lambda said: deeds.change_hearing(record, by=request.user, **said))


def _after_appointing(person, child) -> str:
    """With a guardian, consent that nobody could give is sought again (domain.md 7.4)."""
    if access.visible_to(person, ConsentTask).still_open().filter(child=child, kind=ConsentTask.Kind.SEEK).exists():
        return _("The mandate is kept. Ask for consent again: now there is somebody who can give it.")
    return _("The mandate is kept.")


def _about(record) -> dict:
    """A page about one mandate leads back to all of them."""
    context = about(record.child)
    return {**context, "crumbs": [*context["crumbs"], {"label": _("Guardian and representatives"), "url": _all_of(record.child)}]}


def _all_of(child) -> str:
    return reverse("casework:guardianship", args=[child.pk])


def _page(child, heading: str, submit: str, done: str, record=None, lead: str = "") -> OneForm:
    return OneForm(heading, submit, done, _all_of(child), _("Guardian and representatives"), record, lead)
