"""Forms about accounts."""

from django import forms
from django.conf import settings
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.utils.translation import gettext_lazy as _

from base import dates
from base.forms import DeedForm, OptionsField
from base.models import Institution, Role, Team, User


class AccountForm(DeedForm):
    name = forms.CharField(label=_("Full name"), max_length=150)
    role = forms.ModelChoiceField(Role.objects.all(), label=_("Role"), empty_label=_("Choose…"))
    institution = forms.ModelChoiceField(Institution.objects.all(), label=_("Institution"), empty_label=_("Choose…"))
    team = forms.ModelChoiceField(
        Team.objects.select_related("institution"),
        label=_("Team"),
        required=False,
        help_text=_("Social workers and supervisors need one: the team answers for the children they register."),
    )
    language = forms.ChoiceField(label=_("Language of the pages"), choices=settings.LANGUAGES)
    speaks = OptionsField(
        "L05",
        label=_("Languages spoken with children"),
        required=False,
        help_text=_("Cases are proposed to who speaks the language of the child."),
    )
    email = forms.EmailField(
        label=_("E-mail address at work"),
        required=False,
        max_length=254,
        help_text=_("For one message in the morning that says codes and numbers only. Without an address, none is sent."),
    )
    expires_on = forms.DateField(
        label=_("Account ends on"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("The last day on which the account works. At most two years from now."),
    )

    def clean_expires_on(self):
        day, today = self.cleaned_data["expires_on"], dates.today()
        if not today <= day <= dates.add_months(today, 24):
            raise forms.ValidationError(_("Choose a day between today and two years from now."))
        return day


class NewAccountForm(AccountForm):
    username = forms.CharField(
        label=_("User name"),
        max_length=150,
        validators=[UnicodeUsernameValidator()],
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
        help_text=_("What the person types to sign in. It cannot be changed later."),
    )
    field_order = ["username"]

    def clean_username(self):
        username = self.cleaned_data["username"]
        if User.objects.filter(username__iexact=username).exists():
            raise forms.ValidationError(_("This user name is taken. Choose another one."))
        return username


class RemindersForm(DeedForm):
    """One's own choice."""

    wanted = forms.BooleanField(label=_("Remind me by e-mail in the morning of what is late or due today"), required=False)


class SuspendForm(DeedForm):
    reason = forms.CharField(label=_("Reason"), required=False, widget=forms.Textarea(attrs={"rows": 2}))
