"""What was known about one child at one moment, for one reader: history rows, never the live ones (domain.md 8.6)."""

from collections.abc import Iterable
from datetime import datetime
from functools import cached_property
from uuid import UUID

from django.utils.translation import gettext as _

from base import described, timeline
from base.models import Record, StateChange, User, as_it_stood
from base.roles import Verb
from base.workflow import Refused
from casework.dossier.determined import Determined
from casework.dossier.hiding import Hiding, hiding_of
from casework.dossier.in_care import InCare
from casework.dossier.interruptions import Interruptions
from casework.dossier.redacting import OF_OTHERS, is_of_others
from casework.dossier.represented import Represented
from casework.dossier.shapes import Piece, Remark
from casework.dossier.wording import Row, answer, function_of, in_words, label
from casework.models import (
    AgeAssessment,
    Approval,
    BestInterestsAssessment,
    CarePlan,
    Case,
    ClosureRequest,
    Concern,
    DataRequest,
    Disclosure,
    Episode,
    FollowUp,
    Guardianship,
    MissingReport,
    Placement,
    PlanAction,
    Question,
    RapidAssessment,
    RiskLevel,
    Transfer,
    TransitionPlan,
)
from minors import access, joined, ledger
from minors.models import Child, ChildName, Clock, Consent, ConsentStatement, ConsentTask, Document, FormVersion, ProtectiveTask
from minors.sections import SECTIONS
from referrals.models import Referral

_TOLD: list[type[Record]] = [
    Child,
    ChildName,
    Consent,
    Case,
    RapidAssessment,
    BestInterestsAssessment,
    FollowUp,
    Placement,
    CarePlan,
    PlanAction,
    MissingReport,
    TransitionPlan,
    Referral,
    Document,
    Concern,
    Guardianship,
    AgeAssessment,
    *(Disclosure, DataRequest, ProtectiveTask),
]
# Everybody is told an age in years; a date of birth only who may read it.
AGE = {"birth_earliest", "birth_latest", "birth_source"}
LONGEST = 60  # a longer value is counted in the table of changes, not quoted


