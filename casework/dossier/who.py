"""Who the child is and how the file began: cover, identity sheet, consent, registration (domain.md 8.2, sections 0, 3, 4, 5)."""

from django.utils.translation import gettext as _

from base import dates, options
from casework.dossier import represented, sections
from casework.dossier.known import Known
from casework.dossier.shapes import Facts, Heading, Piece, Remark, Section, Table, together
from casework.dossier.wording import Row, day, function_of, label, moment
from casework.models import Case
from minors import access, joined, ledger
from minors.models import Child, ChildName, Consent, ConsentStatement, ConsentTask

KINDS = ("granted", "refused", "withdrawn", "lapsed")
NAMED = {"interpreter", "witness", "giver_relationship"}  # names of people: with the sheet of names only


def age(known: Known) -> str:
    """As an interval, marked where it is not a day read from a document (domain.md 4.6, 8.3)."""
    child = known.child
    on = dates.local_date(known.until)
    told = dates.describe_age(child.birth_earliest, child.birth_latest, on, source=child.birth_source)
    if child.birth_earliest is not None and child.birth_earliest != child.birth_latest:
        told = _("≈ %(age)s") % {"age": told}
    return _("%(age)s (age disputed – benefit of the doubt)") % {"age": told} if represented.is_disputed(known) else told


def status(known: Known) -> str:
    return known.case.get_status_display() if known.case else _("no case opened")


def category(known: Known) -> str:
    return options.label("L01", known.child.category)


def risk(known: Known) -> str:
    return known.case.get_risk_display() if known.case else _("not recorded")


def cover(known: Known) -> tuple[tuple[str, str], ...]:
    """What a cover may say: codes, functions, no name, no word about asylum (domain.md 8.2)."""
    child, case = known.child, known.case
    supervisors = together(map(function_of, known.supervisors)) or _("not recorded")
    return (
        *_joined(known),
        (label(Child, "category"), category(known)),
        (label(Child, "sex"), child.get_sex_display()),
        (_("Age"), age(known)),
        (label(Child, "region"), str(child.region)),
        (_("State of the case"), status(known)),
        (label(Case, "risk"), risk(known)),
        (label(Case, "owner"), known.function(case.owner_id) if case else _("not recorded")),
        (_("Supervisor"), supervisors),
        (label(Child, "institution"), str(child.institution)),
        (_("Opened on"), day(known.episodes[0].opened_at) if known.episodes else _("not recorded")),
    )


def _joined(known: Known) -> list[tuple[str, str]]:
    """The other codes of this child; of a file the reader may not open, only that there is one."""
    rows = []
    for row in known.joinings:
        on = {"day": day(row.merged_at), "code": known.files[row.other_id].child.code if row.other_id in known.files else ""}
        told = _("%(code)s, joined on %(day)s") if on["code"] else _("another file, joined on %(day)s and not in this copy")
        rows.append((_("Also in this file"), told % on))
    for row in joined.as_known(known.until, other=known.child_id):
        may = access.children_of(known.reader).filter(pk=row.kept_id).exists()
        told = _("under the code %(code)s since %(day)s") if may else _("under another code since %(day)s")
        rows.append((_("The case continues"), told % {"day": day(row.merged_at), "code": row.kept.code}))
    return rows


def identity(known: Known) -> Section | None:
    """The only page with names; None when it was not asked for or may not be read."""
    if not known.identity:
        return None
    pieces = [piece for one in known.files.values() if one.identity for piece in _identity_in(one)]
    return Section(_("Identity sheet"), tuple(pieces))


def _identity_in(known: Known) -> list[Piece]:
    child = known.child
    pieces: list[Piece] = [Facts(((_("Case code"), child.code),))]
    for name in known.names:
        pieces += [Heading(name.get_kind_display()[:1].upper() + name.get_kind_display()[1:]), Facts(tuple(_parts(name)))]
    earlier = _earlier_names(known)
    if earlier:
        head = (_("Earlier spelling"), _("Replaced on"), _("Why"))
        pieces += [Heading(_("Names that were corrected")), Table(head, tuple(earlier), (0.4, 0.2, 0.4))]
    return [
        *pieces,
        Heading(_("Birth and origin")),
        Facts(tuple(_birth(child))),
        *sections.of_identity(known),
        *represented.of_identity(known),
    ]


