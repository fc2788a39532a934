"""The anchor of the memories, to be kept outside: for those who keep the system going (features.md 97)."""

from base.forms import kept
from base.pages import attached, page, show
from base.roles import Verb
from base.workflow import Refused
from casework import anchor_paper
from minors.looking_forms import TakeForm


@page(verb=Verb.SEE_OPERATION, methods=("GET", "POST"))
def anchor(request):
    """One page for the safe, or the file that `verify_history --anchor` reads."""
    form = kept(request, TakeForm)
    if request.method == "POST" and form.is_valid():
        on_paper = "json" not in request.POST
        try:
            made = anchor_paper.make(by=request.user, reason=form.cleaned_data["reason"], on_paper=on_paper)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            kind, ending = ("application/pdf", "pdf") if on_paper else ("application/json", "json")
            return attached(made, f"anchor.{ending}", media_type=kind)
    return show(request, "casework/anchor.html", {"form": form}, status=422 if form.is_bound else 200)
