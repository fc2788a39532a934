"""The file of an invented child, half full as in life: some answers, some unknown, some refused, much not asked yet.

It has its own dice and its own source of ids, seeded by the code of the child: what it writes changes nothing else of the year.
"""

from datetime import timedelta
from random import Random
from typing import Any

from base import chance as source
from base import dates
from minors import filing
from minors.models import SiblingsHere
from minors.sections import SECTIONS

from .words import chance, listed

ETHNIC = {
    "om": "oromo",
    "am": "amhara",
    "ti": "tigray",
    "so": "somali",
    "aa": "afar",
    "ar": "arab",
    "sid": "sidama",
    "wal": "wolaita",
}


def answer(file) -> None:
    """Write some sections of the file of `file.child`, as known on the day of the rapid assessment."""
    seed = f"answers {file.child.code}"
    with source.seeded(seed):
        _Answers(file, Random(seed)).write()


class _Answers:
    def __init__(self, file, dice: Random):
        self.file, self.dice, self.profile = file, dice, file.profile
        self.texts = listed("answers")

    def write(self) -> None:
        self._urgent()
        self._put("interview", 80, self._interview())
        self._put("origin", 70, self._origin(), silent={"birth_kebele": "unknown", "birth_woreda": "unknown"})
        self._put("legal_status", 65, {"legal_status": self._legal_status()})
        self._put("functioning", 45, {"assessed": "no"})
        self._put(
            "languages", 35, {"language": self.dice.choice(["ar", "am", "so", "fr"]), "level": self.dice.choice(["good", "some"])}
        )
        self._put("situation", 25, {"marital": "single", "child_parent": "no"})
        self._put("recognition", 25, {"marks": self.dice.choice(self.texts["marks"])}, silent={"phone": "refused"})
        self._put("papers", 30, {"kind": self.dice.choice(["none", "none", "kebele_card", "confiscated"])})
        if self.profile.language in ETHNIC:
            self._put("belonging", 12, {"ethnicity": ETHNIC[self.profile.language], "needed_for": "tracing"})
        self._put("detention", 50, {"ground": "not_detained"})
        if self.profile.route in ("yemen", "domestic") or chance(self.dice, 12):
            self._put("screening", 60, self._screening())
        self._siblings()

    def _put(self, key: str, percent: float, values: dict[str, Any], silent: dict[str, str] | None = None) -> None:
        """So often as `percent` says; a third of the silences are not asked rather than unanswered."""
        if chance(self.dice, percent):
            silences = {name: why for name, why in (silent or {}).items() if not values.get(name) and chance(self.dice, 66)}
            filing.write(SECTIONS[key], self.file.child, values=values, silences=silences, by=self.file.owner)

    def _urgent(self) -> None:
        if self.file.risk == "high":
            need = self.dice.choice(self.texts["urgent"])
            self._put("urgent", 85, {name: need[name] for name in ("kind", "reason", "action_taken")})
        else:
            self._put("urgent", 60, {"kind": "none"})

    def _siblings(self) -> None:
        """Asked of those whom no brother or sister was linked with so far."""
        if not SiblingsHere.objects.filter(child=self.file.child).exists():
            said = self.dice.choices(["none", "unknown", "yes", "refused"], [80, 10, 6, 4])[0]
            self._put("siblings", 60, {"siblings_here": said})

    def _interview(self) -> dict[str, Any]:
        alone = "yes" if self.profile.age > 6 and chance(self.dice, 85) else "no"
        return {
            "held_at": dates.now() - timedelta(minutes=self.dice.randint(20, 90)),
            "held_by": self.file.owner.name,
            "language": self.profile.language,
            "interpreter": "" if self.profile.language in ("so", "aa", "ar") else self.dice.choice(self.texts["interpreters"]),
            "alone": alone,
            "not_alone_because": "" if alone == "yes" else self.dice.choice(self.texts["not_alone"]),
        }

    def _origin(self) -> dict[str, Any]:
        places = self.texts["places"].get(self.profile.nationality, [])
        place = self.dice.choice(places) if places else {}
        said = {
            "country_habitual": self.profile.nationality,
            "birth_registered": self.dice.choice(["no", "no", "unknown", "yes"]),
        }
        return {**said, "nationality_verified": "declared", **place, "birth_kebele": "", "birth_woreda": ""}

    def _legal_status(self) -> str:
        if self.profile.nationality == "DJ":
            return "citizen"
        if self.profile.route == "yemen" and self.profile.nationality == "ET":
            return "returnee_transit"
        return self.dice.choice(["no_status", "no_status", "no_status", "asylum_seeker", "undetermined"])

    def _screening(self) -> dict[str, Any]:
        signs = self.dice.sample(["promise", "debt", "unpaid_work", "documents_held", "pays_controls"], self.dice.randint(0, 3))
        conclusion = "no_indicator" if not signs else "refer" if len(signs) < 3 else "probable_victim"
        words = "" if not signs else self.dice.choice(self.texts["screening"])
        return {"done_on": dates.today(), "indicators": signs or ["none_seen"], "told_words": words, "conclusion": conclusion}