def _parts(name: Row) -> list[tuple[str, str]]:
    further = [(label(ChildName, "further"), name.further)] if name.further else []
    further += [] if name.used else [(label(ChildName, "used"), _("no"))]
    return [
        *((label(ChildName, part), getattr(name, part) or _("not recorded")) for part in ("own", "father", "grandfather")),
        *further,
    ]


def _earlier_names(known: Known) -> list[tuple[str, str, str]]:
    found = []
    for model, row, changes in known.edits:
        before = {**row.said, **{name: old for name, old, _new in changes}}
        if model is ChildName:
            full = " ".join(filter(None, (before[part] for part in ("own", "father", "grandfather"))))
            reason = row.reason if "C3" in known.classes else _("withheld")
            found.append((full, moment(row.at), reason))
    return found


def _birth(child: Row) -> list[tuple[str, str]]:
    missing = _("not recorded")
    if child.birth_earliest is None:
        span = missing
    elif child.birth_earliest == child.birth_latest:
        span = day(child.birth_earliest)
    else:
        values = {"first": day(child.birth_earliest), "last": day(child.birth_latest)}
        span = _("≈ estimated, between %(first)s and %(last)s") % values
    sources = dict(dates.Source.choices)
    return [
        (label(Child, "birth_raw"), child.birth_raw or missing),
        (label(Child, "birth_calendar"), str(dict(dates.Calendar.choices).get(child.birth_calendar, missing))),
        (label(Child, "birth_precision"), str(dict(dates.Precision.choices).get(child.birth_precision, missing))),
        (_("Day of birth"), span),
        (label(Child, "birth_source"), str(sources.get(child.birth_source, missing))),
        (label(Child, "birth_recorded_on"), day(child.birth_recorded_on)),
        (label(Child, "nationality"), options.label("L03", child.nationality)),
        (_("Photo"), _("not recorded")),
    ]


def answers(known: Known) -> list[ledger.Answer]:
    """What this file alone said at that moment: for each scope, then for each recipient."""
    return ledger.standing_of(
        [known.statements], None, at=known.until, known_on=known.until, adult_on=ledger.grown_on(known.child)
    )


def consent(known: Known) -> Section:
    pieces = known.left_out(Consent)
    if any(one.scope in ledger.KEPT_FOR_PROTECTION and one.rule in ledger.SAID_NO for one in answers(known)):
        pieces.append(Remark(_("This file is restricted: it is kept and used for the protection of the child only.")))
    held = tuple(_holds(known, answer) for answer in answers(known))
    if held:
        head = (_("What for"), _("Answer"), _("Since"), _("By"))
        pieces += [Heading(_("What held at that moment")), Table(head, held, (0.4, 0.2, 0.16, 0.24))]
    for number, given in enumerate(known.consents, 1):
        pieces += [Heading(_("Consent %(number)d") % {"number": number}), Facts(tuple(_consent(known, given)))]
    if known.consent_tasks:
        tasks = tuple(_task(known, task) for task in known.consent_tasks)
        pieces += [Heading(_("What had to be done about it")), Table((_("Task"), _("Due"), _("Done on")), tasks, (0.6, 0.2, 0.2))]
    if known.joinings:
        held_by_all = {answer.scope_label for answer in known.answers_together if answer.for_everybody and answer.allowed}
        text = _("Until the child was asked again, only what every file allows counts: %(scopes)s.")
        pieces.insert(0, Remark(text % {"scopes": together(sorted(held_by_all)) or _("nothing")}))
    if not known.consents:
        pieces.append(Remark(_("No consent, and no reason why it was not asked for, was recorded at that moment.")))
    return Section(_("Consent and what it allows"), tuple(pieces))


