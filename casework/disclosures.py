"""Requests by authorities for data of children: one procedure, two signatures, a frozen copy, and no way around for origin (domain.md 7.6, 9.8)."""

from collections.abc import Iterable, Iterator

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from base import dates, files, limits, options
from base.models import AccessEvent, Institution, User
from base.workflow import Refused
from casework import departures, disclosure_pdf
from casework.models import Disclosure, DisclosureLine, DisclosureRequest
from casework.models.disclosure import ABOUT, ABOUT_NOBODY, ASKED, GIVEN, MAY_GET, ORIGIN, UNDECIDED, Aim
from minors import access, asylum, codes, consent, origin
from minors.models import Child
from minors.relying import Relying
from referrals import packages

RECEIVED = gettext_noop("A request by an authority was received")
HANDLED = gettext_noop("A request by an authority was handled")
INDEPENDENT = "data_protection_officer"  # a line of its own, wherever the post is
SCOPES = {
    "court": "share_police_justice",
    "police": "share_police_justice",
    "refugee_office": "share_legal_asylum",
    "return_agency": "share_tracing_iom_cross_border",
    "red_cross": "share_tracing_rc",
    "health": "share_health",
    "school": "share_education",
    "ministry": "case_management",
    **dict.fromkeys(ORIGIN, "share_embassy"),
}


@transaction.atomic
def receive(*, by: User, deadline=None, **said) -> DisclosureRequest:
    """Write a request down. Without a deadline of its own it is to be answered within T37.

    Raises `Refused` for an order without number, and for an embassy that is written down as anything else: the rules of 7.6 go by who
    asks.
    """
    house = said.get("institution")
    if house and house.kind == Institution.Kind.EMBASSY and said["recipient"] not in ORIGIN:
        raise Refused(_("This institution is an embassy, and asks as one: choose the embassy."), field="recipient")
    if said["legal_basis"] == "court_order" and not said.get("order_number", "").strip():
        raise Refused(_("Write the number of the order."), field="order_number")
    received_at = said.pop("received_at", None) or dates.now()
    due_at = deadline or limits.due("complaint.answer", "medium", received_at)
    asked = DisclosureRequest(registered_by=by, received_at=received_at, due_at=due_at, **said)
    return ASKED.begin(asked, "receive", by=by, reason=RECEIVED)


def line_of(person: User) -> str:
    """Whose line somebody signs for: the house they work for; the data-protection officer answers to nobody of it."""
    return INDEPENDENT if person.role_id == INDEPENDENT else _house(person.institution)


def _house(institution: Institution | None) -> str:
    return f"house {institution.pk}" if institution else ""


@transaction.atomic
def add_child(asked: DisclosureRequest, *, code: str, by: User) -> DisclosureLine:
    """Put a child on a request, by its code, and check it by rule. What is closed to an authority of origin is refused with it.

    Raises `Refused` for a code that this person does not reach, for a child twice, and for a list of children without a court order.
    """
    _must_be_open(asked)
    child = access.children_of(by).filter(code=codes.normalise(code) or code).first()
    if child is None:
        raise Refused(_("There is no case with this code."), field="code")
    if asked.lines.filter(child=child).exists():
        raise Refused(_("This child stands on the request already."), field="code")
    line = DisclosureLine(request=asked, child=child, recipient=asked.recipient, requester_line=_house(asked.institution))
    if is_barred(line):
        return ABOUT.begin(line, "bar", by=by, reason=HANDLED)
    if asked.legal_basis != "court_order" and asked.lines.exclude(status__in=ABOUT_NOBODY).exists():
        raise Refused(
            _("No list of children is given to anybody: one child for each request, unless a court orders it."), field="code"
        )
    return ABOUT.begin(line, "open", by=by, reason=HANDLED)


def is_barred(line: DisclosureLine) -> bool:
    """An authority of origin, and a file that is closed to it. Nobody overrides this; the trigger of the table asks again."""
    return line.recipient in ORIGIN and asylum.closed_to_origin(line.child)


def obstacles(line: DisclosureLine) -> list[str]:
    """What stands against giving anything about this child, as sentences. Empty: two people may decide."""
    asked, found = line.request, []
    if is_barred(line):
        return [str(origin.NEVER)]
    if line.recipient not in MAY_GET:
        return [_("Nothing about a single child is given to such a recipient.")]
    if line.recipient == "court" and asked.legal_basis != "court_order":
        found.append(_("A court is given what it orders: the order is missing."))
    if line.recipient == "police" and asked.legal_basis not in ("court_order", "legal_duty", "vital_interests"):
        found.append(_("Police and prosecutor need a court order, a legal duty, or a danger to life."))
    if line.recipient in ORIGIN:
        found += _before_origin(line)
    if asked.legal_basis == "consent":
        answer = consent.allows(line.child, SCOPES.get(line.recipient, "case_management"), recipient=asked.institution)
        if not answer:
            found.append(f"{_('No consent covers this.')} {answer.why}")
        elif line.recipient in ORIGIN and not _guardian_agreed(answer):
            found.append(_("The guardian has not consented in writing beside the child."))
    return found


