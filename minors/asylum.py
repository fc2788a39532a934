"""Who may need asylum: one question, asked by everything that could tell an embassy (domain.md 0.3 rule 9, 3.3, 7.6)."""

from django.db.models import Exists, OuterRef, Q

from minors import joined
from minors.models import Child, Fear, LegalStatus, Merge

FEARS = (Fear.YES, Fear.UNSURE)
PROTECTED = ["asylum_seeker", "refugee_individual", "refugee_prima_facie", "rejected_appeal"]  # of list L09
# Of whom the screening said what they are, and that it is nothing that protects from the authorities of origin.
SCREENED = ("no_status", "rejected_final", "returnee_transit")
VAGUE = ("", "unknown", "undetermined", "stateless", "refused")
HOME = "DJ"  # the country itself is no authority of origin for its citizens


def none_needed() -> Q:
    """Which children surely need none: citizens of Djibouti who fear no return and have no other legal status. Whatever is unknown counts as need."""
    other = LegalStatus.objects.current().filter(child=OuterRef("pk")).exclude(legal_status__in=["citizen", ""])
    return Q(nationality=HOME) & ~fearing() & ~Q(Exists(other))


def cleared() -> Q:
    """Of which children somebody outside the asylum package may learn that they are known (domain.md 3.11, 9.13).

    Only of those who were asked about fear of return and said no, or surely need no asylum, and who neither ask for it nor have it.
    Who was not asked yet is not among them: what is unknown counts as need.
    """
    protected = LegalStatus.objects.current().filter(child=OuterRef("pk"), legal_status__in=PROTECTED)
    return (Q(wishes__fear_of_return=Fear.NO) | none_needed()) & ~Q(Exists(protected))


def known_outside():
    """The children who are cleared in every file they have: files that were joined are one child."""
    cleared_ids, merges = Child.objects.filter(cleared()).order_by().values("pk"), Merge.objects.in_force().order_by()
    with_another = (
        merges.exclude(other__in=cleared_ids).values("kept").union(merges.exclude(kept__in=cleared_ids).values("other"))
    )
    return Child.objects.filter(cleared()).exclude(pk__in=with_another)


def may_need(child: Child) -> bool:
    """Whether nothing at all may reach the authorities of the country of origin."""
    return not Child.objects.filter(none_needed(), pk=child.pk).exists()


def open_to_origin() -> Q:
    """Of which children an authority of origin may be told anything at all, after a procedure of its own (domain.md 7.6).

    Those who need no asylum; and of the others only those who were screened, whose status is known and protects from nobody, and who
    said that they do not fear to return. Asylum seekers, refugees and whoever is undetermined: never, and nobody overrides it. The
    database asks the same (`himaya_closed_to_origin`).
    """
    now = LegalStatus.objects.current().filter(child=OuterRef("pk"))
    screened = Exists(now.filter(legal_status__in=SCREENED)) & ~Exists(now.exclude(legal_status__in=SCREENED))
    return none_needed() | Q(screened, wishes__fear_of_return=Fear.NO) & ~Q(nationality__in=VAGUE)


def closed_to_origin(child: Child) -> bool:
    """The one question of every path to an embassy or another authority of origin. Each file of the child has to be open to them."""
    files = joined.files_of(child)
    return Child.objects.filter(open_to_origin(), pk__in=[one.pk for one in files]).count() < len(files)


def fears_return(child: Child) -> bool:
    """Whether the child fears to return, or is not sure: asylum is explained, and no embassy learns of the child (domain.md 3.3)."""
    wishes = getattr(child, "wishes", None)
    return wishes is not None and wishes.fear_of_return in FEARS


def fearing(path: str = "") -> Q:
    """The same for a query over children, or over records whose child is at `path` ("child__")."""
    return Q(**{f"{path}wishes__fear_of_return__in": FEARS})
