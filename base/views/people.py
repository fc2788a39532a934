"""Accounts, and one's own account."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from base import dates, people
from base.account_forms import AccountForm, NewAccountForm, RemindersForm, SuspendForm
from base.forms import kept
from base.models import User
from base.pages import page, show
from base.roles import Verb
from base.workflow import Refused


@page(verb=Verb.MANAGE_ACCOUNTS)
def accounts(request):
    """Everybody with an account, those who cannot sign in last."""
    at_work = set(User.objects.at_work().values_list("pk", flat=True))
    everybody = (
        User.objects.exclude(username=people.MACHINE).select_related("role", "institution", "team__institution").order_by("name")
    )
    everybody = sorted(everybody, key=lambda someone: someone.pk not in at_work)
    return show(request, "people/accounts.html", {"people": everybody, "at_work": at_work})


@page(verb=Verb.MANAGE_ACCOUNTS, methods=("GET", "POST"), step_up=True)
def new_account(request):
    initial = {"expires_on": dates.add_months(dates.today(), 12), "language": "fr"}
    form = kept(request, NewAccountForm, initial=initial) if request.method == "GET" else NewAccountForm(request.POST)
    if request.method == "POST" and form.is_valid():
        try:
            person, password = people.open_account(by=request.user, **form.deed())
        except Refused as refusal:
            form.refuse(refusal)
        else:
            # Shown once, on this answer only: it is stored nowhere and stands in no address.
            return show(request, "people/first_password.html", {"account": person, "password": password})
    return show(request, "people/new_account.html", {"form": form}, status=422 if form.errors else 200)


@page(verb=Verb.MANAGE_ACCOUNTS, methods=("GET", "POST"), step_up=True)
def account_of(request, pk):
    person = get_object_or_404(User.objects.select_related("role", "institution", "team"), pk=pk)
    names = ["name", "role", "institution", "team", "language", "speaks", "expires_on", "email"]
    form = kept(request, AccountForm, initial={name: getattr(person, name) for name in names})
    if request.method == "POST" and form.is_valid():
        try:
            people.change_account(person, by=request.user, **form.deed())
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The account was changed."))
            return redirect("people:accounts")
    return _account(request, person, form)


@page(verb=Verb.MANAGE_ACCOUNTS, methods=("POST",))
def suspend(request, pk):
    person, form = get_object_or_404(User, pk=pk), SuspendForm(request.POST)
    if form.is_valid():
        try:
            people.suspend(person, by=request.user, **form.deed())
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The account is suspended and signed out everywhere."))
            return redirect("people:accounts")
    return _account(request, person, None, suspending=form)


@page(verb=Verb.MANAGE_ACCOUNTS, methods=("POST",))
def restore(request, pk):
    person = people.restore(get_object_or_404(User, pk=pk), by=request.user)
    if person.may_work:
        messages.success(request, _("The account works again."))
        return redirect("people:accounts")
    messages.warning(request, _("The account is not suspended any more, but it has ended. Give it a new last day."))
    return redirect("people:account_of", pk)


@page(verb=Verb.MANAGE_ACCOUNTS, methods=("POST",), step_up=True)
def new_password(request, pk):
    person = get_object_or_404(User, pk=pk)
    try:
        password = people.renew_password(person, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("people:account_of", pk)
    return show(request, "people/first_password.html", {"account": person, "password": password})


def _account(request, person, form, suspending=None):
    names = ["name", "role", "institution", "team", "language", "speaks", "expires_on", "email"]
    form = form or AccountForm(initial={name: getattr(person, name) for name in names})
    crumbs = [{"label": _("Accounts"), "url": reverse("people:accounts")}]
    context = {"account": person, "form": form, "suspending": suspending or SuspendForm(), "crumbs": crumbs}
    return show(request, "people/account_of.html", context, status=422 if form.errors or suspending else 200)


@page()
def account(request):
    """One's own account: reminders, second factor, open sessions."""
    form = RemindersForm(initial={"wanted": request.user.reminders})
    return show(request, "people/account.html", {"form": form if request.user.can(Verb.OPEN_CASE) else None})


@page(methods=("POST",))
def reminders(request):
    form = RemindersForm(request.POST)
    if form.is_valid():
        people.want_reminders(request.user, **form.deed())
        on, off = _("The reminders are switched on."), _("The reminders are switched off.")
        messages.success(request, on if request.user.reminders else off)
    return redirect("people:account")
