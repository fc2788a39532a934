"""Who the child is: the identity behind the code, shown when asked for and never kept on the screen; changing the name."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from base import dates, described, options
from base.forms import kept
from base.models import AccessEvent, Stale
from base.pages import show
from base.roles import Verb
from base.workflow import Refused
from minors import access, joined, naming
from minors.models import Child, ChildName
from minors.models.name import PARTS
from minors.naming_forms import RenameForm


@access.record_page(Child, verb=Verb.REVEAL_IDENTITY, methods=("POST",))
def identity(request, child):
    """Show the identity once, in this answer only, and remember who asked (domain.md 7.3)."""
    others = [
        one for one in joined.files_for(child, by=request.user)[1:] if access.may(request.user, Verb.REVEAL_IDENTITY, one.pk)
    ]
    for one in (child, *others):
        access.remember(request.user, AccessEvent.Kind.REVEALED, one)
    may_rename = access.may(request.user, Verb.ASSESS, child.pk)
    context = {
        "child": child,
        "identity": identity_of(child, *others),
        "hide_url": child.get_absolute_url(),
        "may_rename": may_rename,
    }
    return show(request, "minors/identity.html", context)


@access.record_page(Child, verb=Verb.ASSESS, methods=("GET", "POST"))
def rename(request, child):
    """Change the name in use; the earlier one stays in history. Opening this page shows the name, so that is remembered too."""
    if "C2" not in access.classes_for(request.user, child.pk):
        raise PermissionDenied(_("You may read this file, but not the identity."))
    access.remember(request.user, AccessEvent.Kind.REVEALED, child)
    name = child.names.get(kind=ChildName.Kind.MAIN)
    written = {part: getattr(name, part) for part in (*PARTS, "orthography")}
    form, conflict = kept(request, RenameForm, initial={**written, "version": name.version}), None
    if request.method == "POST" and form.is_valid():
        name.version = form.cleaned_data["version"] or 0
        try:
            waiting = naming.rename(name, by=request.user, **form.deed())
        except Stale as stale:
            conflict = form.conflict(stale)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            changed = _("The name was changed. The earlier one stays in the history.")
            messages.success(
                request, _("A second person has to agree: the change waits for a supervisor.") if waiting else changed
            )
            return redirect(child)
    status = 409 if conflict else 422 if form.is_bound else 200
    return show(request, "minors/rename.html", {"child": child, "form": form, "conflict": conflict}, status=status)


def identity_of(child: Child, *others: Child) -> dict:
    """What components/identity.html shows: the name in use, its parts, other names, birth as it was told, nationality.

    `others` are files that were joined with this one: their names are other names of the child.
    """
    names = list(child.names.all())
    main = next((name for name in names if name.kind == ChildName.Kind.MAIN), None)
    facts = [{"label": _("Own name"), "value": main.own}, {"label": _("Father's name"), "value": main.father}] if main else []
    if main and main.grandfather:
        facts.append({"label": _("Grandfather's name"), "value": main.grandfather})
    if main and main.further:
        facts.append({"label": _("Great-grandfather's name and more"), "value": main.further})
    names += [name for other in others for name in other.names.all()]
    mothers = [name.full for name in names if name.kind == ChildName.Kind.MOTHER and name.used]
    called = main.full if main else ""
    also = [name.full for name in names if name.full != called and name.kind != ChildName.Kind.MOTHER and name.used]
    if mothers:
        facts.append({"label": _("The mother's name"), "value": options.in_a_row(dict.fromkeys(mothers))})
    if also:
        facts.append({"label": _("Also called"), "value": options.in_a_row(dict.fromkeys(also))})
    facts += [
        {"label": _("Birth, as it was told"), "value": _birth(child)},
        {"label": _("Declared nationality"), "value": child.nationality_label},
    ]
    return {"name": main.full if main else "", "facts": facts}


def _birth(child: Child) -> str:
    if not child.birth_raw:
        return ""
    if child.birth_precision == dates.Precision.UNKNOWN:
        return described.in_words(child, "birth_raw")
    if child.birth_precision == dates.Precision.AGE:
        return _("Age %(age)s") % {"age": child.birth_raw}
    return f"{child.birth_raw} ({dates.Calendar(child.birth_calendar).label})"
