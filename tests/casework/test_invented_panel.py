"""The invented year leaves a child for the panel: whoever signs in as a member has an invitation, and has declared nothing yet."""

import pytest

from casework import panel
from casework.models import Determination, Invitation

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("seeded_db")]


def test_a_member_who_can_be_signed_in_as_is_invited_to_a_session_to_come():
    determination = Determination.objects.get()
    assert determination.status == "ready"
    invitation = Invitation.objects.get(member__user__username="hodan")
    [line] = panel.agenda_of(invitation)
    assert (line.item.determination, line.said, line.blocked) == (determination, "", "")
    assert Invitation.objects.count() == 3