def _before_origin(line: DisclosureLine) -> list[str]:
    """What has to be there besides, for a file that is open to its authorities of origin at all (7.6)."""
    found = []
    if line.request.legal_basis != "consent":
        found.append(_("An authority of origin is told anything on written consent only."))
    if line.request.aim not in (Aim.DOCUMENT, Aim.TRACING):
        found.append(_("An authority of origin is asked for a document, or to find the family: for nothing else."))
    if departures.basis(line.child).assessment is None:
        found.append(_("No approved best-interests assessment holds today."))
    return found


def _guardian_agreed(answer: consent.Answer) -> bool:
    said = answer.statement
    return bool(said and "child" in said.said_by and "guardian" in said.said_by and said.consent.signed)


def findings(line: DisclosureLine) -> dict:
    """For the page: what the check says, and what may be given to this recipient."""
    return {"line": line, "against": obstacles(line) if line.status in (*UNDECIDED, "barred") else []}


@transaction.atomic
def propose(line: DisclosureLine, *, groups: Iterable[str], note: str, by: User) -> DisclosureLine:
    """Say what is to be given and why it is good for the child. Raises `Refused` for any obstacle and for what may never be given."""
    _may_go_on(line)
    groups = list(groups)
    never = [one for one in groups if one not in MAY_GET[line.recipient]]
    if never or not groups:
        values = {"what": options.in_a_row(packages.GROUPS[one] for one in never)}
        text = _("This recipient may never get: %(what)s.") % values if never else _("Choose what is given.")
        raise Refused(text, field="groups")
    if not note.strip():
        raise Refused(_("Write why it is in the best interests of the child."), field="note")
    return ABOUT.move(line, "propose", by=by, reason=HANDLED, groups=groups, note=note.strip(), note_by=by)


@transaction.atomic
def sign(line: DisclosureLine, *, by: User) -> DisclosureLine:
    """One of two signatures; with the second the copy is frozen. Raises `Refused` for one's own proposal, twice, and for the same line."""
    _may_go_on(line)
    if by.pk in (line.note_by_id, line.first_by_id):
        raise Refused(_("Nobody approves their own work, and nobody signs twice."))
    if line.status == DisclosureLine.Status.PROPOSED:
        return ABOUT.move(line, "sign", by=by, reason=HANDLED, first_by=by, first_line=line_of(by), first_at=dates.now())
    if line_of(by) in (line.first_line, line.requester_line):
        raise Refused(_("The second signature comes from another line: another institution, or the data-protection officer."))
    line.second_by, line.second_at = by, dates.now()
    rows = packages.gather(line.child, line.groups, at=line.request.as_of)
    content = disclosure_pdf.draw_copy(line, rows)
    said: dict = {"second_by": by, "second_line": line_of(by), "second_at": line.second_at}
    said |= {"copy_name": files.put(content, **_about(line)), "copy_digest": files.digest(content)}
    return ABOUT.move(line, "grant", by=by, reason=HANDLED, **said)


@transaction.atomic
def refuse(line: DisclosureLine, *, because: str, by: User) -> DisclosureLine:
    """Give nothing, also what was granted and is not handed over yet. One person may do that.

    Raises `Refused` without a reason; the letter never repeats it.
    """
    if not because.strip():
        raise Refused(_("Say why it is refused. The letter does not repeat it."), field="because")
    return ABOUT.move(line, "refuse", by=by, reason=HANDLED, refused_because=because.strip())


@transaction.atomic
def give(line: DisclosureLine, *, undertaking: bool, child_informed: str, informed_note: str, by: User) -> Disclosure:
    """It was handed over: from now on it stands in the child's file. Raises `Refused` when something stands against it meanwhile."""
    _may_go_on(line)
    if child_informed != Disclosure.Informed.NOT_YET and not informed_note.strip():
        raise Refused(_("Write what was said to the child, or why it was not told."), field="informed_note")
    ABOUT.move(line, "give", by=by, reason=HANDLED)
    asked = line.request
    kept = {name: getattr(asked, name) for name in ("recipient", "legal_basis", "order_number", "aim", "purpose", "as_of")}
    record = Disclosure(
        child=line.child, line=line, institution=str(asked.institution or ""), groups=line.groups, digest=line.copy_digest,
        given_at=dates.now(), given_by=by, first_by=line.first_by, second_by=line.second_by, undertaking=undertaking,
        child_informed=child_informed, informed_note=informed_note.strip(), **kept,
    )  # fmt: skip
    return GIVEN.begin(record, "give", by=by, reason=asked.purpose)


