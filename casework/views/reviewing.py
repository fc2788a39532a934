"""Approving or sending back what somebody else wrote: the same for every record that is reviewed with a comment."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse

from base.workflow import Refused
from casework.forms.best_interests import ReviewForm


def reviewed(request, subject, deed, read, done: str):
    """Carry out the review and go back to the list, or show the page (`read`) again with what is wrong and the comment that was typed."""
    form = ReviewForm(request.POST)
    if form.is_valid():
        now, subject.version = subject.version, form.cleaned_data["version"]  # what is approved is what was read
        try:
            deed(subject, by=request.user, comment=form.cleaned_data["comment"])
        except Refused as refusal:
            form = ReviewForm({"comment": form.cleaned_data["comment"], "version": now})
            form.refuse(refusal)
        else:
            messages.success(request, done)
            return HttpResponseRedirect(reverse("casework:approvals"))
        subject.refresh_from_db()
    return read(request, subject, form)
