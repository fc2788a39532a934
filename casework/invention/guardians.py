"""Who acts for an invented child: asked for in the first days, appointed weeks later; and now and then somebody doubts the age.

Everything here is drawn from dice of its own, made from the child's code: the rest of the year stays as it was.
"""

from datetime import timedelta
from random import Random

from base import dates
from casework import age_assessment, guardian_access, guardianship

from .deeds import File
from .schedule import Story, at_the_office
from .words import chance, days

COURT = "Tribunal de première instance de Djibouti"
SAYS = ["« Il parle ma langue. »", "« Je veux d’abord parler avec elle. »", "« D’accord, si je reste au foyer. »"]
THINKS = ["L’école est trop loin du foyer.", "Je voudrais être prévenu avant tout changement de lieu."]
GUARDIANS = [("Hawa Ali", "aunt_maternal"), ("Abdi Robleh", "uncle_paternal"), ("Moumina Ahmed", "non_family")]
DOUBTS = [
    "La police, au contrôle : « il a au moins 19 ans ».",
    "Le foyer : sa taille et sa barbe.",
    "Une enseignante, d’après son récit.",
]
GIVEN_UP = "Le carnet de vaccination a été vu : l’âge dit est plausible."


def story(file: File) -> Story:
    """The first weeks, as far as representation is concerned."""
    dice = Random(f"guardian {file.child.code}")
    if file.child.category == "risk" or chance(dice, 8):
        return
    yield at_the_office(dice, dates.now() + days(dice, 1, 5))
    if not file.present:
        return
    scopes = ["care", "health", "asylum"] if chance(dice, 40) else ["care", "health"]
    asked = guardianship.ask(
        file.child, kind="legal", scopes=scopes, requested_on=dates.today(), requested_to=COURT, by=file.owner
    )
    yield at_the_office(dice, dates.now() + days(dice, 9, 36))
    if not file.present or chance(dice, 25):
        return
    asked.refresh_from_db()
    name, relation = dice.choice(GUARDIANS)
    guardianship.appoint(
        asked,
        by=file.owner,
        person=name,
        relation=relation,
        decision_number=f"{dice.randint(10, 400)}/{dates.today().year}",
        decided_on=dates.today() - timedelta(days=1),
        starts_on=dates.today(),
        conflict_check="none",
        child_view=dice.choice(SAYS),
    )
    if chance(dice, 25):  # one who reads with an account of one's own, and now and then says something
        asked.refresh_from_db()
        guardian_access.give(asked, person=file.world.people["idriss"], by=file.owner)
        if chance(dice, 50):
            guardian_access.say(file.child, about="place", words=dice.choice(THINKS), by=file.world.people["idriss"])


def doubts(file: File) -> Story:
    """Few are doubted; most doubts are given up, some still wait. None of these children becomes an adult by it."""
    dice = Random(f"age {file.child.code}")
    if file.profile.age < 15 or not chance(dice, 14):
        return
    yield at_the_office(dice, dates.now() + days(dice, 6, 40))
    if not file.present:
        return
    doubted = age_assessment.doubt(file.child, doubted_by=dice.choice(DOUBTS), doubted_on=dates.today(), by=file.owner)
    if chance(dice, 30):
        return
    yield at_the_office(dice, dates.now() + days(dice, 8, 30))
    doubted.refresh_from_db()
    age_assessment.drop(doubted, reason=GIVEN_UP, by=file.owner)
