"""The lowest level of risk that known facts call for, as a table, and who may go below it (domain.md 4.1)."""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from base import dates
from base.workflow import Refused
from casework.facts import Facts
from casework.models import Case, RapidAssessment, Risk, RiskLevel
from casework.models.concern import TRAFFICKING
from casework.models.risk import ORDER
from casework.workflow import RISK
from minors.access import classes_for
from minors.models import Child

ROUGH = ("street", "employer")
LABOUR = ("worst_child_labour", "hazardous_work", "other_child_labour", "forced_begging", "illicit_khat", "illicit_smuggling")
EXPLOITED = (*TRAFFICKING, *LABOUR, "debt_bondage", "illicit_guiding", "sexual_exploitation", "recruited_to_beg")
DISABILITY = tuple(f"disability_{part}" for part in "seeing hearing moving communicating learning behaviour".split())


@dataclass(frozen=True)
class Floor:
    """One fact and the level it calls for. `holds` answers the question from the facts, with yes or no or the class of what says so.

    `of` is the class of the fact: to who may not read it, it is told only that there is one. `asked` is the question of the rapid
    assessment that told it.
    """

    key: str
    level: Risk
    of: str
    fact: Promise | Callable[[], str]
    holds: Callable[[Facts], bool | str]
    asked: str = ""

    def words(self) -> str:
        return self.fact() if callable(self.fact) else str(self.fact)


@dataclass(frozen=True)
class Found:
    """A floor that holds for one child, and the class of what says so."""

    floor: Floor
    of: str

    @property
    def level(self) -> Risk:
        return self.floor.level


FLOORS: dict[str, Floor] = {}


def declare(*floors: Floor) -> None:
    """Make floors known. Other subjects add theirs: the missing child, for instance, when its report is written."""
    for floor in floors:
        if floor.key in FLOORS:
            raise ValueError(f"There are two floors {floor.key}.")
        FLOORS[floor.key] = floor


def _answered(question: str, answer: str, level: Risk) -> Floor:
    """An answer of the rapid assessment."""

    def words() -> str:
        column = RapidAssessment._meta.get_field(question)
        return _("“%(question)s”: %(answer)s.") % {"question": column.verbose_name, "answer": dict(column.flatchoices)[answer]}

    return Floor(f"answer_{question}", level, "C3", words, lambda facts: facts.said.get(question) == answer, asked=question)


HIGH, MEDIUM = Risk.HIGH, Risk.MEDIUM
declare(
    _answered("danger", "yes", HIGH),
    _answered("safe_tonight", "no", HIGH),
    _answered("medical_emergency", "yes", HIGH),
    _answered("distress", "yes", HIGH),
    _answered("in_detention", "yes", HIGH),
    _answered("pregnant", "yes", HIGH),
    _answered("violence_signs", "yes", MEDIUM),
    _answered("disability_needs", "yes", MEDIUM),
    Floor(
        "under_5", HIGH, "C1", gettext_lazy("The child is alone and may be under 5."),
        lambda facts: facts.alone and facts.youngest < 5,
    ),
    Floor(
        "under_12", MEDIUM, "C1", gettext_lazy("The child is alone and may be under 12."),
        lambda facts: facts.alone and 5 <= facts.youngest < 12,
    ),
    Floor("missing", HIGH, "C1", gettext_lazy("The child is missing."), lambda facts: facts.missing),
    Floor("in_a_cell", HIGH, "C1", gettext_lazy("The child is in detention."), lambda facts: facts.sleeps == "detention"),
    Floor("detained", HIGH, "C3", gettext_lazy("The child is in detention."), lambda facts: facts.detained),
    Floor(
        "girl_alone", HIGH, "C1", gettext_lazy("A girl who is alone sleeps in the street or at an employer's."),
        lambda facts: facts.sleeps in ROUGH and facts.alone and facts.child.sex == Child.Sex.FEMALE,
    ),
    Floor("street", MEDIUM, "C1", gettext_lazy("The child sleeps in the street."), lambda facts: facts.sleeps == "street"),
    Floor("employer", MEDIUM, "C1", gettext_lazy("The child lives at an employer's."), lambda facts: facts.sleeps == "employer"),
    Floor(
        "long_in_a_centre", MEDIUM, "C1", gettext_lazy("The child has lived in a centre for more than 90 days."),
        lambda facts: facts.long_in_a_centre,
    ),
    Floor(
        "two_breakdowns", MEDIUM, "C1", gettext_lazy("Two placements of the child broke down."),
        lambda facts: facts.breakdowns >= 2,
    ),
    Floor(
        "trafficking_screened", HIGH, "C4", gettext_lazy("The screening says: victim of trafficking, probable or confirmed."),
        lambda facts: facts.screened in ("probable_victim", "confirmed"),
    ),
    Floor(
        "debt_with_threats", HIGH, "C4", gettext_lazy("A debt or a ransom is claimed with threats."),
        lambda facts: "yes" in facts.claims,
    ),
    Floor("debt", MEDIUM, "C4", gettext_lazy("A debt or a ransom is claimed."), lambda facts: bool(set(facts.claims) - {"yes"})),
    Floor(
        "exploiter_near", HIGH, "C4", gettext_lazy("Somebody who exploited or smuggled the child can reach it now."),
        lambda facts: facts.exploiter_near,
    ),
    Floor(
        "shipwreck", HIGH, "C3", gettext_lazy("The child survived a shipwreck in which a relative died."),
        lambda facts: bool({"shipwreck", "pushed_into_sea"} & facts.journey) and "relative_died" in facts.journey,
    ),
    Floor(
        "violated_on_the_way", HIGH, "C3", gettext_lazy("Sexual violence happened on the journey in the last five days."),
        lambda facts: facts.violated_on_the_way,
    ),
    Floor(
        "returned_from_yemen", MEDIUM, "C3", gettext_lazy("The child came back from Yemen by sea."),
        lambda facts: "sea_back" in facts.journey,
    ),
    Floor(
        "unverified_adult", MEDIUM, "C3", gettext_lazy("The adult who came with the child is not verified."),
        lambda facts: facts.unverified_adult,
    ),
    Floor("pregnant", HIGH, "C3", gettext_lazy("The child is pregnant."), lambda facts: facts.pregnant),
    Floor(
        "asylum_waits", MEDIUM, "C3", gettext_lazy("The child is afraid to return, and nobody was asked about asylum yet."),
        lambda facts: facts.asylum_waits,
    ),
)  # fmt: skip


