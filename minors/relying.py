"""What relies on each scope of consent, so that a withdrawal stops it (domain.md 7.4).

Most things ask the ledger each time they happen: with the statement they stop by themselves. What was sent or is waiting to be
sent has to be pulled back, and who holds it told. Each floor says so in a `Relying` that the settings name by string, as they name
the root urls: this floor calls it without knowing it.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.utils.functional import Promise
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from base.models import Institution
from minors.models import Child

SERVICES = _(
    "Nothing more is sent to these services. Referrals that wait are pulled back, and what was sent can no longer be read."
)
# Every scope of list L28 has its line: what stops when it is withdrawn. A test fails for a scope that is missing here.
WHAT_STOPS: dict[str, Promise] = {
    "case_management": _(
        "The file is kept and marked as restricted: only what protects the child is done with it. Services that need no scope of "
        "their own are sent nothing more, and can no longer read what was sent."
    ),
    "data_storage": _("What is written stays, because the law obliges to protect the child, and is marked as restricted."),
    "share_health": SERVICES,
    "share_education": SERVICES,
    "share_shelter": SERVICES,
    "share_legal_asylum": SERVICES,
    "share_tracing_rc": SERVICES,
    "share_tracing_iom_cross_border": SERVICES,
    "share_police_justice": _("Nothing more is shared with police and justice, but for what a court orders."),
    "share_family": _("The family is told nothing more."),
    "share_embassy": _("The embassy is told nothing."),
    "photo_file": _("No new photo is taken, and those in the file are no longer shown or printed."),
    "photo_tracing": _("Photos are taken out of the search for the family."),
    "audio_file": _("No new recording is made, and those in the file are no longer played."),
    "audio_tracing": _("Recordings are taken out of the search for the family."),
    "anonymous_statistics": _("The child is in no breakdown of any figure and in no coded list."),
    "contact_after_closure": _("Nobody contacts the young person after the closure."),
    "research": _("The child is left out of every extract for research."),
}


@dataclass(frozen=True)
class Relying:
    """Things of one kind that rely on scopes.

    `pull(child, scopes, recipient, *, by, reason)` takes back what waits and gives how many; `holders(child, scopes, recipient)`
    the institutions that hold data of the child on these scopes. Both run in the transaction of the withdrawal, after its
    statements; without a recipient they mean every recipient.
    """

    pull: Callable[..., int]
    holders: Callable[[Child, set[str], Institution | None], set[Institution]]


def everything() -> list[Relying]:
    return [import_string(name) for name in settings.RELIES_ON_CONSENT]
