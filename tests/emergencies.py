"""A file opened in an emergency, for the walk over all time limits (tests/casework/test_every_limit.py)."""

from minors import emergency
from tests import makers


def _opened(world):
    night = makers.make_user("ismail", role="night_duty", team=makers.make_team(name="Night shelter"))
    opened = emergency.open_file(code=world.child.code, reason="He bleeds", by=night)
    assert opened
    return lambda: emergency.review(opened, finding="justified", review="He was taken to hospital.", by=world.dahabo)


STORIES = {"emergency.review": (_opened, {})}
