"""What is refused about brothers and sisters, and about a guardian's reading after majority."""

import pytest

from base.workflow import Refused
from minors import coming_of_age, siblings
from minors.models import Child, Grant
from tests import makers

pytestmark = pytest.mark.django_db


def test_a_code_out_of_reach_and_a_code_of_nobody_are_refused_in_the_same_words(aicha, charmarke):
    stranger = makers.make_case(charmarke, own="Hana", sex="F").child
    for code in (stranger.code, "DJ-0000-0000", ""):
        with pytest.raises(Refused, match="You can open no file with this code"):
            siblings.by_code(aicha, code)


def test_nobody_says_that_there_are_no_siblings_while_one_is_linked(aicha, yonas):
    siblings.link([yonas, makers.make_case(aicha, own="Hana", sex="F").child], by=aicha, reason="One mother")
    for answer in ("no", "unknown", None):
        with pytest.raises(Refused, match="is linked with this child"):
            siblings.refuse_contradiction(yonas, {"siblings_here": answer})
    siblings.refuse_contradiction(yonas, {"siblings_here": "yes"})


def test_who_has_no_known_birth_is_not_taken_for_grown_up(db):
    grant = Grant(child=Child(), user=makers.make_user("omar", role="guardian"))
    with pytest.raises(Refused, match="is not 18 yet"):
        coming_of_age.agree(grant, by=grant.user, reason="He agrees")
