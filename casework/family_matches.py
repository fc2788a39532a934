"""A family that looks for a child, and the child (domain.md 9.13): proposed by an officer, the child asked first, the family told what it allows.

The officer proposes a candidate of the list; the responsible worker asks the child and writes its answer. Contact leads to a
verification (3.12). Otherwise the family is told, word for word, what the child allows, and nothing when it allows nothing.
"""

import re
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from base import dates
from base.models import Institution, Place
from base.roles import Verb
from base.workflow import Refused
from casework import inquiries, tracing, verifying
from casework.models import FAMILY_MATCH, INQUIRY, OPEN_MATCH, Case, FamilyMatch, Inquiry, Placement, Verification
from minors import asylum, joined, names
from minors.access import visible_to
from minors.models import Child
from minors.relying import Relying

ASKED = gettext_noop("The words stand with the family that looks for the child.")
ANSWERS = {"contact": "agree", "words": "limit", "nothing": "refuse"}
SHORTEST = 4  # letters: shorter words of the names of places stand in every sentence
NO_NAME = {names.plain(word) for word in (
    "region ville town city port plage beach centre center jour abri nuit shelter night hopital general hospital brigade mineurs police minors "
    "tribunal court gare ferroviaire railway station medico hospitalier medical poste frontiere border post village refugies refugee "
    "orientation assistance migrants migrant response republique republic lake quartiers quarters foyer maison famille family house home "
    "جمهورية مدينة إقليم بلدة الأحياء ميناء شاطئ مركز النهاري مأوى الليلي مستشفى العام فرقة شرطة الأحداث محكمة محطة قطار المركز الطبي الحدودي قرية "
    "للاجئين بحيرة الاستجابة للمهاجرين"
).split()}  # words in the names of places that name none  # fmt: skip


@transaction.atomic
def propose(inquiry: Inquiry, key: str, *, by) -> FamilyMatch:
    """Propose a candidate to the worker who is responsible for the child. `key` is the one of the match list.

    Raises `Refused` for whoever is not, or no longer, in the match list, while another child is asked, and when the family does not
    allow that the child learns of it.
    """
    inquiry = Inquiry.objects.select_for_update().get(pk=inquiry.pk)
    if not inquiries.standing(inquiry).tells:
        raise Refused(_("The family did not allow that the child learns who looks for it. Ask the family first."))
    if FamilyMatch.objects.filter(inquiry=inquiry, status__in=OPEN_MATCH).exists():
        raise Refused(_("Another child is asked already. Wait for its answer."))
    found = next((one for one in inquiries.matching(inquiry, by=by) if inquiries.key_of(inquiry, one) == key), None)
    if found is None:  # the same words whatever the reason: the file may have changed since the list was shown
        raise Refused(_("This candidate is not in the list any more. Look again."))
    child = Child.objects.select_for_update(of=["self"]).get(pk=found.child.pk)
    _must_be_searchable(child, inquiry)
    reasons = [one.kept() for one in found.reasons]
    number = 1 + FamilyMatch.objects.filter(child=child).count()
    match = FamilyMatch(child=child, inquiry=inquiry, number=number, score=found.score, reasons=reasons, author=by)
    FAMILY_MATCH.begin(match, "propose", by=by, reason=ASKED)
    INQUIRY.move(inquiry, "propose", by=by, reason=inquiries.TOLD)
    return match


def _must_be_searchable(child: Child, inquiry: Inquiry) -> None:
    """The rule of the list, asked once more of this child by the words of the search: a list may be a minute old."""
    if _says_no(child, inquiry) or not asylum.known_outside().filter(pk=child.pk).exists():
        raise Refused(_("This candidate is not in the list any more. Look again."))


def _says_no(child: Child, inquiry: Inquiry) -> bool:
    """Whether anything speaks against it, or the child said no to the institution of this inquiry."""
    return bool(tracing.against(child, inquiries.SCOPE, recipient=inquiry.institution))


@transaction.atomic
def answer(match: FamilyMatch, *, wish: str, child_says: str, asked_at: datetime, alone: str, family_told: str = "",
           safe_because: str = "", by) -> FamilyMatch:  # fmt: skip
    """Write what the child answered: "contact", "words" (only that the family is told `family_told`) or "nothing".

    Raises `Refused` without the child's own words, for a moment to come, for words without what makes it safe to say them, and for
    words that tell where the child is (domain.md 7.6).
    """
    if not child_says.strip():
        raise Refused(_("Ask the child first, and write what the child says."), field="child_says")
    if asked_at > dates.now():
        raise Refused(_("This moment has not come yet."), field="asked_at")
    told, safe = family_told.strip(), safe_because.strip()
    if wish == "nothing" and told:
        raise Refused(_("The child wants nothing to be told: leave these words empty."), field="family_told")
    if wish == "words" and not told:
        raise Refused(_("Write word for word what the family may be told."), field="family_told")
    if told:
        _weigh(match, told, safe)
    said = {"child_says": child_says.strip(), "asked_at": asked_at, "alone": alone, "asked_by": by}
    words = {"family_told": told, "safe_because": safe}
    FAMILY_MATCH.move(match, ANSWERS[wish], by=by, reason=ASKED, happened_at=asked_at, **said, **words)
    inquiries.step(match, "ask" if wish == "contact" else "refuse", by=by)
    return match