def _task(known: Known, task: Row) -> tuple[str, str, str]:
    kind = task.get_kind_display()[:1].upper() + task.get_kind_display()[1:]
    what = _("%(label)s: %(value)s") % {"label": kind, "value": task.recipient} if task.recipient else kind
    due = known.due("consent.seek" if task.kind == ConsentTask.Kind.SEEK else "consent.inform", task.id)
    return what, moment(due) if due else "–", moment(task.done_at) if task.done_at else _("to do")


def _holds(known: Known, answer: ledger.Answer) -> tuple[str, str, str, str]:
    line: Row = answer.statement
    name = answer.scope_label if line.recipient is None else f"{answer.scope_label} — {line.recipient}"
    ended = {"expired": _("expired"), "lapsed": _("lapsed")}
    said = _("allowed") if answer.allowed else ended.get(answer.rule) or line.get_kind_display()
    if line.valid_until and answer.allowed:
        said = _("%(answer)s until %(day)s") % {"answer": said, "day": day(line.valid_until)}
    if line.kind == "granted" and known.may_read(ConsentStatement, "limits") and line.limits:
        name = f"{name} ({known.hide(line.limits)})"
    return name, said, day(line.happened_at), _givers(line.said_by)


def _givers(codes: list[str]) -> str:
    return together(options.label("L29", code) for code in codes) or _("not recorded")


def _consent(known: Known, given: Row) -> list[tuple[str, str]]:
    """One conversation: every fact that was asked for, also those that were not recorded, and what was said in it and since."""
    lines = {kind: [one for one in known.statements if one.consent_id == given.id and one.kind == kind] for kind in KINDS}
    facts = ["place", "assent", "language", "explained", "understood", "interpreter_organisation", "signed"]
    filled = ["reason_not_asked", "giver_relationship", "assent_reason", "interpreter", "understood_note", "witness"]
    filled += ["interpreter_signed", "child_signed"]
    rows = [
        (_("State"), given.get_status_display()),
        (label(Consent, "given_at"), moment(given.given_at)),
        (label(Consent, "basis"), given.get_basis_display()),
        (label(Consent, "givers"), _givers(given.givers)),
        (_("What is allowed"), _scopes(lines["granted"]) or _("nothing")),
        (_("What is refused"), _scopes(lines["refused"]) or _("nothing")),
        *[(label(Consent, name), _fact(known, given, name)) for name in facts],
        *[
            (label(Consent, name), _fact(known, given, name))
            for name in filled
            if known.may_read(Consent, name)
            and (known.identity and not known.redacted) >= (name in NAMED)
            and getattr(given, name)
        ],
    ]
    for line in [*lines["withdrawn"], *lines["lapsed"]]:
        told = together([options.label("L28", line.scope), moment(line.happened_at)])
        rows.append((line.get_kind_display()[:1].upper() + line.get_kind_display()[1:], told))
    moved = known.moved(given.id, "withdraw", "withdraw_part", "lapse")
    if moved:
        rows.append((_("Why"), known.why(moved.reason)))
    return rows


def _scopes(lines: list[Row]) -> str:
    return together(dict.fromkeys(options.label("L28", line.scope) for line in lines))


def _fact(known: Known, given: Row, name: str) -> str:
    if name == "place":
        return str(given.place) if given.place else _("not recorded")
    if name == "explained":
        return together(options.label("L45", item) for item in given.explained) or _("not recorded")
    return known.word(Consent, given, name)


def registration(known: Known) -> Section:
    child = known.child
    began = known.moved(child.id, "register")
    rows = [
        (label(Child, "category"), category(known)),
        (label(Child, "sex"), child.get_sex_display()),
        (_("Age"), age(known)),
        (label(Child, "nationality"), _("on the identity sheet")),
        (label(Child, "language"), options.label("L05", child.language)),
        (label(Child, "identified_at"), moment(child.identified_at)),
        (label(Child, "found_place"), str(child.found_place)),
        (label(Child, "found_by"), options.label("L07", child.found_by)),
        (label(Child, "registered_at"), moment(child.registered_at)),
        (_("Registered by"), known.function(began.author_id if began else None)),
        (label(Child, "team"), str(child.team)),
    ]
    return Section(_("Registration"), (Facts(tuple(rows)),))
