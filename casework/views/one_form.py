"""A page with one form about a child: open, fill in, do, go on. Used where a record grows step by step."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponseRedirect

from base.forms import attempt
from base.pages import show
from casework.views.about import about


@dataclass
class OneForm:
    """`back` is where one comes from, named `crumb`; `record` what was opened, in the version that the form was opened with.

    `onwards` gives the address after the deed, from what the deed returned; without it the way leads back.
    """

    heading: str
    submit: str
    done: str
    back: str
    crumb: str = ""
    record: Any = None
    lead: str = ""
    onwards: Any = None

    def answer(self, request, child, form, deed):
        """The page, or where it leads. `deed` gets the answers; it may raise `Refused` and `Stale`."""
        made: list[Any] = []
        tried = attempt(request, form, lambda: made.append(self._carry_out(form, deed)))
        if tried.done:
            messages.success(request, self.done)
            return HttpResponseRedirect(self.onwards(made[0]) if self.onwards else self.back)
        context = {**about(child), "form": form, "conflict": tried.conflict, "back": self.back, "title": self.heading}
        context |= {"lead": self.lead, "submit": self.submit, "begins": self.record is None}
        if self.crumb:
            context["crumbs"] = [*context["crumbs"], {"label": self.crumb, "url": self.back}]
        return show(request, "casework/one_form.html", context, status=tried.status)

    def _carry_out(self, form, deed):
        if self.record is not None and form.cleaned_data["version"]:
            self.record.version = form.cleaned_data["version"]
        return deed(form.deed())
