"""A follow-up as it is written: quickly, in full, or for several children; and corrected."""

from collections.abc import Iterable
from uuid import UUID

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from base import dates, options
from base.forms import DeedForm, MomentField
from casework.follow_up import field_of, proposed
from casework.forms.fields import one_of, section, words
from casework.models import Case, FollowUp, GoalProgress, PlanAction, Risk
from minors.models import Child

WHY_HINT = gettext_lazy("Facts, not opinions. Everybody who may open the case reads this: no health details, no names.")
SEEN_HINT = gettext_lazy("In a call: did you speak with the child?")
MATTERS_HINT = gettext_lazy("In a few words: what you saw, what the child said, what was agreed.")


def _line(name: str, **extra) -> forms.CharField:
    column = FollowUp._meta.get_field(name)
    return forms.CharField(label=capfirst(column.verbose_name), max_length=column.max_length, required=False, **extra)


def _seen() -> forms.ChoiceField:
    return one_of(FollowUp, "seen", help_text=SEEN_HINT)


def _kind() -> forms.ChoiceField:
    return forms.ChoiceField(label=capfirst(FollowUp._meta.get_field("kind").verbose_name))


def kinds(*, closed: bool) -> list[tuple[str, str]]:
    """The kinds of follow-up that are possible: after closure only the one for it."""
    return [one for one in options.choices("F10", strict=True) if (one[0] == FollowUp.AFTER_CLOSURE) == closed]


def usual_kind(child: Child, *, closed: bool) -> str:
    """What a follow-up of this child most often is."""
    if closed:
        return FollowUp.AFTER_CLOSURE
    placed = child.placements.current().filter(provider__isnull=False).exists()
    return FollowUp.IN_CARE if placed else "community"


class QuickForm(DeedForm):
    """Four questions, and now. The button says which level of risk stays; another level is chosen below, with its reasons."""

    kind = _kind()
    seen = _seen()
    matters = words(FollowUp, "matters", help_text=MATTERS_HINT)
    risk = one_of(FollowUp, "risk", label=gettext_lazy("Another level of risk"), required=False)
    risk_reasons = words(FollowUp, "risk_reasons", label=gettext_lazy("Why this level?"), help_text=WHY_HINT, required=False)
    stays = forms.ChoiceField(choices=Risk.choices, required=False, widget=forms.HiddenInput)

    def __init__(self, *args, case: Case, **kwargs):
        super().__init__(*args, **kwargs)
        closed = case.status == Case.Status.CLOSED
        self.fields["kind"].choices = kinds(closed=closed)
        self.initial.setdefault("kind", usual_kind(case.child, closed=closed))

    @property
    def first(self) -> list[forms.BoundField]:
        return [self["kind"], self["seen"], self["matters"]]

    @property
    def level(self) -> list[forms.BoundField]:
        return [self["risk"], self["risk_reasons"]]

    @property
    def level_open(self) -> bool:
        """Whether what is folded away has to be seen."""
        return bool(self["risk"].value() or self["risk"].errors or self["risk_reasons"].errors)

    def clean(self):
        cleaned = super().clean() or {}
        stays, other = cleaned.pop("stays", ""), cleaned.get("risk", "")
        if stays and other and stays != other:
            self.add_error("risk", _("You chose another level here. Save with this one, or take the choice back."))
        elif not stays and not other and "risk" not in self.errors:
            self.add_error("risk", _("Say which level of risk you found."))
        return {**cleaned, "risk": other or stays}


