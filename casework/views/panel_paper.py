"""A session of the panel on paper: the invitation and the minutes, for the secretariat; the minutes of what is open to a member."""

from functools import partial

from django.utils.translation import gettext as _

from base import dates
from base.roles import Verb
from casework import panel_paper
from casework.models import Invitation, PanelSession
from casework.views.paper import printed
from minors.access import record_page


@record_page(PanelSession, verb=Verb.HOLD_PANEL, methods=("GET", "POST"), step_up=True)
def print_invitation(request, record):
    return printed(
        request,
        partial(panel_paper.print_invitation, record),
        heading=_("Print the invitation and the agenda"),
        lead=_("Codes only. Who printed it, when and why is remembered for each child."),
        **_of(record, record.get_absolute_url()),
    )


@record_page(PanelSession, verb=Verb.HOLD_PANEL, methods=("GET", "POST"), step_up=True)
def print_session(request, record):
    return _minutes(request, record, record.get_absolute_url())


@record_page(Invitation, verb=Verb.SIT_ON_PANEL, methods=("GET", "POST"), related=("session",), step_up=True)
def print_minutes(request, record):
    """Only of the files that are open to this member: each after a declaration, until the window ends."""
    return _minutes(request, record.session, record.get_absolute_url())


def _minutes(request, session, back):
    return printed(
        request,
        partial(panel_paper.print_minutes, session),
        heading=_("Print the minutes"),
        lead=_("In code, and only what you may read of each child. Who printed it, when and why is remembered for each child."),
        **_of(session, back),
    )


def _of(session, back) -> dict:
    day = dates.local_date(session.held_at).isoformat()
    return {"name": f"session-{day}", "back": back, "back_label": _("Session of the panel")}
