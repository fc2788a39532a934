"""Defects worth planting: each is one exact text of the tree, what it becomes, and the tests that must turn red (security.md 3)."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Defect:
    """`tests` is what pytest is called with."""

    name: str
    path: str
    old: str
    new: str
    tests: str


def _relation(phase: str) -> str:
    return f"tests/test_relations.py -k {phase}"


_DOOR, _TIES = "minors/access.py", "minors/ties.py"
_SWAPPED, _WORLDS = "tests/test_swapped_ids.py", "tests/test_two_worlds.py"
_HIDDEN, _CANARIES, _HEADERS = "tests/test_hidden.py", "tests/test_canaries.py", "tests/test_headers.py"
_STRANGERS, _WALK = _relation("strangers"), "tests/test_routes.py -k everybody"

DEFECTS = [
    # The door
    Defect(
        "an excluded person is let in",
        _DOOR,
        "    return reachable.exclude(pk__in=ties.shut_to(user, counting=counting and scope == Scope.ALL_CODED))",
        "    return reachable",
        _STRANGERS,
    ),
    Defect(
        "an exclusion from a joined file is forgotten",
        _TIES,
        "    return shut.union(kept, others)",
        '    return shut.union(Exclusion.objects.none().values("child"))',
        _STRANGERS,
    ),
    Defect(
        "an expired share is honoured",
        _TIES,
        "    mine = ChildUserPermission.objects.filter(holds, user=user)",
        "    mine = ChildUserPermission.objects.filter(user=user)",
        f"{_WORLDS} -k shut_out",
    ),
    Defect(
        "a guardian goes on reading about an adult",
        _TIES,
        "user=user).exclude(_came_of_age(user))",
        "user=user)",
        _relation("of_age"),
    ),
    Defect(
        "a relation flipped: every team of the institution is one's unit",
        _TIES,
        "    return Q(team=user.team_id) if user.team_id else Q(institution=user.institution_id)",
        "    return Q(institution=user.institution_id)",
        "tests/minors/test_access.py -k supervisor_of_another",
    ),
    Defect(
        "a region reads the others too",
        _DOOR,
        "            reachable = Child.objects.filter(region=user.institution.region if user.team is None else user.team.region)",
        "            reachable = Child.objects.all()",
        "tests/minors/test_access.py -k coordinator",
    ),
    Defect(
        "a grant of one class opens records of every class",
        _DOOR,
        '    reach = _in_scope(user, f"read_{model.record_class.lower()}")',
        '    reach = _in_scope(user, "read_c1")',
        f"{_HIDDEN} -k nobody_finds",
    ),
    Defect(
        "who was shut out still reads the referral",
        _DOOR,
        '        return received.exclude(**{f"{model.minor_path}__in": ties.shut_to(user)})',
        "        return received",
        f"{_HIDDEN} -k nurse_who_was_shut_out",
    ),
    Defect(
        "what is forbidden is told apart from what does not exist",
        _DOOR,
        "        raise OutOfReach(model._meta.label_lower, pk, _child_of(model, pk))",
        '        raise OutOfReach(model._meta.label_lower, pk, None) if _child_of(model, pk) is None else PermissionDenied("No")',
        "tests/test_routes.py -k same_bytes",
    ),
    Defect(
        "the verb is not asked",
        _DOOR,
        "    if verb and not (verb in rights.verbs if rights else request.user.can(verb)):",
        "    if verb and rights and not rights:",
        "tests/test_attacks.py -k reader_gives",
    ),
    # Lists, counts, searches, warnings
    Defect(
        "a search looks beyond one's reach",
        "minors/search.py",
        "    reach = access.children_of(by)\n",
        "    reach = Child.objects.all()\n",
        f"{_WORLDS} -k search_itself",
    ),
    Defect(
        "a count counts everybody",
        "minors/views/children.py",
        "    number = reach.order_by()[: COUNTED + 1].count()",
        "    number = reach.model.objects.order_by()[: COUNTED + 1].count()",
        f"{_WORLDS} -k cannot_tell_whether",
    ),
    Defect(
        "the list leaves out the filter of the door",
        "minors/views/children.py",
        "    reach = _filtered(access.listed_for(request.user), request.user, **asked)",
        "    reach = _filtered(Merge._meta.get_field('kept').related_model.objects.all(), request.user, **asked)",
        f"{_SWAPPED} -k nothing_in_particular",
    ),
    Defect(
        "the suggestion of duplicates shows who is out of reach",
        "minors/duplicates.py",
        "    visible = [one for one in found if one.child.pk in reach]",
        "    visible = list(found)",
        f"{_WORLDS} -k warning",
    ),
    Defect(
        "the warning says where the child is registered already",
        "templates/minors/_duplicates.html",
        "{% if candidates.hidden %}<p>",
        "{% if candidates.hidden %}<p>{{ candidates.hidden.0.child.institution }} ",
        f"{_WORLDS} -k warning",
    ),
    # Ids
    Defect(
        "a line of a list is found by its own id alone",
        "minors/views/filing.py",
        "    record = found.records(child).filter(pk=row).first() if found.many and not found.home else None",
        "    record = found.model.objects.filter(pk=row).first() if found.many and not found.home else None",
        f"{_SWAPPED} -k under_ones_own",
    ),
    Defect(
        "a file is served without asking the door",
        "minors/views/documents.py",
        "@access.record_page(Document, verb=Verb.OPEN_CASE)\ndef download_document(request, document):\n",
        "@access.page(verb=Verb.OPEN_CASE)\ndef download_document(request, pk):\n    document = Document.objects.get(pk=pk)\n",
        _STRANGERS,
    ),
    # Classes of field
    Defect(
        "history shows fields of every class",
        "base/timeline.py",
        "        secret = described.class_of(model, name) not in classes",
        "        secret = False",
        f"{_HIDDEN} -k nobody_finds",
    ),
    Defect(
        "a reason is shown to whoever reads the timeline",
        "base/timeline.py",
        'if reason and "C3" in classes else ""',
        'if reason else ""',
        f"{_HIDDEN} -k nobody_finds",
    ),
    Defect(
        "the paper holds what is secret",
        "casework/dossier/known.py",
        'access.classes_for(reader, child_id) - {"C4"}',
        "access.classes_for(reader, child_id)",
        f"{_HIDDEN} -k no_print",
    ),
    Defect(
        "the list of documents names those of other classes",
        "minors/views/documents.py",
        '    rows = list(child.documents.readable(rights.classes).select_related("added_by"))',
        '    rows = list(child.documents.all().select_related("added_by"))',
        f"{_HIDDEN} -k nobody_finds",
    ),
    # Sign-in, methods, forms
    Defect(
        "a suspended person goes on",
        "base/middleware.py",
        "        if request.user.is_authenticated and not request.user.may_work:",
        "        if False:",
        "tests/test_attacks.py -k suspended",
    ),
    Defect(
        "forms need no token",
        "base/settings.py",
        '    "django.middleware.csrf.CsrfViewMiddleware",\n',
        "",
        f"{_HEADERS} -k token",
    ),
    Defect(
        "a page answers to every method",
        "base/pages.py",
        '            if request.method not in methods and not (request.method == "HEAD" and "GET" in methods):',
        "            if False:",
        "tests/test_routes.py -k writes_nothing",
    ),
    Defect(
        "a form in a link: what should be posted is done on GET",
        "minors/views/access.py",
        '@door.record_page(Grant, verb=Verb.SHARE_CASE, methods=("POST",))\n',
        '@door.record_page(Grant, verb=Verb.SHARE_CASE, methods=("GET", "POST"))\n',
        f"{_HEADERS} -k every_answer",
    ),
    # Answers
    Defect(
        "pages may be kept by the browser",
        "base/middleware.py",
        '"Cache-Control", "no-store"',
        '"Cache-Control", "private"',
        f"{_HEADERS} -k every_answer",
    ),
    Defect(
        "scripts in the page run",
        "base/settings.py",
        '"script-src": [SELF],',
        '"script-src": [SELF, "\'unsafe-inline\'"],',
        f"{_HEADERS} -k public",
    ),
    Defect(
        "scripts read the cookies",
        "base/settings.py",
        "LANGUAGE_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True",
        "LANGUAGE_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = False",
        f"{_HEADERS} -k every_answer",
    ),
    # What leaves beside the pages
    Defect(
        "a log line says what the exception says",
        "base/logs.py",
        'what = record.getMessage() if record.name.split(".")[0] == "himaya" else getattr(record, "status_code", "")',
        "what = f'{record.getMessage()} {record.exc_info}'",
        f"{_CANARIES} -k error",
    ),
    Defect(
        "a token stands in a message",
        "casework/reminders.py",
        '            "today_url": _address("casework:today"),',
        '            "today_url": _address("casework:today") + f"?token={person.pk}",',
        f"{_CANARIES} -k morning",
    ),
    Defect(
        "the name of an exported file is the child's",
        "minors/views/exporting.py",
        '    response["Content-Disposition"] = f\'attachment; filename="{code}.json"\'',
        '    response["Content-Disposition"] = f\'attachment; filename="{written[:9000]!r}.json"\'',
        f"{_CANARIES} -k beside",
    ),
    Defect(
        "a cell of a spreadsheet is a formula",
        "base/tables.py",
        '    return f"\'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value',
        "    return value",
        "tests/plan/test_command.py -k formula",
    ),
    # Forms
    Defect(
        "what is typed breaks the page",
        "minors/views/duplicates.py",
        '    sex, language = request.POST.get("sex", "")[:1], request.POST.get("language", "")[:16]',
        '    sex, language = request.POST["sex"][:1], "%d" % int(request.POST.get("language") or 0)',
        "tests/test_form_fuzz.py -k owner",
    ),
]
