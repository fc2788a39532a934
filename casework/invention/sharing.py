"""Who may send what to whom in the invented year, and a request of an embassy on its last day, refused by rule. No dice."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from base import chance as source
from base import dates
from base.models import Institution, Team, User
from casework import disclosures
from casework.models import Case
from referrals import packages, protocols
from referrals.models import Service


def agreed(teams: Iterable[Team], services: Iterable[Service], first_day: date, until: date) -> None:
    """One protocol for each institution that works with children and each service of another one, in force all year."""
    official = User.objects.filter(role="national_officer").order_by("pk").first()
    if official is None:
        return
    senders = {team.institution for team in teams}
    wanted = {
        (sender.code, service.institution.code, service.kind): (sender, service) for sender in senders for service in services
    }
    with source.seeded("protocols"):
        for _key, (sender, service) in sorted(wanted.items()):
            if sender == service.institution:
                continue
            protocols.write(
                by=official, sender=sender, receiver=service.institution, purpose=service.kind,
                groups=list(packages.allowed_for(service.kind)), mode="electronic", legal_basis="consent", needs_consent=True,
                approver="Secrétaire général du ministère", contact="Point focal du service",
                starts_on=first_day - timedelta(days=60), expires_on=until + timedelta(days=45),
            )  # fmt: skip


def embassy(end: datetime) -> None:
    """An embassy asks for its young nationals: one child was named, and is refused by rule; the letter waits."""
    officer = User.objects.select_related("role", "institution").filter(role="national_officer").order_by("pk").first()
    case = (
        Case.objects.filter(status=Case.Status.OPEN, child__nationality="ET")
        .select_related("child")
        .order_by("child__code")
        .first()
    )
    house = Institution.objects.filter(code="EMB-ET").first()
    if officer is None or case is None or house is None:
        return
    with dates.at(end - timedelta(hours=9)), source.seeded("embassy"):
        asked = disclosures.receive(
            by=officer, recipient="embassy", institution=house, requester="Conseiller consulaire", legal_basis="legal_duty",
            aim="other", purpose="Recensement des ressortissants", asked="Liste nominative de tous les jeunes ressortissants",
        )  # fmt: skip
        disclosures.add_child(asked, code=case.child.code, by=officer)
