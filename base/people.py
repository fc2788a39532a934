"""Deeds about accounts: open, change, suspend, restore. Each is remembered, and a suspension holds from the next request on."""

import secrets
from collections.abc import Iterable

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from base import dates
from base.models import AccessEvent, Institution, User
from base.roles import Scope, Verb
from base.workflow import Refused

MACHINE = "himaya"  # the worker's own account: what it writes at night is nobody's deed

# Words that are easy to read out over a bad telephone line; four of them and two digits.
WORDS = "acacia baobab chameau dattier encens fenouil girafe henne ibis jasmin kiosque lagon mangue natte oasis palmier sable tamarin".split()


def first_password() -> str:
    """A password to be told once, in person, and changed at the first sign-in."""
    return "-".join([*(secrets.choice(WORDS) for _each in range(4)), f"{secrets.randbelow(90) + 10}"])


def machine() -> User:
    """In whose name the worker writes. Nobody can sign in with it, and it never is at work."""
    person, new = User.objects.get_or_create(
        username=MACHINE,
        defaults={
            "name": "Himaya",
            "is_active": False,
            "role_id": "system_administrator",
            "institution": Institution.objects.get(code="MFF"),
            "expires_on": dates.today(),
        },
    )
    if new:
        person.set_unusable_password()
        person.save(update_fields=["password"])
    return person


@transaction.atomic
def open_account(
    *, by: User, username, name, role, institution, team, language, expires_on, speaks=(), email=""
) -> tuple[User, str]:
    """A new account and its first password, which is shown once and kept nowhere."""
    _refuse_wrong_team(role, institution, team)
    person = User(
        username=username,
        name=name,
        role=role,
        institution=institution,
        team=team,
        language=language,
        speaks=list(speaks),
        expires_on=expires_on,
        email=email,
    )
    password = _give_first_password(person)
    person.save()
    _join(person, team)
    _remember(by, person, "opened")
    return person, password


@transaction.atomic
def open_first_account(*, username, name, role, institution, expires_on) -> tuple[User, str]:
    """The account with which an installation begins; nobody opened it, so it is remembered as its own deed.

    Raises `Refused` when an administrator is at work, and ValidationError when the user name is taken or cannot be one.
    """
    if User.objects.at_work().filter(role__verbs__contains=[Verb.MANAGE_ACCOUNTS]).exists():
        raise Refused(_("An administrator is at work already: further accounts are opened in the browser."))
    person = User(username=username, name=name.strip(), role=role, institution=institution, expires_on=expires_on)
    password = _give_first_password(person)
    person.full_clean()
    person.save()
    _remember(person, person, "opened")
    return person, password


@transaction.atomic
def change_account(
    person: User, *, by: User, name, role, institution, team, language, expires_on, speaks: Iterable[str] | None = None, email=""
) -> User:
    """Change role, institution, team, languages, address or end of an account. Nobody changes their own rights."""
    if person.pk == by.pk:
        raise Refused(_("Nobody changes their own rights. Ask another administrator."))
    _refuse_wrong_team(role, institution, team)
    before = {
        "role": person.role_id,
        "institution": person.institution_id,
        "team": person.team_id,
        "ends": f"{person.expires_on}",
    }
    person.name, person.role, person.institution, person.team = name, role, institution, team
    person.language, person.expires_on, person.email = language, expires_on, email
    person.speaks = person.speaks if speaks is None else list(speaks)
    person.save(update_fields=["name", "role", "institution", "team", "language", "speaks", "expires_on", "email"])
    _join(person, team)
    _remember(by, person, "changed", before=before)
    return person


def is_last_administrator(person: User) -> bool:
    """Whether nobody else at work manages accounts: without this person, nobody could let anybody work again."""
    others = User.objects.at_work().filter(role__verbs__contains=[Verb.MANAGE_ACCOUNTS]).exclude(pk=person.pk)
    return person.can(Verb.MANAGE_ACCOUNTS) and not others.exists()


