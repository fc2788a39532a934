"""The arrivals of the invented year: who came in a group came in a boat, a truck or on foot, reported by the team that met them."""

from dataclasses import dataclass
from datetime import datetime
from random import Random
from uuid import UUID

from base.models import Place, User
from minors import arrivals
from minors.models import ArrivalEvent

VEHICLES = {"yemen": ["boat"], "sea_out": ["boat"], "border": ["truck", "foot", "car"]}
TOLD = {
    "boat": [
        "Débarqués avant le lever du jour, à quelques centaines de mètres du rivage. Fatigués, sans eau depuis la veille.",
        "Le passeur les a fait sauter à l’eau près de la côte. Plusieurs ne savaient pas nager.",
        "Retour du Yémen après deux jours en mer. Les adultes ont été conduits au centre d’Obock.",
    ],
    "": ["Arrivés ensemble, sans adulte de leur famille.", "Descendus d’un camion avant le poste, la nuit."],
}


@dataclass(frozen=True)
class Boat:
    """A group of one night: when and where it came, on which route, with how many children."""

    at: datetime
    place: str
    route: str
    minors: int


def report(boat: Boat, place: Place, found_by: str, by: User) -> ArrivalEvent:
    """Keep the arrival, with dice of its own: nothing else of the year changes by it."""
    dice = Random(f"{boat.at.isoformat()} {boat.place}")
    vehicle = dice.choice(VEHICLES[boat.route])
    women, men = dice.randint(2, 15), dice.randint(8, 40)
    lost = vehicle == "boat" and dice.random() < 0.3
    event = {
        "id": UUID(int=dice.getrandbits(128), version=4),
        "arrived_at": boat.at,
        "place": place,
        "vehicle": vehicle,
        "description": dice.choice(TOLD[vehicle if vehicle in TOLD else ""]),
        "minors": boat.minors + (dice.random() < 0.25),
        "women": women,
        "men": men,
        "persons": women + men + boat.minors + dice.randint(1, 4),
        "dead": dice.randint(0, 4) if lost else None,
        "missing": dice.randint(1, 9) if lost else None,
        "agencies": sorted({found_by, "coam_iom"} & {"coast_guard", "police", "gendarmerie", "coam_iom", "caritas", "ngo"}),
        "reported_by": found_by,
    }
    return arrivals.report(event=event, by=by, reason="Arrivée signalée")
