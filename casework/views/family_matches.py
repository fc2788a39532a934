"""A family that looks for the child, on the worker's side: the child is asked, its answer written, the family verified (domain.md 9.13)."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.utils.translation import gettext as _

from base.described import facts
from base.forms import kept
from base.pages import show
from base.roles import Verb
from base.workflow import Refused
from casework import family_matches
from casework.forms.inquiries import AnswerForm, WhyForm, WordsForm
from casework.models import FAMILY_MATCH, FamilyMatch
from casework.views.family import at_family, form_page, tone
from minors import looked_for
from minors.access import record_page, rights_on
from minors.likeness import Reason

READ = ("child__case", "inquiry", "author", "asked_by", "told_by", "verification")
TO_BE_SAID = ["inquirer_name", "relation", "message"]  # what the child hears of who asks


@record_page(FamilyMatch, verb=Verb.OPEN_CASE, related=READ)
def family_match(request, match):
    return _show(request, match)


def _show(request, match, status=200):
    """What the family tells of itself is for readers of the identity; how to reach it for those of what is secret."""
    rights = rights_on(request.user, match.child_id)
    may, known = Verb.ASSESS in rights.verbs, "C2" in rights.classes
    told = [*TO_BE_SAID, *(["contact"] if "C4" in rights.classes else [])] if known else []
    names = ["asked_at", "alone", "child_says", "family_told", "safe_because", "why", "told_at"]
    context = {
        **at_family(match.child),
        "match": match,
        "tone": tone(match.status),
        "of_family": facts(match.inquiry, told),
        "reasons": looked_for.words_of(Reason(**one) for one in match.reasons) if known else [],
        "facts": facts(match, names, rights.classes),
        "known": known,
        "sensitive": "C3" in rights.classes,
        "may_answer": may and bool(family_matches.wishes_of(match)),
        "may_deny": may and FAMILY_MATCH.allows(match, "deny"),
        "answered": match.asked_at is not None,
        "may_verify": may and FAMILY_MATCH.allows(match, "verify"),
        "may_word": may and match.status == FamilyMatch.Status.CONFIRMED,
    }
    return show(request, "casework/family_match.html", context, status=status)


@record_page(FamilyMatch, verb=Verb.ASSESS, methods=("GET", "POST"), related=READ)
def answer_match(request, match):
    form = kept(request, AnswerForm, wishes=family_matches.wishes_of(match))
    return form_page(
        request,
        match.child,
        form,
        lambda: family_matches.answer(match, by=request.user, **form.deed()),
        done=_("The child’s answer is kept. The tracing service sees what the family may be told, and nothing else."),
        heading=_("What does the child answer?"),
        lead=_("Ask the child alone, before anybody of the family. Say who looks for it; nobody decides for the child."),
        submit=_("Keep the answer"),
        back=match.get_absolute_url(),
    )


@record_page(FamilyMatch, verb=Verb.ASSESS, methods=("GET", "POST"), related=READ)
def deny_match(request, match):
    form = kept(request, WhyForm)
    return form_page(
        request,
        match.child,
        form,
        lambda: family_matches.deny(match, by=request.user, **form.deed()),
        done=_("It is written down. The tracing service looks further, and learns no more."),
        heading=_("It is not the child’s family"),
        submit=_("Keep it"),
        back=match.get_absolute_url(),
    )


@record_page(FamilyMatch, verb=Verb.ASSESS, methods=("GET", "POST"), related=READ)
def word_match(request, match):
    form = kept(request, WordsForm, record=match)
    return form_page(
        request,
        match.child,
        form,
        lambda: family_matches.allow_words(match, by=request.user, **form.deed()),
        done=_("The words are kept. The tracing service tells them to the family."),
        heading=_("What the family may be told"),
        lead=_("Ask the child. Where the child lives is told by the child alone, if it wants to."),
        submit=_("Keep the words"),
        back=match.get_absolute_url(),
        record=match,
    )


@record_page(FamilyMatch, verb=Verb.ASSESS, methods=("POST",), related=READ)
def verify_match(request, match):
    try:
        made = family_matches.verify(match, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return _show(request, match, status=422)
    messages.success(
        request, _("Hear the child first. The questions for the adult open when the child’s answers are written down.")
    )
    return HttpResponseRedirect(made.get_absolute_url())
