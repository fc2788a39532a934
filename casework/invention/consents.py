"""What becomes of an invented consent: sought again when others decided, refused in part, and those told who have to be told.

Everything here is drawn from dice of its own, made from the child's code: the rest of the year stays as it was.
"""

from random import Random

from base import dates
from casework.models import Case
from minors import ages, consent
from minors.models import ConsentTask

from .deeds import File
from .schedule import Story, at_the_office
from .words import chance, days, hours

REFUSED = ["share_family", "share_police_justice", "photo_tracing", "contact_after_closure", "anonymous_statistics"]
EXPLAINED = ["purpose", "what_is_recorded", "who_sees", "right_to_refuse", "limits_of_secrecy", "complaint", "copy"]
INTERPRETERS = ["Hawa Ali", "Tadesse Girma", "Moumina Ahmed"]
TOLD = [
    "Appel au point focal : l’accord est retiré, le document reçu sera détruit.",
    "Visite au service : la fiche a été rendue et barrée dans le registre.",
]


def story(file: File) -> Story:
    """The weeks after the registration, as far as consent is concerned."""
    dice = Random(file.child.code)
    yield at_the_office(dice, dates.now() + days(dice, 2, 9))
    if file.present and chance(dice, 70):
        talk_again(file, dice)
    while dice.random() < 0.9:
        waiting = list(ConsentTask.objects.still_open().filter(child=file.child).exclude(kind=ConsentTask.Kind.SEEK))
        for task in waiting if waiting and file.case.status != Case.Status.CLOSED else ():
            consent.carry_out(task, by=file.owner, note=dice.choice(TOLD))
        yield at_the_office(dice, dates.now() + hours(dice, 20, 60))


def talk_again(file: File, dice: Random) -> None:
    """The whole conversation, held in peace: by a guardian where somebody else had decided, else with the child alone."""
    child, now = file.child, dates.now()
    seeking = ConsentTask.objects.still_open().filter(child=child, kind=ConsentTask.Kind.SEEK).exists()
    allowed = [one.scope for one in consent.standing(child) if one.allowed]
    if seeking and not allowed:
        return  # nobody could be asked at all: that is told elsewhere
    child_alone = not seeking and ages.decides_alone(child, dates.local_date(now))
    needs_interpreter = child.language not in ("fr", "so", "aa", "ar")
    asked = set(REFUSED) - set(allowed)
    consent.record(
        child,
        by=file.owner,
        reason="Consent asked for again",
        given_at=now,
        basis="consent",
        givers=["child"] if child_alone else ["guardian"],
        assent="" if child_alone else "yes",
        scopes=allowed,
        refused=[scope for scope in REFUSED if scope in asked and chance(dice, 8)],
        language=child.language,
        interpreter=dice.choice(INTERPRETERS) if needs_interpreter else "",
        interpreter_organisation="Caritas" if needs_interpreter else "",
        interpreter_signed=True if needs_interpreter else None,
        explained=[item for item in EXPLAINED if chance(dice, 85)],
        understood=True,
        signed=dice.choice(["signature", "thumb"]),
        child_signed=chance(dice, 50),
        place=child.found_place,
    )