def _concern(key: str, level: Risk, fact, *kinds: str, **more) -> Floor:
    """An unresolved concern, suspected or more: the doubt protects the child. It has the class of the concern."""
    return Floor(f"concern_{key}", level, "", fact, lambda facts: facts.worry(kinds, **more))


declare(
    _concern("severe", HIGH, gettext_lazy("A severe protection concern is not resolved."), severe=True),
    _concern("trafficking", HIGH, gettext_lazy("There is a concern about trafficking."), *TRAFFICKING),
    _concern(
        "sexual", HIGH, gettext_lazy("Sexual violence goes on, or happened in the last five days."),
        "sexual_violence", "sexual_exploitation", going_on=True,
    ),
    _concern("suicidal", HIGH, gettext_lazy("The child thinks of dying."), "suicidal"),
    _concern("held", HIGH, gettext_lazy("Smugglers hold the child."), "kidnapped", going_on=True),
    _concern("detained", HIGH, gettext_lazy("The child is in detention."), "immigration_detention", "arrested", going_on=True),
    _concern("sent_back", HIGH, gettext_lazy("The child may be sent back."), "refoulement_risk"),
    _concern("leaving", HIGH, gettext_lazy("The child is about to leave by boat."), "leaving_by_boat"),
    _concern("pregnant", HIGH, gettext_lazy("The child is pregnant."), "pregnancy", going_on=True),
    Floor(
        "concern_shipwreck", HIGH, "", gettext_lazy("The child survived a shipwreck in which a relative died."),
        lambda facts: facts.worry(["relatives_lost"]) if facts.worry(["shipwreck", "thrown_overboard"]) else "",
    ),
    Floor(
        "concern_exploiter", HIGH, "", gettext_lazy("The child may live with somebody who exploits it."),
        lambda facts: facts.worry(EXPLOITED) if facts.sleeps in ("employer", "unrelated_adult") else "",
    ),
    _concern("marriage", MEDIUM, gettext_lazy("The child may be married off, or has a violent partner."), "child_marriage"),
    _concern("debt", MEDIUM, gettext_lazy("A debt or a ransom is claimed."), "debt_bondage"),
    _concern("labour", MEDIUM, gettext_lazy("The child works."), *LABOUR),
    _concern("street", MEDIUM, gettext_lazy("The child lives or works in the street."), "sleeping_rough", "street_work"),
    _concern("yemen", MEDIUM, gettext_lazy("The child came back from Yemen by sea."), "returned_yemen"),
    _concern("fgm", MEDIUM, gettext_lazy("The child is at risk of female genital mutilation."), "fgm_risk"),
    _concern("asylum", MEDIUM, gettext_lazy("The child needs asylum, and nobody acts on it."), "asylum_need"),
    _concern("disability", MEDIUM, gettext_lazy("A disability of the child needs help."), *DISABILITY),
)  # fmt: skip


