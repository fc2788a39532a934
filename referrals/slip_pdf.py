"""The referral slip (P5, domain.md 8.1): one page for a service without an account, with the package and room for the answer."""

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from base import copies, dates, described
from base.models import AccessEvent, User
from base.pdf import legible
from base.workflow import Refused
from minors import access, taking_out
from referrals import packages, workflow
from referrals.models import Referral

LANGUAGE = "fr"  # of those who receive it


def print_slip(referral: Referral, *, by: User, reason: str) -> bytes:
    """Remember, then draw. Raises `Refused` for what is not out or whose consent ended, for who may not read all that stands on it, and, of a
    slip with names, when this person took out today's number.
    """
    if not referral.is_out or referral.status == Referral.Status.CANCELLED or not workflow.is_covered(referral):
        raise Refused(_("No consent covers this referral any more."))
    shown = packages.classes_of(referral.package) | {described.class_of(Referral, "reason")}
    if not shown <= access.classes_for(by, referral.child_id):
        raise Refused(_("The slip says more about the child than you may read."))
    said: dict = {"groups": referral.groups}
    if "C2" in shown:
        taking_out.refuse_more(by, referral)
        said |= taking_out.COUNTED
    with transaction.atomic(), override(LANGUAGE):
        event = access.remember(by, AccessEvent.Kind.PRINTED, referral, reason=reason.strip(), of=max(shown), **said)
        return _draw(referral, by, event)


def _draw(referral: Referral, by: User, event: AccessEvent) -> bytes:
    code, sent = referral.child.code, dates.moment_in_words(referral.sent_at)
    paper = copies.begin(event, by, language=LANGUAGE, title=code, code=code, kind=_("Referral slip"), as_of=sent)
    service = referral.service
    paper.title(_("Referral slip"), legible(f"{service.kind_label} – {service.institution}"))
    paper.definitions(
        [
            (
                _("Institution that receives"),
                legible(_("%(said)s, %(next)s") % {"said": service.institution, "next": service.contact or service.place}),
            ),
            (_("Institution that sends"), legible(str(referral.sent_by.team or referral.sent_by.institution))),
            (_("Urgency"), str(referral.get_urgency_display())),
            (_("How it is sent"), str(referral.get_mode_display())),
            (_("Basis"), _basis(referral)),
        ]
    )
    paper.section(_("About the child"), number="")
    paper.definitions([(legible(row["label"]), legible(row["value"])) for row in packages.in_words(referral.package)])
    paper.section(_("What is asked of the service"), number="")
    paper.text(legible(referral.reason))
    paper.notice(_("Only for the service named above. Not copied, not passed on. The child may refuse the service at any time."))
    paper.section(_("Answer of the service, to be given back to the sender"), number="")
    paper.definitions(
        [(one, "……………………………………………………………………") for one in (_("Accepted, or why not"), _("Service given on"), _("What comes next"))]
    )
    paper.signatures([_("For the service")])
    return paper.drawn()


def _basis(referral: Referral) -> str:
    if referral.without_consent_because:
        return _("vital interests of the child")
    return _("consent of the child and of whoever answers for the child")
