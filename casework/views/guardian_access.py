"""A guardian's own account: opened by the mandate; what the guardian says, and what follows from it (domain.md 7.2)."""

from django.urls import reverse
from django.utils.translation import gettext as _

from base.described import facts
from base.forms import kept
from base.pages import show
from base.roles import Verb
from casework import guardian_access as deeds
from casework.forms import guardian_access as forms
from casework.models import Guardianship, GuardianView
from casework.views.about import about
from casework.views.one_form import OneForm
from minors.access import record_page
from minors.models import Child


@record_page(Guardianship, verb=Verb.SHARE_CASE, methods=("GET", "POST"), related=("child__case", "access__user"))
def open_to_guardian(request, record):
    form = kept(request, forms.AccessForm, initial={"version": record.version})
    lead = _("The guardian reads this child’s file with an account of one’s own, until the mandate ends, and changes nothing.")
    page = OneForm(
        _("The guardian’s own access"), _("Give access"), _("The guardian may read the file now."), record.get_absolute_url(),
        crumb=_("Guardianship"), record=record, lead=lead,
    )  # fmt: skip
    return page.answer(request, record.child, form, lambda said: deeds.give(record, by=request.user, **said))


@record_page(Child, verb=Verb.EXPRESS_VIEW, methods=("GET", "POST"))
def say_as_guardian(request, child):
    form = kept(request, forms.ViewForm)
    lead = _("The social worker reads it and answers here. In danger do not write: telephone.")
    page = OneForm(
        _("Say what you think"), _("Send"), _("It was sent. The social worker answers here."), child.get_absolute_url(), lead=lead,
        onwards=lambda made: made.get_absolute_url(),
    )  # fmt: skip
    return page.answer(request, child, form, lambda said: deeds.say(child, by=request.user, **said))


@record_page(GuardianView, verb=Verb.OPEN_CASE, related=("child__case", "author", "answered_by"))
def guardian_view(request, record):
    own = record.author_id == request.user.pk
    classes = {*request.rights.classes, *(["C3"] if own else [])}
    context = {
        **about(record.child),
        "view": record,
        "facts": facts(record, ["about", "words", "answer"], classes),
        "readable": "C3" in classes,
        "may_answer": record.status == "said" and not own and Verb.ASSESS in request.rights.verbs,
    }
    return show(request, "casework/guardian_view.html", context)


@record_page(GuardianView, verb=Verb.ASSESS, methods=("GET", "POST"), related=("child__case", "author"))
def answer_guardian(request, record):
    form = kept(request, forms.AnswerForm, initial={"version": record.version})
    back = reverse("casework:guardian_view", args=[record.pk])
    page = OneForm(
        _("Answer the guardian"), _("Send"), _("The guardian can read your answer now."), back,
        crumb=_("View of the guardian"), record=record, lead=record.words if "C3" in request.rights.classes else "",
    )  # fmt: skip
    return page.answer(request, record.child, form, lambda said: deeds.answer(record, by=request.user, **said))