class FollowUpForm(DeedForm):
    """Everything that the paper form asks. Only the short questions are needed."""

    done_at = MomentField(label=capfirst(FollowUp._meta.get_field("done_at").verbose_name))
    kind = _kind()
    place = _line("place", help_text=gettext_lazy("No address of a family or of a safe house."))
    seen = _seen()
    present = _line("present")
    matters = words(FollowUp, "matters", help_text=MATTERS_HINT)
    safety = words(FollowUp, "safety", required=False)
    health = words(FollowUp, "health", required=False)
    school = words(FollowUp, "school", required=False)
    care = words(FollowUp, "care", required=False)
    family_contact = words(FollowUp, "family_contact", required=False)
    new_concerns = words(FollowUp, "new_concerns", required=False)
    child_message = words(
        FollowUp,
        "child_message",
        required=False,
        help_text=gettext_lazy("In the child's own words, in the language they were said in."),
    )
    actions = words(FollowUp, "actions", required=False)
    risk = one_of(FollowUp, "risk")
    risk_reasons = words(FollowUp, "risk_reasons", label=gettext_lazy("Why this level?"), help_text=WHY_HINT, required=False)
    next_on = forms.DateField(
        label=capfirst(FollowUp._meta.get_field("next_on").verbose_name),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )

    def __init__(self, *args, case: Case, closed: bool, goals: Iterable[PlanAction] = (), **kwargs):
        super().__init__(*args, **kwargs)
        self.goals = {f"progress_{one.pk.hex}": one.pk for one in goals}
        for one in goals:
            asked = one_of(GoalProgress, "state", label=one.need, required=False)
            self.fields[f"progress_{one.pk.hex}"] = asked
        self.fields["kind"].choices = kinds(closed=closed)
        self.initial.setdefault("kind", usual_kind(case.child, closed=closed))
        self.initial.setdefault("done_at", dates.now())
        self.level, self.proposed = case.risk, None
        self.fields["risk"].help_text = _("Now: %(level)s. Say again what you found.") % {"level": Risk(self.level).label}
        if closed:
            del self.fields["next_on"]
        else:
            episode = case.episodes.select_related("case__child").latest("number")
            self.proposed = proposed(case.risk, dates.now(), episode)
            self.initial.setdefault("next_on", self.proposed)
            self.fields["next_on"].help_text = _("Proposed by rule T12 for this level of risk. You may choose another day.")

    def clean(self):
        """The day proposed for the level before is no choice: another level proposes its own."""
        cleaned = super().clean() or {}
        if cleaned.get("risk") != self.level and cleaned.get("next_on") == self.proposed:
            cleaned["next_on"] = None
        return cleaned

    @property
    def sections(self) -> list[dict]:
        parts = [
            section(self, _("The contact"), ["why", "done_at", "kind", "place", "seen", "present"]),
            section(self, _("What was found"), ["matters", *FollowUp.TEXTS]),
            section(self, _("Level of risk"), ["risk", "risk_reasons"]),
            section(self, _("Goals of the care plan"), list(self.goals)),
            section(self, _("What comes next"), ["next_on"]),
        ]
        return [part for part in parts if part["fields"]]

    def deed(self) -> dict:
        return {name: value for name, value in super().deed().items() if name not in self.goals}

    def progress(self) -> dict[UUID, str]:
        """{id of the action: state} of the goals that were answered."""
        return {goal: self.cleaned_data[name] for name, goal in self.goals.items() if self.cleaned_data[name]}


class CorrectForm(FollowUpForm):
    """The same, with the reason why it is corrected."""

    why = forms.CharField(
        label=gettext_lazy("Why do you correct it?"),
        help_text=gettext_lazy("What it said before stays in the history of the file."),
    )

    field_order = ["why"]

    def clean(self):
        return DeedForm.clean(self)


class TogetherForm(DeedForm):
    """One visit to several children: what is the same for all, then each child apart. `children` come with their cases."""

    done_at = MomentField(label=capfirst(FollowUp._meta.get_field("done_at").verbose_name))
    kind = _kind()
    for_all = words(FollowUp, "matters", label=gettext_lazy("What matters, for every child"), required=False)
    named_on_purpose = forms.BooleanField(label=gettext_lazy("I have read it again: it may stand in every file"), required=False)

    def __init__(self, *args, children: Iterable[Child], first: Child, **kwargs):
        super().__init__(*args, **kwargs)
        self.children = list(children)
        self.names_somebody = False
        self.fields["kind"].choices = kinds(closed=False)
        self.initial.setdefault("kind", usual_kind(first, closed=False))
        self.initial.setdefault("done_at", dates.now())
        codes = options.in_a_row(f"\u2068{child.code}\u2069" for child in self.children)
        told = _("This text goes into each of these files: %(codes)s. Name no child here; what concerns one child goes below.")
        self.fields["for_all"].help_text = told % {"codes": codes}
        for child in self.children:
            self.fields |= self._questions(child)

    @staticmethod
    def _questions(child: Child) -> dict[str, forms.Field]:
        level = Risk(child.case.risk).label
        asked = {
            "seen": _seen(),
            "matters": words(FollowUp, "matters", label=_("What matters, for this child only"), required=False),
            "risk": one_of(FollowUp, "risk", help_text=_("Now: %(level)s. Say again what you found.") % {"level": level}),
            "risk_reasons": words(
                FollowUp, "risk_reasons", label=_("Why this level?"), help_text=WHY_HINT, required=False, rows=2
            ),
        }
        for field in asked.values():
            field.about = f"\u2068{child.code}\u2069"  # type: ignore[attr-defined]  # the list of errors says whose answer it is
        return {str(field_of(name, child.pk)): field for name, field in asked.items()}

    @property
    def sections(self) -> list[dict]:
        shared = ["done_at", "kind", "for_all", *(["named_on_purpose"] if self.names_somebody else [])]
        found = [section(self, _("The same for every child"), shared)]
        for child in self.children:
            names = [str(field_of(name, child.pk)) for name in ("seen", "matters", "risk", "risk_reasons")]
            title = options.in_a_row([f"\u2068{child.code}\u2069", child.get_sex_display(), child.age])
            found.append(section(self, title, names))
        return found

    def entries(self) -> dict[UUID, dict]:
        """{child: answers}: each file gets the common text and what was written about its own child."""
        said = self.cleaned_data
        return {child.pk: self._answers(child, said) for child in self.children}

    @staticmethod
    def _answers(child: Child, said: dict) -> dict:
        own = {name: said[str(field_of(name, child.pk))] for name in ("seen", "matters", "risk", "risk_reasons")}
        texts = [said["for_all"].strip(), own["matters"].strip()]
        return {"done_at": said["done_at"], "kind": said["kind"], **own, "matters": "\n\n".join(filter(None, texts))}