def found(facts: Facts) -> list[Found]:
    """The floors that hold, in the order of the table."""
    answers = [(floor, floor.holds(facts)) for floor in FLOORS.values()]
    return [Found(floor, floor.of or str(answer)) for floor, answer in answers if answer]


def lowest(holding: Collection[Found]) -> Risk | None:
    """The lowest level that these floors allow, or None."""
    return max((one.level for one in holding), key=ORDER.index, default=None)


def floor(child: Child, answers: dict | None = None) -> Risk | None:
    """The lowest level of risk that is known to be called for."""
    return lowest(found(Facts(child, answers)))


def in_words(holding: Collection[Found], classes: Collection[str], *, told: Collection[str] = ()) -> list[str]:
    """The facts that call for the highest of these floors, to a reader of these classes.

    `told` are the questions that the reader is answering right now. The level binds everybody: who may not read what is secret cannot
    lower the risk either, and learns only that there is a fact.
    """
    level, known = lowest(holding), {"C1", *classes}
    said = [
        one.floor.words() if one.of in known or one.floor.asked in told else _("Another part of the file calls for this level.")
        for one in holding
        if one.level == level
    ]
    return list(dict.fromkeys(said))


def remembered(row: RiskLevel) -> list[Found]:
    """The floors that held when this level was entered, as far as the table still knows them."""
    kept = [one.partition("/") for one in row.called_by]
    return [Found(FLOORS[key], of) for key, _slash, of in kept if key in FLOORS]


def is_below(level: str, floor: str | None) -> bool:
    return ORDER.index(Risk(level)) < ORDER.index(Risk(floor)) if floor else False


def standing(child: Child) -> RiskLevel | None:
    """The level that is in force, of the child's own file."""
    return RiskLevel.objects.filter(child=child).order_by("-recorded_at", "-id").select_related("allowed_by").first()


@transaction.atomic
def enter(
    case: Case, level: str, *, reasons: str, by, source: str, at=None, facts: Facts | None = None, below_floor_because: str = ""
) -> RiskLevel:
    """Write down the level found at a contact, also when it is the one before.

    Raises `Refused` below the floor, unless `below_floor_because` says why and `by` is not the responsible worker; that is the door's
    other question (`Verb.APPROVE`). What a supervisor allowed holds at later contacts as long as no other fact has come to light.
    """
    child = case.child
    facts = facts or Facts(child, seen=source in (RiskLevel.Source.BEST_INTERESTS, RiskLevel.Source.FOLLOW_UP))
    holding = found(facts)
    row = RiskLevel(
        child=child, level=level, floor=lowest(holding) or "", called_by=[f"{one.floor.key}/{one.of}" for one in holding], reasons=reasons,
        source=source, set_by=by, set_at=at or dates.now(), owner_id=case.owner_id,
    )  # fmt: skip
    if not is_below(level, row.floor):
        row.save(by=by, reason=reasons)
        return row
    if below_floor_because.strip():
        if by.pk == case.owner_id:
            raise Refused(_("The responsible worker cannot go below what the facts call for. The supervisor has to decide."))
        row.allowed_by, row.below_floor_because = by, below_floor_because.strip()
        return RISK.begin(row, "allow_below", by=by, reason=row.below_floor_because, happened_at=row.set_at)
    allowed = _allowance(standing(child), row, facts)
    if allowed is None or allowed.allowed_by_id == case.owner_id:
        raise Refused(_too_low(holding, classes_for(by, child.pk), facts), field="risk")
    row.status = RiskLevel.Status.BELOW
    row.allowed_by, row.below_floor_because = allowed.allowed_by, allowed.below_floor_because
    row.save(by=by, reason=reasons)
    return row


def _allowance(before: RiskLevel | None, row: RiskLevel, facts: Facts) -> RiskLevel | None:
    """What a supervisor allowed last time, when it covers this level and these facts. An answer given anew is a new fact."""
    if before is None or not before.is_below or ORDER.index(Risk(row.level)) < ORDER.index(Risk(before.level)):
        return None
    new = row.keys - before.keys
    if facts.answers is not None:
        new |= {key for key in row.keys if FLOORS[key].asked}
    return None if any(is_below(row.level, FLOORS[key].level) for key in new) else before


def _too_low(holding: Collection[Found], classes: Collection[str], facts: Facts) -> str:
    told = facts.answers or ()
    level = lowest(holding)
    assert level
    return _("The level of risk is at least “%(level)s”. %(facts)s") % {
        "level": level.label,
        "facts": " ".join(in_words(holding, classes, told=told)),
    }