@transaction.atomic
def suspend(person: User, *, by: User, reason: str) -> User:
    """Stop an account at once, on every device. Raises `Refused` without a reason, for oneself, and for the last administrator."""
    if not reason.strip():
        raise Refused(_("Say why the account is suspended."), field="reason")
    if person.pk == by.pk:
        raise Refused(_("Nobody suspends their own account. Ask another administrator."))
    if is_last_administrator(person):
        raise Refused(
            _("This is the last administrator at work: nobody could open or restore an account. Open another one first.")
        )
    person.suspended_at, person.suspended_because = dates.now(), reason
    person.save(update_fields=["suspended_at", "suspended_because"])
    for session in UserSession.objects.filter(user=person):
        session.end()
    for name in settings.ENDS_WITH_SUSPENSION:
        import_string(name)(person, by=by, reason=reason)
    _remember(by, person, "suspended", why=reason)
    return person


@transaction.atomic
def lock(person: User, *, because: str) -> User:
    """Lock an account that nobody uses or confirms (security.md T4). An administrator unlocks it, which is no suspension lifted."""
    person.locked_at, person.locked_because = dates.now(), because
    person.save(update_fields=["locked_at", "locked_because"])
    for session in UserSession.objects.filter(user=person):
        session.end()
    _remember(machine(), person, "locked", why=person.get_locked_because_display())
    return person


@transaction.atomic
def confirm(person: User, *, by: User) -> User:
    """Keep that this person still needs the account as it is (domain.md 2.4, T38). Raises `Refused` for oneself."""
    if person.pk == by.pk:
        raise Refused(_("Nobody confirms their own access. Another supervisor or an administrator does."))
    person.confirmed_at, person.confirmed_by = dates.now(), by
    person.save(update_fields=["confirmed_at", "confirmed_by"])
    _remember(by, person, "confirmed")
    return person


@transaction.atomic
def restore(person: User, *, by: User) -> User:
    """Let a suspended or locked person work again. Who was locked because nobody confirmed the account is confirmed by it."""
    if person.locked_because == "unconfirmed":
        confirm(person, by=by)
    if person.locked_at:
        person.locked_at, person.locked_because, person.unlocked_at = None, "", dates.now()
    person.suspended_at, person.suspended_because = None, ""
    person.save(update_fields=["suspended_at", "suspended_because", "locked_at", "locked_because", "unlocked_at"])
    _remember(by, person, "restored")
    return person


@transaction.atomic
def renew_password(person: User, *, by: User) -> str:
    """A new first password. The second factor stays: a reset never goes around it (security.md T17)."""
    if person.pk == by.pk:
        raise Refused(_("Your own password is changed on the page of your account."))
    password = _give_first_password(person)
    person.save(update_fields=["password", "password_is_first"])
    _remember(by, person, "password renewed")
    return password


@transaction.atomic
def want_reminders(person: User, *, wanted: bool) -> User:
    """Everybody decides for themselves whether a message comes in the morning."""
    person.reminders = wanted
    person.save(update_fields=["reminders"])
    return person


def _give_first_password(person) -> str:
    password = first_password()
    person.set_password(password)
    person.password_is_first = True
    return password


def _refuse_wrong_team(role, institution, team):
    if team is None and Verb.REGISTER_CHILD in role.verbs:
        raise Refused(_("This role needs a team: it answers for the children whom the person registers."), field="team")
    if team is None and role.scope == Scope.UNIT:
        raise Refused(_("This role needs a team: its children are the ones whom the person sees."), field="team")
    if team and team.institution_id != institution.pk:
        raise Refused(_("This team belongs to another institution."), field="team")


def _join(person, team):
    """The team's group carries the grants given to the team; a person is in the group of their own team only."""
    person.groups.set([team.group] if team else [])


def _remember(by, person, what, **detail):
    AccessEvent.objects.create(
        kind=AccessEvent.Kind.ACCOUNT,
        person=by,
        person_role=by.role_id,
        subject="base.user",
        subject_id=str(person.pk),
        detail={"what": what, **detail},
        at=dates.now(),
    )
