"""Protection concerns of one child: the list, a new one, and what becomes of each."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from base import described
from base.forms import attempt, kept
from base.pages import show
from base.roles import Verb
from base.workflow import Refused
from casework import concerns, risk
from casework.facts import Facts
from casework.forms.concerns import ChangeConcernForm, ConcernForm, DoctorForm, WeighForm
from casework.models import Concern
from casework.views.about import about
from minors import access, joined
from minors.models import Child

TONES = {"suspected": "warn", "reported": "info", "confirmed": "bad", "resolved": "calm"}
TOLD = ["severity", "source", "told_words", "starts_raw", "ends_on", "incident_at", "doctor_at", "reported_to", "confirmed_by"]


@access.record_page(Child, verb=Verb.OPEN_CASE)
def concerns_page(request, child):
    """What this reader may read of the concerns; the others are neither listed nor counted."""
    rights = access.rights_on(request.user, child.pk)
    rows = list(child.concerns.readable(rights.classes))
    left = concerns.countdowns(rows)
    lines = [{"concern": one, "tone": TONES[one.status], "countdown": left.get(one.pk, [])} for one in rows]
    context = {
        **about(child),
        "open_ones": [line for line in lines if line["concern"].is_open],
        "resolved": [line for line in lines if not line["concern"].is_open],
        "new_url": reverse("casework:new_concern", args=[child.pk]) if Verb.ASSESS in rights.verbs else "",
    }
    return show(request, "casework/concerns.html", context)


@access.record_page(Child, verb=Verb.ASSESS, methods=("GET", "POST"))
@joined.goes_on
def new_concern(request, child):
    """One tap from the case. When it calls for a higher level of risk, the next page asks for that."""
    form = kept(request, ConcernForm)
    if request.method == "POST" and form.is_valid():
        try:
            concern = concerns.record(child, by=request.user, **form.deed())
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The concern is recorded."))
            return HttpResponseRedirect(_next(request, child, concern))
    return show(request, "casework/new_concern.html", {**about(child), "form": form}, status=422 if form.is_bound else 200)


def _next(request, child, concern) -> str:
    """What cannot wait first: the doctor, then the level of risk, then the concern itself where this person may read it."""
    classes = access.classes_for(request.user, child.pk)
    lowest = risk.lowest(risk.found(Facts(child)))
    raises = lowest and child.case.episode and risk.is_below(child.case.risk, lowest)
    readable = concern.field_class in classes
    if raises:
        messages.warning(
            request, _("What is known now calls for a higher level of risk: at least “%(level)s”.") % {"level": lowest.label}
        )
    if readable and concerns.countdowns([concern]):
        return concern.get_absolute_url()
    if raises:
        return reverse("casework:set_risk", args=[child.pk])
    return concern.get_absolute_url() if readable else reverse("casework:concerns", args=[child.pk])


@access.record_page(Concern, verb=Verb.OPEN_CASE, related=("recorded_by",))
def concern(request, record):
    return _show(request, record)


@access.record_page(Concern, verb=Verb.ASSESS, methods=("POST",), related=("recorded_by",))
def change_concern(request, record):
    """Reported, confirmed, resolved, or come back."""
    form = ChangeConcernForm(request.POST, concern=record)

    def deed(said):
        match said["move"]:
            case "report":
                concerns.report(record, to=said["known_from"], at=said["at"], by=request.user)
            case "confirm":
                concerns.confirm(record, confirmed_by=said["known_from"], at=said["at"], by=request.user)
            case "resolve":
                given = {name: said[name] for name in ("why", "resolution", "ends_on", "at")}
                concerns.resolve(record, **given, by=request.user)
            case "return":
                concerns.come_back(record, at=said["at"], by=request.user)

    return _change(request, record, "change", form, deed)


@access.record_page(Concern, verb=Verb.ASSESS, methods=("POST",), related=("recorded_by",))
def weigh_concern(request, record):
    """How severe it is at this contact."""
    form = WeighForm(request.POST, auto_id="weigh_%s")
    return _change(request, record, "weigh", form, lambda said: concerns.weigh(record, **said, by=request.user))


@access.record_page(Concern, verb=Verb.ASSESS, methods=("POST",), related=("recorded_by",))
def doctor_saw(request, record):
    """The child was seen by a doctor: the countdown ends."""
    form = DoctorForm(request.POST, auto_id="doctor_%s")
    return _change(
        request, record, "doctor", form, lambda said: concerns.seen_by_doctor(record, at=said["doctor_at"], by=request.user)
    )


def _change(request, record, name, form, deed):
    tried = attempt(request, form, lambda: deed(form.deed()), record)
    if tried.done:
        messages.success(request, _("The concern was changed."))
        return redirect(record)
    return _show(request, record, {name: form}, conflict=tried.conflict, status=tried.status)


def _show(request, record, refused=None, *, conflict=None, status=200):
    rights = access.rights_on(request.user, record.child_id)
    may_write = Verb.ASSESS in rights.verbs
    forms = _forms(record, refused or {}) if may_write else {}
    told = [name for name in TOLD if getattr(record, name)]
    if not record.is_open:
        told += ["resolved_because", "resolution"]
    context = {
        **about(record.child),
        "concern": record,
        "tone": TONES[record.status],
        "told": [{"label": described.label(Concern, name), "value": described.in_words(record, name)} for name in told],
        "moves": concerns.moves_of(record),
        "countdown": concerns.countdowns([record]).get(record.pk, []),
        "refer_url": reverse("referrals:refer", args=[record.child_id]) if Verb.REFER in rights.verbs else "",
        "forms": forms,
        "conflict": conflict,
        "list_url": reverse("casework:concerns", args=[record.child_id]),
    }
    return show(request, "casework/concern.html", context, status=status)


def _forms(record, refused) -> dict:
    """The forms of the page, the refused one as it was sent."""
    version = {"version": record.version}
    found = {"change": refused.get("change") or ChangeConcernForm(concern=record, initial=version)}
    if record.is_open:
        found["weigh"] = refused.get("weigh") or WeighForm(initial={**version, "severity": record.severity}, auto_id="weigh_%s")
    if record.is_assault and record.doctor_at is None:
        found["doctor"] = refused.get("doctor") or DoctorForm(initial=version, auto_id="doctor_%s")
    return found
