"""Who looked at what: the page of the data-protection officer, who sees codes and no names of children."""

from django import forms
from django.utils.translation import gettext_lazy as _

from base.pages import page, show
from base.roles import Verb
from minors import looking

MOST = 200


class LogForm(forms.Form):
    """Which part of the log. A code is no name, so it may be asked for by GET (security.md rule 7)."""

    hide_optional = True
    code = forms.CharField(label=_("Case code"), required=False, max_length=20)
    username = forms.CharField(label=_("User name"), required=False, max_length=150)
    since = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=_("To"), required=False, widget=forms.DateInput(attrs={"type": "date"}))


@page(verb=Verb.SEE_ACCESS_LOG)
def access_log(request):
    """By case, by person, between days; newest first."""
    form = LogForm(request.GET or None)
    asked = form.cleaned_data if form.is_valid() else {}
    rows = looking.in_words(looking.events(request.user, **asked)[:MOST])
    return show(request, "minors/access_log.html", {"form": form, "rows": rows, "most": MOST})
