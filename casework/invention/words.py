"""The lists behind the invention, and sentences put together from them."""

import functools
import json
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

DATA = Path(__file__).resolve().parent / "data"
SMALL = "small"  # the situation of a child who cannot tell its story yet


@functools.cache
def listed(name: str) -> Any:
    """What stands in data/<name>.json. Read once, never changed."""
    return json.loads((DATA / f"{name}.json").read_text("utf-8"))


def one_of(dice: Random, weights: dict[str, int]) -> str:
    """One of the keys, as often as its weight says."""
    return dice.choices(list(weights), list(weights.values()))[0]


def chance(dice: Random, percent: float) -> bool:
    return dice.random() * 100 < percent


def hours(dice: Random, least: float, most: float) -> timedelta:
    """A stretch of time, in whole minutes."""
    return timedelta(minutes=round(dice.uniform(least * 60, most * 60)))


def days(dice: Random, least: float, most: float) -> timedelta:
    return hours(dice, least * 24, most * 24)


class Voice:
    """Writes French sentences about one child as a social worker would: never with a name, in the right gender."""

    def __init__(self, dice: Random, *, girl: bool, tag: str, **slots: str):
        """`tag` is the child's situation: its own sentences are taken before those that fit anybody."""
        self.dice, self.tag = dice, tag
        gender = ("elle", "e", "la", "elle", "ne") if girl else ("il", "", "le", "lui", "")
        pronoun, ending, accusative, dative, doubled = gender
        self.slots = {"il": pronoun, "Il": pronoun.title(), "e": ending, "le": accusative, "lui": dative, "ne": doubled, **slots}

    def say(self, pool: dict[str, list[str]] | list[str], *, most: int = 1) -> str:
        """One to `most` sentences of a pool. What fits an older child is never said of a very small one."""
        if isinstance(pool, list):
            pool = {"any": pool}
        own, common = pool.get(self.tag, []), pool.get("any", [])
        if self.tag == SMALL and own:
            common = own
        first = self.dice.choice(own if own and (not common or self.dice.random() < 0.7) else common)
        rest = [one for one in common if one != first]
        chosen = [first, *self.dice.sample(rest, min(self.dice.randint(0, most - 1), len(rest)))]
        text = " ".join(chosen).format(mois=self.dice.randint(2, 14), semaines=self.dice.randint(2, 9), **self.slots)
        return text[:1].upper() + text[1:]
