"""Why somebody can open a file, or not: the same ties that the door reads, in words (domain.md 7.2)."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db.models import Q
from django.utils.translation import gettext as _

from base import dates, options
from base.models import AccessEvent, User
from base.roles import FieldClass, Relation, Scope, Verb
from base.workflow import Refused
from minors import access, codes, coming_of_age, ties
from minors.models import Child, Exclusion, Grant


@dataclass
class Answer:
    """Whether the person can open the file, the sentences why, and what they read and may do there, in words."""

    may: bool
    because: list[str] = field(default_factory=list)
    reads: list[str] = field(default_factory=list)
    does: list[str] = field(default_factory=list)

    @property
    def reads_in_words(self) -> str:
        return options.in_a_row(self.reads)

    @property
    def does_in_words(self) -> str:
        return options.in_a_row(self.does)


def explain(user: User, child: Child, *, reasons: bool = False) -> Answer:
    """What the door answers to this person about this child, and by which rule.

    `reasons`: also why somebody was shut out, which may be a secret of the file. Only for who reads what is sensitive in it.
    """
    may = access.children_of(user).filter(pk=child.pk).exists()
    if not may:
        return Answer(False, _against(user, child, reasons))
    found = ties.of_many(user, [child.pk])[child.pk]
    rights = access.rights_by(user, found)
    return Answer(
        True,
        [_tied(relation, found, user, child) for relation in dict.fromkeys(tie.relation for tie in found)],
        [str(FieldClass(one).label) for one in sorted(rights.classes)],
        [str(Verb(one).label) for one in user.role.verbs if one in rights.verbs and one in access.NEEDS],
    )


def asked(*, code: str, username: str, by: User) -> tuple[Child, User, Answer]:
    """The answer about somebody else, for who may know of the child: its supervisors, and in code the data-protection officer.

    Raises `Refused`, in the same words for a child that does not exist and for one of whom `by` must not know.
    """
    known = Child.objects.all() if by.can(Verb.SEE_ACCESS_LOG) else access.children_of(by)
    child = known.filter(code=codes.normalise(code) or "").first()
    access.remember(by, AccessEvent.Kind.SEARCHED, child, term=code[:20], person=username[:150])
    if child is None:
        raise Refused(_("You know of no case with this code."), field="code")
    person = User.objects.select_related("role", "team", "institution").filter(username__iexact=username.strip()).first()
    if person is None:
        raise Refused(_("Nobody has this user name."), field="username")
    return child, person, explain(person, child, reasons="C3" in access.classes_for(by, child.pk))


def _tied(relation, found, user, child) -> str:
    """One way in which the person is tied to the child, with its end."""
    match Relation(relation):
        case Relation.UNIT:
            return _("The child belongs to the unit of %(person)s, who supervises it.") % {"person": user.name}
        case Relation.REGION:
            return _("The child is in the region of this role. It is read in code, without names.")
        case Relation.ALL:
            return _("This role reads every child in code, without names.")
    given = _given(child, user).in_force().select_related("given_by")
    mine = [one for one in given if ties.relation_of(one.purpose) == relation]
    sentences = [_grant(one) for one in mine] or [str(Relation(relation).label)]
    return options.in_a_row(sentences)


def _given(child: Child, user: User):
    """The accesses of this person and of their team to this child, past ones too."""
    return Grant.objects.filter(Q(user=user) | Q(team__group__user=user), child=child).distinct()


def _grant(grant: Grant) -> str:
    words = {
        "purpose": grant.get_purpose_display(),
        "giver": grant.given_by.name,
        "since": dates.moment_in_words(grant.starts_at),
        "until": dates.moment_in_words(grant.ends_at) if grant.ends_at else "",
    }
    if grant.ends_at:
        return _("Access for: %(purpose)s. Given by %(giver)s on %(since)s, until %(until)s.") % words
    return _("Access for: %(purpose)s. Given by %(giver)s on %(since)s, until the case is handed over.") % words


def _against(user: User, child: Child, reasons: bool) -> list[str]:
    """Every reason that stands in the way, the strongest first."""
    found = [*_account(user)]
    shut = ties.shut_by(user, child)
    if "excluded" in shut:
        found += [_shut_out(one, reasons) for one in Exclusion.objects.filter(user=user, active=True, child=child)]
        if not found:
            found.append(_("This person was shut out of a file that is one with this file."))
    if "sealed" in shut:
        found.append(_("The case is sealed, and this person is not named for it."))
    if user.can(Verb.OPEN_CASE) and not shut:
        found += _untied(user, child)
    return found


def _shut_out(one: Exclusion, reasons: bool) -> str:
    if one.declared:
        return _("This person declared a relative who is named in the file: recused. It wins over every access.")
    if not reasons:
        return _("This person was shut out of the file. It wins over every access.")
    return _("This person was shut out of the file: %(reason)s. It wins over every access.") % {"reason": one.reason}


def _account(user: User) -> Iterator[str]:
    if user.suspended_at:
        yield _("The account is suspended since %(day)s.") % {"day": dates.moment_in_words(user.suspended_at)}
    if user.locked_at:
        yield _("The account is locked since %(day)s: %(reason)s.") % {
            "day": dates.moment_in_words(user.locked_at),
            "reason": user.get_locked_because_display(),
        }
    if user.expires_on < dates.today():
        yield _("The account ended on %(day)s.") % {"day": dates.day_in_words(user.expires_on)}
    if Verb.OPEN_CASE not in user.role.verbs:
        yield _("The role “%(role)s” opens no file of a child.") % {"role": user.role.name}


def _untied(user: User, child: Child) -> list[str]:
    scope = Scope(user.role.scope)
    found = []
    if scope == Scope.UNIT:
        found.append(_("The child belongs to another unit."))
    if scope == Scope.REGION_CODED:
        found.append(_("The child is in another region."))
    if scope in ties.BY_GRANT:
        last = _given(child, user).order_by("-starts_at").first()
        if last and last.ends_at and last.ends_at <= dates.now():
            words = {"purpose": last.get_purpose_display(), "day": dates.moment_in_words(last.ends_at)}
            found.append(_("The access for “%(purpose)s” ended on %(day)s.") % words)
        elif last and coming_of_age.ended_by_age(last):
            found.append(_("The young person is 18, and did not agree that a former guardian reads on."))
        elif not last:
            found.append(_("Nobody gave this person an access to the file."))
    return found