def wishes_of(match: FamilyMatch) -> list[str]:
    """What the child may answer as it stands now: keys of ANSWERS."""
    return [wish for wish, move in ANSWERS.items() if FAMILY_MATCH.allows(match, move)]


def _weigh(match: FamilyMatch, told: str, safe_because: str) -> None:
    if not safe_because:
        raise Refused(_("Write why it endangers neither the child nor others."), field="safe_because")
    if _says_where(match.child, told):
        raise Refused(_("These words tell where the child is, or its code. The family learns that of nobody but the child."), field="family_told")  # fmt: skip


def _says_where(child: Child, text: str) -> bool:
    """Whether a text has a word of the name of a place of the country or of the house where the child sleeps, or the code of the case."""
    places = Place.objects.values_list("name_fr", "name_en", "name_ar")
    houses = Placement.objects.current().filter(child__in=joined.files_of(child), provider__isnull=False)
    known = {
        word for row in [*places, *houses.values_list("provider__label", "provider__code")] for word in _words(" ".join(row))
    }
    return bool(_words(text) & known) or child.code.casefold() in text.casefold()


def _words(text: str) -> set[str]:
    """Its words that may be a name of a place, however they are written."""
    return {word for word in re.findall(r"\w+", names.plain(text.replace("-", " "))) if len(word) >= SHORTEST} - NO_NAME


@transaction.atomic
def deny(match: FamilyMatch, *, why: str, by) -> FamilyMatch:
    """It is not the child's family: the child says so, or the file does. Raises `Refused` without a word on why."""
    if not why.strip():
        raise Refused(_("Write why."), field="why")
    FAMILY_MATCH.move(match, "deny", by=by, reason=ASKED, why=why.strip())
    inquiries.step(match, "again", by=by)
    return match


@transaction.atomic
def verify(match: FamilyMatch, *, by) -> Verification:
    """Begin the verification of the family with which the child wants contact: child and adult are heard apart (domain.md 3.12).

    Raises `Refused` as long as the child was not asked, or when it does not want contact.
    """
    if not FAMILY_MATCH.allows(match, "verify"):
        raise Refused(_("The child is asked first, and wants contact."))
    case = Case.objects.get(child=match.child_id)
    made = verifying.begin(case, by=by, adult_name=match.inquiry.inquirer_name, relation=match.inquiry.relation)
    FAMILY_MATCH.move(match, "verify", by=by, reason=ASKED, verification=made)
    return made


@transaction.atomic
def allow_words(match: FamilyMatch, *, family_told: str, safe_because: str, by) -> FamilyMatch:
    """After the verification: what the family that was confirmed may be told. Raises `Refused` as `answer` does."""
    if match.status != FamilyMatch.Status.CONFIRMED:
        raise Refused(_("The family is verified first."))
    if not family_told.strip():
        raise Refused(_("Write word for word what the family may be told."), field="family_told")
    _weigh(match, family_told.strip(), safe_because.strip())
    match.family_told, match.safe_because = family_told.strip(), safe_because.strip()
    match.save(by=by, reason=ASKED, update_fields=["family_told", "safe_because"])
    return match


@transaction.atomic
def tell(match: FamilyMatch, *, by) -> FamilyMatch:
    """The officer told the family the words that the child allows, and no others.

    Raises `Refused` as long as there are none, and when the child may need asylum or allows nothing any more.
    """
    if not match.family_told.strip():
        raise Refused(_("Nothing may be told to the family."))
    if _says_no(match.child, match.inquiry) or not visible_to(by, FamilyMatch).filter(pk=match.pk).exists():
        raise Refused(_("Nothing may be told to the family any more."))
    return FAMILY_MATCH.move(match, "tell", by=by, reason=ASKED, told_at=dates.now(), told_by=by)


def waiting_for(user):
    """Families about whom children are to be asked by this person, the oldest first: for the first page of the day."""
    if not user.can(Verb.ASSESS):
        return FamilyMatch.objects.none()
    mine = visible_to(user, FamilyMatch).filter(status__in=["proposed", "wished"], child__case__owner=user)
    return mine.select_related("child__case").order_by("recorded_at", "pk")


def pull(child: Child, scopes: set[str], recipient: Institution | None, *, by, reason: str) -> int:
    """With the scope it rests on, what was proposed ends at once (domain.md 7.4)."""
    rows = FamilyMatch.objects.filter(child=child, status__in=[*OPEN_MATCH, "limited"]) if inquiries.SCOPE in scopes else []
    stopped = [one for one in rows if recipient is None or one.inquiry.institution_id == recipient.pk]
    for match in stopped:
        inquiries.withdraw(match, why=_("The consent was withdrawn."), by=by)
    return len(stopped)


def holders(child: Child, scopes: set[str], recipient: Institution | None) -> set[Institution]:
    """Who was told that the child is known: the institutions whose officers proposed it."""
    if inquiries.SCOPE not in scopes:
        return set()
    told = Institution.objects.filter(pk__in=FamilyMatch.objects.filter(child=child).order_by().values("inquiry__institution"))
    return set(told.filter(pk=recipient.pk) if recipient else told)


MATCHES = Relying(pull=pull, holders=holders)
