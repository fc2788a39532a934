"""Case codes: domain.md 3.20."""

import random
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as some

from base import chance
from minors import codes

CODES = some.integers(0, 2**32).map(lambda seed: codes.new_code(random.Random(seed)))
PLACES = [3, 4, 5, 6, 8, 9, 10, 11]


def with_characters(code, **replaced):
    return "".join(replaced.get(f"at{place}", character) for place, character in enumerate(code))


def test_a_code_has_the_form_of_the_specification():
    code = codes.new_code()
    assert len(code) == 12
    assert (code[:3], code[7]) == ("DJ-", "-")
    assert set(code[3:7] + code[8:]) <= set("0123456789ABCDEFGHJKMNPQRSTVWXYZ")
    assert codes.is_valid(code)


def test_codes_do_not_repeat_or_follow_each_other():
    drawn = [codes.new_code() for _ in range(2000)]
    assert len(set(drawn)) == 2000
    assert drawn != sorted(drawn)


def test_the_invented_population_gets_the_same_codes_twice():
    with chance.seeded(7):
        first = [codes.new_code() for _ in range(3)]
    with chance.seeded(7):
        assert [codes.new_code() for _ in range(3)] == first


@given(CODES)
def test_every_single_substitution_is_noticed(code):
    for place in PLACES:
        for other in set(codes.ALPHABET) - {code[place]}:
            assert not codes.is_valid(with_characters(code, **{f"at{place}": other}))


def test_every_swap_of_two_neighbours_is_noticed():
    """The check is linear, so it is enough to try every pair of characters in every pair of places, in one surrounding."""
    for first, second in pairwise(PLACES):
        for one in codes.ALPHABET:
            for other in codes.ALPHABET.replace(one, ""):
                code = completed(first, second, one, other)
                swapped = with_characters(code, **{f"at{first}": other, f"at{second}": one})
                assert codes.is_valid(code)
                assert not codes.is_valid(swapped)


def completed(first, second, one, other):
    """The valid code with these two characters in these two places and the first place that is left set to fit."""
    fits = next(place for place in PLACES if place not in (first, second))
    template = with_characters("DJ-K7M4-2QX9", **{f"at{first}": one, f"at{second}": other})
    found = [with_characters(template, **{f"at{fits}": character}) for character in codes.ALPHABET]
    return next(code for code in found if codes.is_valid(code))


@given(CODES, some.sampled_from([(a, b) for a in range(8) for b in range(a)]))
def test_swaps_at_a_distance_are_noticed_too(code, places):
    one, other = PLACES[places[0]], PLACES[places[1]]
    swapped = with_characters(code, **{f"at{one}": code[other], f"at{other}": code[one]})
    assert swapped == code or not codes.is_valid(swapped)


@given(CODES)
def test_a_code_is_understood_as_people_write_it(code):
    assert codes.normalise(code) == code
    assert codes.normalise(code.lower()) == code
    assert codes.normalise(f"  {code.replace('-', ' ')} ") == code
    assert codes.normalise(code.replace("-", "")) == code
    assert codes.normalise(code[3:].replace("-", "")) == code, "the prefix may be left out"
    assert codes.normalise(code.replace("-", "–")) == code
    assert codes.normalise(code.replace("0", "O").replace("1", "l")) == code
    assert codes.normalise(code.replace("0", "o").replace("1", "I")) == code
    assert codes.normalise(code.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))) == code
    assert codes.normalise(f"\u200f{code}\u200f") == code


@pytest.mark.parametrize("text", ["", "DJ", "Mohamed", "DJ-K7M4-2QX", "DJ-K7M4-2QX99", "DJ-UUUU-UUUU", "XX-0000-0000", "²" * 8])
def test_what_is_no_code_is_none(text):
    assert codes.normalise(text) is None


@given(some.text(max_size=14))
def test_nothing_typed_breaks_the_reading(text):
    code = codes.normalise(text)
    assert code is None or codes.is_valid(code)


def test_only_the_form_we_write_is_valid():
    code = codes.new_code(random.Random(1))
    assert not codes.is_valid(code.lower())
    assert not codes.is_valid(code.replace("-", ""))
    assert not codes.is_valid(code + "\n")
