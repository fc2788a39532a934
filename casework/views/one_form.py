"""A page with one form about a child: open, fill in, do, go on. Used where a record grows step by step."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponseRedirect

from base.models import Stale
from base.pages import show
from base.workflow import Refused
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
        conflict, status = None, 200
        if request.method == "POST":
            status = 422
            if form.is_valid():
                if self.record is not None and form.cleaned_data["version"]:
                    self.record.version = form.cleaned_data["version"]
                try:
                    made = deed(form.deed())
                except Refused as refusal:
                    form.refuse(refusal)
                except Stale as stale:
                    conflict, status = form.conflict(stale), 409
                else:
                    messages.success(request, self.done)
                    return HttpResponseRedirect(self.onwards(made) if self.onwards else self.back)
        context = {**about(child), "form": form, "conflict": conflict, "back": self.back, "title": self.heading}
        context |= {"lead": self.lead, "submit": self.submit, "begins": self.record is None}
        if self.crumb:
            context["crumbs"] = [*context["crumbs"], {"label": self.crumb, "url": self.back}]
        return show(request, "casework/one_form.html", context, status=status)