class Known:
    """One child as recorded up to `until`, in the classes of field that `reader` may read of this child today.

    Columns of other classes are not even fetched. `identity` says whether the sheet with the names is wanted. Raises `Refused`
    when nothing was recorded yet.
    """

    def __init__(self, child_id: UUID, *, reader: User, until: datetime, identity=False, redacted=False) -> None:
        self.child_id, self.until, self.reader, self.redacted = child_id, until, reader, redacted
        self.classes = access.classes_for(reader, child_id) - {"C4"}  # secret data need a sealed annex (domain.md 8.2)
        self.identity = identity and "C2" in self.classes
        self._answers: dict[type[Record], list[Row]] = {}
        child = self.rows(Child, id=child_id).select_related("found_place", "region", "institution", "team__institution").first()
        if child is None:
            raise Refused(_("Nothing was recorded about this child at that moment."), field="as_of")
        self.child: Row = child

    def rows(self, model: type[Record], **about):
        """History rows of `model` as they stood, without the columns that the reader may not read."""
        if model.record_class not in {"C1", *self.classes}:
            return model.history.none()
        return as_it_stood(model, self.until, **(about or {"child": self.child_id})).defer(*self.secret(model))

    def secret(self, model: type[Record]) -> set[str]:
        """The columns that this reader may not read."""
        return {column.attname for column in model._meta.concrete_fields if not self.may_read(model, column.attname)} - AGE

    # --------------------------------------------------------------------------------------------------- files of the same child

    @cached_property
    def joinings(self) -> list[Row]:
        """How other files were joined with this one at that moment."""
        return joined.as_known(self.until, kept=self.child_id)

    @cached_property
    def others(self) -> list["Known"]:
        """The joined files that the reader may print, each in the classes the reader may read of that one."""
        ids = [row.other_id for row in self.joinings]
        reach = set(access.children_of(self.reader).filter(pk__in=ids).values_list("pk", flat=True)) if ids else set()
        may = [one for one in ids if one in reach and access.may(self.reader, Verb.PRINT_CASE, one)]
        return [Known(one, reader=self.reader, until=self.until, identity=self.identity, redacted=self.redacted) for one in may]

    @cached_property
    def files(self) -> dict[UUID, "Known"]:
        """Every file of the child that is told, this one first."""
        return {known.child_id: known for known in [self, *self.others]}

    # ------------------------------------------------------------------------------------------------------------- the records

    @cached_property
    def names(self) -> list[Row]:
        return sorted(self.rows(ChildName), key=lambda name: (name.kind, name.recorded_at, name.id)) if self.identity else []

    @cached_property
    def consents(self) -> list[Row]:
        return sorted(self.rows(Consent).select_related("place"), key=lambda consent: consent.given_at)

    @cached_property
    def statements(self) -> list[Row]:
        """Every line of the ledger of consent, the first one first. The relation to its consent is read by id."""
        return sorted(
            self.rows(ConsentStatement).select_related("recipient"), key=lambda line: (line.happened_at, line.history_id)
        )

    @cached_property
    def consent_tasks(self) -> list[Row]:
        return sorted(self.rows(ConsentTask).select_related("recipient"), key=lambda task: task.recorded_at)

    @cached_property
    def clocks(self) -> list[Row]:
        """The time limits that ran, or run, the first one first."""
        rows = self.rows(Clock).filter(field_class__in=["C1", *self.classes]).select_related("limit")
        return sorted(rows, key=lambda clock: (clock.starts_at, clock.recorded_at))

    def due(self, rule: str, subject_id: UUID) -> datetime | None:
        """When the last limit of this kind for this record was due."""
        found = [one for one in self.clocks if one.rule == rule and one.subject_id == subject_id]
        return found[-1].due_at if found else None

    @cached_property
    def answers_together(self) -> list[ledger.Answer]:
        """What held at that moment for everybody and for each recipient, by the ledger's own rule over the lines known then.

        Of joined files what all of them say counts, whoever may read them: a copy must not allow more than `minors.ledger.allows`.
        """
        heard: dict[UUID, list[Row]] = {self.child_id: self.statements, **{row.other_id: [] for row in self.joinings}}
        others = as_it_stood(ConsentStatement, self.until, child__in=[row.other_id for row in self.joinings])
        for line in others.defer(*self.secret(ConsentStatement)).select_related("recipient") if self.joinings else ():
            heard[line.child_id].append(line)
        since = max((row.merged_at for row in self.joinings), default=None)
        grown = ledger.grown_on(self.child)
        return ledger.standing_of(list(heard.values()), since, at=self.until, known_on=self.until, adult_on=grown)

    @cached_property
    def case(self) -> Row | None:
        return self.rows(Case).first()

    @cached_property
    def case_history(self) -> list[Row]:
        """Every saved state of the case, the first one first."""
        return list(Case.history.filter(child=self.child_id, history_date__lte=self.until).order_by("history_id"))

    @cached_property
    def risk_levels(self) -> list[Row]:
        """Every level of risk that was entered, the first one first."""
        return sorted(self.rows(RiskLevel), key=lambda row: (row.recorded_at, row.history_id))

    @cached_property
    def concerns(self) -> list[Row]:
        """Protection concerns that may be read by their class of then and of today."""
        rows = as_it_stood(Concern, self.until, child=self.child_id)
        kept = [row for row in rows if row.id not in self.hidden and row.field_class in self.classes]
        return sorted(kept, key=lambda row: (row.recorded_at, row.id))

    @cached_property
    def episodes(self) -> list[Row]:
        rows = self.rows(Episode, case=self.case.id) if self.case else []
        return sorted(rows, key=lambda episode: episode.number)

    @cached_property
    def closures(self) -> list[Row]:
        rows = self.rows(ClosureRequest, episode__in=[episode.id for episode in self.episodes])
        return sorted(rows, key=lambda asked: asked.requested_at)

    @cached_property
    def transfers(self) -> list[Row]:
        rows = (
            self.rows(Transfer, case=self.case.id).select_related("previous_team__institution", "new_team__institution")
            if self.case
            else []
        )
        return sorted(rows, key=lambda one: (one.sent_at, one.id))

    @cached_property
    def rapid_assessments(self) -> list[Row]:
        return sorted(self.rows(RapidAssessment), key=lambda assessment: assessment.done_at, reverse=True)

    @cached_property
    def best_interests(self) -> list[Row]:
        return sorted(self.rows(BestInterestsAssessment), key=lambda bia: bia.number, reverse=True)

    @cached_property
    def care_plans(self) -> list[Row]:
        """Every plan, the newest first; each has `lines`, its actions in their order."""
        plans = sorted(self.rows(CarePlan), key=lambda plan: plan.number, reverse=True)
        lines = list(self.rows(PlanAction, plan__child=self.child_id).select_related("organisation"))
        for plan in plans:
            plan.lines = sorted((line for line in lines if line.plan_id == plan.id), key=lambda line: line.number)
        return plans

    @cached_property
    def approvals(self) -> list[Row]:
        """What was asked for and decided, the first question first."""
        return sorted(self.rows(Approval), key=lambda approval: approval.asked_at)

    @cached_property
    def follow_ups(self) -> list[Row]:
        """Every visit and call, the first one first (domain.md 8.2, section 16)."""
        return sorted(self.rows(FollowUp), key=lambda one: (one.done_at, one.id))

    @cached_property
    def placements(self) -> list[Row]:
        rows = self.rows(Placement).select_related("provider", "region")
        return sorted(rows, key=lambda placement: placement.starts_at, reverse=True)

    @cached_property
    def determined(self) -> Determined:
        return Determined(self)

    @cached_property
    def broken(self) -> Interruptions:
        """What interrupted the work, and what stayed open at its end."""
        return Interruptions(self)

    @cached_property
    def in_care(self) -> InCare:
        return InCare(self)

    @cached_property
    def represented(self) -> Represented:
        """Who acted for the child, and what was said about its age."""
        return Represented(self)

    @cached_property
    def referrals(self) -> list[Row]:
        rows = self.rows(Referral).select_related("service__institution")
        return sorted(rows, key=lambda referral: referral.sent_at, reverse=True)

    @cached_property
    def told(self) -> list[type[Record]]:
        """The records whose changes are told, those of the sections of the file included; of none that is secret as a whole."""
        models = dict.fromkeys([*_TOLD, *(section.model for section in SECTIONS.values())])
        classes, out = self.classes | {"C1"}, OF_OTHERS if self.redacted else ()
        return [model for model in models if model.record_class in classes and model not in out]

    @cached_property
    def form_versions(self) -> list[Row]:
        return sorted(self.rows(FormVersion), key=lambda one: (one.form, one.number))

    def answers(self, model: type[Record]) -> list[Row]:
        """The records of a section of the file, the first one first."""
        if model not in self._answers:
            places = [column.name for column in described.columns_of(model) if column.is_relation]
            rows = self.rows(model, **{model.minor_path or "id": self.child_id}).select_related(*places)
            self._answers[model] = sorted(rows, key=lambda row: (row.recorded_at, row.id))
        return self._answers[model]

    def readable(self, section) -> list[str]:
        """The questions of a section that stand in the file itself: what identifies stands on the identity sheet only."""
        return [
            name
            for name in section.names
            if self.may_read(section.model, name) and described.class_of(section.model, name) != "C2"
        ]

    def answer(self, model: type[Record], row: Row, name: str) -> str:
        """An answer without names."""
        return self.hide(answer(model, row, name))

    @cached_property
    def hidden(self) -> set[UUID]:
        """Documents, concerns and questions of a class that this reader may not read today: not even that they were added is told."""
        rows = [
            model.objects.filter(child=self.child_id).exclude(field_class__in=self.classes).values_list("pk", flat=True)
            for model in (Document, Concern)
        ]
        questions = Question.objects.filter(child=self.child_id).exclude(subject_class__in=self.classes | {"C1"})
        return {key for keys in [*rows, questions.values_list("pk", flat=True)] for key in keys}

    @cached_property
    def documents(self) -> list[Row]:
        """Documents that were there then, and may be read by their class of then and of today."""
        rows = as_it_stood(Document, self.until, child=self.child_id)
        kept = [row for row in rows if row.id not in self.hidden and row.field_class in self.classes and row.status == "current"]
        return sorted(kept, key=lambda document: (document.recorded_at, document.id))

    @cached_property
    def moves(self) -> list[StateChange]:
        moves = StateChange.objects.filter(child_id=self.child_id, recorded_at__lte=self.until)
        return list(moves.order_by("happened_at", "id"))

    def moved(self, record_id: UUID, *names: str) -> StateChange | None:
        """The last of these moves that the record made."""
        found = [move for move in self.moves if move.subject_id == record_id and move.move in names]
        return found[-1] if found else None

    @cached_property
    def entries(self) -> list[timeline.Entry]:
        """The life of the child's files, the first event first."""
        files = {one: known.classes for one, known in self.files.items()}
        told = dict.fromkeys(model for known in self.files.values() for model in known.told)
        hidden = {one for known in self.files.values() for one in known.hidden}
        return timeline.of_files(files, told, until=self.until, without=hidden)[::-1]

    @cached_property
    def edits(self) -> list:
        """(model, history row, changes) of everything that was corrected or added to, the first one first."""
        rows = timeline.edits_of(self.told, [self.child_id], self.until)
        return sorted(
            (edit for edit in rows if edit[1].record_id not in self.hidden), key=lambda edit: (edit[1].at, edit[1].number)
        )

    # ------------------------------------------------------------------------------------------------------------------ people

    @cached_property
    def staff(self) -> dict[int, User]:
        ids: set[int | None] = {move.author_id for move in self.moves} | {row.author_id for _model, row, _changes in self.edits}
        ids |= {row.history_user_id for row in self.case_history} | {row.owner_id for row in self.case_history}
        ids |= {person for bia in self.best_interests for person in (bia.author_id, bia.reviewer_id)}
        ids |= {person for row in self.risk_levels for person in (row.set_by_id, row.allowed_by_id)}
        ids |= {row.author_id for row in [*self.rapid_assessments, *self.follow_ups]}
        ids |= {one for row in self.referrals for one in (row.sent_by_id, row.approved_by_id)}
        ids |= {one.finalised_by_id for one in self.form_versions}
        ids |= {person for asked in self.approvals for person in (asked.asked_by_id, asked.decided_by_id)}
        ids |= {row.asked_of_id for row in self.broken.questions}
        ids |= {one for row in self.transfers for one in (row.previous_id, row.new_id, row.decided_by_id)}
        ids |= {person for asked in self.closures for person in (asked.requested_by_id, asked.decided_by_id)}
        ids |= self.broken.people | self.represented.people | self.determined.people
        return User.objects.select_related("role").in_bulk(ids - {None})

    def function(self, person_id: int | None) -> str:
        """Somebody by function and number, never by name (domain.md 8.3)."""
        if person_id is None:
            return _("not recorded")
        return function_of(self.staff[person_id])

    @cached_property
    def supervisors(self) -> list[User]:
        """Who supervises the responsible team."""
        people = User.objects.filter(team=self.child.team_id, role__verbs__contains=[Verb.APPROVE]).select_related("role")
        return list(people.order_by("pk"))

    # ------------------------------------------------------------------------------------------------------------------- words

    @cached_property
    def hide(self) -> Hiding:
        """Takes the names of the child and of its family out of a text."""
        return hiding_of(self.child_id)

    def may_read(self, model: type[Record], name: str) -> bool:
        """Whether the reader may read this field. A copy for the child tells nothing that somebody else said or is."""
        of = described.class_of(model, name)
        return of in self.classes and not (self.redacted and of != "C1" and is_of_others(model, name))

    def word(self, model: type[Record], row: Row, name: str) -> str:
        """A field as people read it: choice, option, date or free text without names. Only for fields that may be read."""
        column = model._meta.get_field(name)
        return self.hide(in_words(model, column, getattr(row, column.attname)))

    def why(self, reason: str) -> str:
        """The reason of a change, without names. It may quote what is sensitive: for readers of that only, as in the timeline."""
        return self.hide(_(reason)) if "C3" in self.classes else _("withheld")

    def left_out(self, model: type[Record]) -> list[Piece]:
        """A word about what this reader may not read, so that nobody takes the section for the whole."""
        found = {described.class_of(model, column.attname) for column in model._meta.concrete_fields}
        missing = sorted((found & {"C3", "C4"}) - self.classes)
        if not missing:
            return []
        text = _("This copy leaves out the sensitive parts (%(classes)s) of this section.")
        return [Remark(text % {"classes": ", ".join(missing)})]

    def facts(self, model: type[Record], row: Row, names: Iterable[str], *, filled: Iterable[str] = ()) -> list[tuple[str, str]]:
        """(label, value) of the fields that the reader may read; those of `filled` only when something was written."""
        kept = [name for name in names if self.may_read(model, name) and (name not in filled or getattr(row, name))]
        return [(label(model, name), self.word(model, row, name)) for name in kept]