@transaction.atomic
def tell(record: Disclosure, *, note: str, by: User) -> Disclosure:
    """The child was told. Raises `Refused` without words, and a second time."""
    if not note.strip():
        raise Refused(_("Write what was said to the child."), field="note")
    if record.child_informed == Disclosure.Informed.YES:
        raise Refused(_("This was already changed by somebody else. Reload the page to see where it stands now."))
    return GIVEN.move(record, "tell", by=by, reason=note.strip(), child_informed="yes", informed_note=note.strip())


@transaction.atomic
def answer(asked: DisclosureRequest, *, by: User) -> DisclosureRequest:
    """Close the request with a letter. Refusals all read alike, and neither confirm nor deny. Raises `Refused` while a child waits."""
    _must_be_open(asked)
    lines = list(asked.lines.select_related("child"))
    if any(one.status in UNDECIDED for one in lines):
        raise Refused(_("Decide about every child first, and hand over what was granted."))
    given = [one for one in lines if one.status == "given"]
    decision = "no_confirmation" if not given else "granted" if len(given) == len(lines) else "partly"
    now = dates.now()
    content = disclosure_pdf.draw_letter(asked, given, now)
    said: dict = {"decision": decision, "answered_at": now, "answered_by": by, "letter_digest": files.digest(content)}
    said["letter_name"] = files.put(content, disclosure_request=asked.pk)
    return ASKED.move(asked, "answer", by=by, reason=HANDLED, **said)


def letter(asked: DisclosureRequest, *, by: User) -> bytes:
    """The letter as it was sent."""
    access.remember(by, AccessEvent.Kind.DOWNLOADED, asked)
    return files.get_whole(asked.letter_name, asked.letter_digest, disclosure_request=asked.pk)


@transaction.atomic
def copy(line: DisclosureLine, *, by: User) -> bytes:
    """What is given, exactly, for who hands it over; every look is remembered. The data-protection officer reads no content (7.2).

    Raises `Refused` for what was pulled back or refused meanwhile, and when something stands against handing it over.
    """
    if by.role_id == INDEPENDENT:
        raise Refused(_("The data-protection officer reads no content of a file."))
    if line.status == DisclosureLine.Status.GRANTED:
        _may_go_on(line)
    elif line.status != DisclosureLine.Status.GIVEN:
        raise Refused(_("Nothing was granted."))
    access.remember(by, AccessEvent.Kind.DOWNLOADED, line)
    return files.get_whole(line.copy_name, line.copy_digest, **_about(line))


def kept_files() -> Iterator[tuple[str, bool]]:
    """Every file that a disclosure keeps, and whether it is whole: for `check_files`."""
    for line in DisclosureLine.objects.exclude(copy_name="").iterator():
        yield line.copy_name, files.is_whole(line.copy_name, line.copy_digest, **_about(line))
    for asked in DisclosureRequest.objects.exclude(letter_name="").iterator():
        yield asked.letter_name, files.is_whole(asked.letter_name, asked.letter_digest, disclosure_request=asked.pk)


def _may_go_on(line: DisclosureLine) -> None:
    """What is true now counts, not what was when the child was put on the request."""
    _must_be_open(line.request)
    for sentence in obstacles(line):
        raise Refused(sentence)


def _must_be_open(asked: DisclosureRequest) -> None:
    DisclosureRequest.objects.select_for_update(of=["self"]).get(pk=asked.pk)
    if DisclosureRequest.objects.filter(pk=asked.pk).exclude(status="received").exists():
        raise Refused(_("This request was answered already."))


def _about(line: DisclosureLine) -> dict:
    return {"disclosure": line.pk, "child": line.child_id}


def _on(child: Child, scopes: set[str], recipient: Institution | None):
    kinds = [one for one, scope in SCOPES.items() if scope in scopes]
    rows = DisclosureLine.objects.filter(child=child, recipient__in=kinds, request__legal_basis="consent").select_related(
        "request"
    )
    return rows.filter(request__institution=recipient) if recipient else rows


def pull(child: Child, scopes: set[str], recipient: Institution | None, *, by, reason: str) -> int:
    """What was not handed over yet is pulled back in the transaction of the withdrawal (domain.md 7.4)."""
    waiting = list(_on(child, scopes, recipient).filter(status__in=UNDECIDED))
    for line in waiting:
        ABOUT.move(line, "pull_back", by=by, reason=HANDLED)
    return len(waiting)


def holders(child: Child, scopes: set[str], recipient: Institution | None) -> set[Institution]:
    """The institutions to which something was handed over on these scopes."""
    given = _on(child, scopes, recipient).filter(status="given", request__institution__isnull=False)
    return {line.request.institution for line in given.select_related("request__institution")}


DISCLOSURES = Relying(pull=pull, holders=holders)
