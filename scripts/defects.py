"""Defects worth planting: each is one exact text of the tree, what it becomes, and the tests that must turn red (security.md 3)."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Defect:
    """`test` is one test, as pytest names it: the cheapest that must notice."""

    name: str
    path: str
    old: str
    new: str
    test: str


_DOOR, _TIES = "minors/access.py", "minors/ties.py"
_ACCESS, _WALK = "tests/minors/test_access.py", "tests/test_routes.py"
_SWAPPED, _WORLDS = "tests/test_swapped_ids.py", "tests/test_two_worlds.py"
_HIDDEN, _CANARIES, _HEADERS = "tests/test_hidden.py", "tests/test_canaries.py", "tests/test_headers.py"
_WORDS = f"{_HIDDEN}::test_nobody_finds_a_word_of_a_class_they_may_not_read[a judge who may read neither]"
_WARNING = f"{_WORLDS}::test_the_warning_says_of_a_hidden_child_only_that_there_is_one"
_ANSWERS = f"{_HEADERS}::test_every_answer_carries_them_and_opening_a_page_changes_nothing"

DEFECTS = [
    # The door
    Defect(
        "an excluded person is let in",
        _DOOR,
        "    return reachable.exclude(pk__in=ties.shut_to(user, counting=counting and scope == Scope.ALL_CODED))",
        "    return reachable",
        f"{_ACCESS}::test_exclusion_wins_over_the_grant_and_over_the_unit",
    ),
    Defect(
        "an exclusion from a joined file is forgotten",
        _TIES,
        "        select child from shut union select child from kept union",
        "        select child from shut union",
        "tests/minors/test_merge.py::test_who_is_excluded_from_one_file_is_excluded_from_both",
    ),
    Defect(
        "an expired share is honoured",
        _TIES,
        "    mine = ChildUserPermission.objects.filter(_holds(), user=user)",
        "    mine = ChildUserPermission.objects.filter(user=user)",
        f"{_ACCESS}::test_a_grant_ends_by_itself",
    ),
    Defect(
        "a guardian goes on reading about an adult",
        _TIES,
        "user=user).exclude(_came_of_age(user))",
        "user=user)",
        "tests/casework/test_turning_18.py::test_the_guardian_reads_before_not_after_and_with_the_agreement_of_the_young_adult_again",
    ),
    Defect(
        "a relation flipped: every team of the institution is one's unit",
        "base/models/people.py",
        '        same = {"team": self.team_id} if self.team_id else {"institution": self.institution_id}',
        '        same = {"institution": self.institution_id}',
        f"{_ACCESS}::test_the_supervisor_of_another_team_does_not",
    ),
    Defect(
        "a region reads the others too",
        _DOOR,
        "            reachable = Child.objects.filter(region=user.region)",
        "            reachable = Child.objects.all()",
        f"{_ACCESS}::test_the_coordinator_of_the_region_sees_him_and_the_one_of_another_region_does_not",
    ),
    Defect(
        "a grant of one class opens records of every class",
        _DOOR,
        '    reach = _in_scope(user, f"read_{model.record_class.lower()}")',
        '    reach = _in_scope(user, "read_c1")',
        _WORDS,
    ),
    Defect(
        "who was shut out still reads the referral",
        _DOOR,
        '        return received.exclude(**{f"{model.minor_path}__in": ties.shut_to(user)})',
        "        return received",
        f"{_HIDDEN}::test_a_nurse_who_was_shut_out_does_not_read_the_referral_of_her_colleagues",
    ),
    Defect(
        "what is forbidden is told apart from what does not exist",
        _DOOR,
        "        raise OutOfReach(model._meta.label_lower, pk, _child_of(model, pk))",
        '        raise OutOfReach(model._meta.label_lower, pk, None) if _child_of(model, pk) is None else PermissionDenied("No")',
        f"{_WALK}::test_a_forbidden_child_and_an_unknown_one_give_the_same_bytes",
    ),
    Defect(
        "the verb is not asked",
        _DOOR,
        "    if verb and not (verb in rights.verbs if rights else request.user.can(verb)):",
        "    if verb and rights and not rights:",
        "tests/test_attacks.py::test_a_reader_gives_no_access_and_ends_none",
    ),
    # Lists, counts, searches, warnings
    Defect(
        "a search looks beyond one's reach",
        "minors/search.py",
        "    reach = access.children_of(by)\n",
        "    reach = Child.objects.all()\n",
        f"{_WORLDS}::test_the_search_itself_finds_nobody_out_of_reach",
    ),
    Defect(
        "a count counts everybody",
        "minors/views/children.py",
        "    number = reach.order_by()[: COUNTED + 1].count()",
        "    number = reach.model.objects.order_by()[: COUNTED + 1].count()",
        f"{_WORLDS}::test_who_does_not_reach_a_child_cannot_tell_whether_it_is_there",
    ),
    Defect(
        "the list leaves out the filter of the door",
        "minors/views/children.py",
        "    reach = _filtered(access.listed_for(request.user), request.user, **asked)",
        "    reach = _filtered(Merge._meta.get_field('kept').related_model.objects.all(), request.user, **asked)",
        f"{_SWAPPED}::test_pages_about_nothing_in_particular_name_no_child_out_of_reach",
    ),
    Defect(
        "the suggestion of duplicates shows who is out of reach",
        "minors/duplicates.py",
        "    visible = [one for one in found if one.child.pk in reach]",
        "    visible = list(found)",
        _WARNING,
    ),
    Defect(
        "the warning says where the child is registered already",
        "templates/minors/_duplicates.html",
        "{% if candidates.hidden %}<p>",
        "{% if candidates.hidden %}<p>{{ candidates.hidden.0.child.institution }} ",
        _WARNING,
    ),
    # Ids
    Defect(
        "a line of a list is found by its own id alone",
        "minors/views/filing.py",
        "    record = found.records(child).filter(pk=row).first() if found.many and not found.home else None",
        "    record = found.model.objects.filter(pk=row).first() if found.many and not found.home else None",
        f"{_SWAPPED}::test_a_record_of_another_child_is_not_found_under_ones_own",
    ),
    Defect(
        "a file is served without asking the door",
        "minors/views/documents.py",
        "@access.record_page(Document, verb=Verb.OPEN_CASE)\ndef download_document(request, document):\n",
        "@access.page(verb=Verb.OPEN_CASE)\ndef download_document(request, pk):\n    document = Document.objects.get(pk=pk)\n",
        "tests/minors/test_documents.py::test_a_stranger_gets_the_same_404_as_for_what_does_not_exist",
    ),
    # Classes of field
    Defect(
        "history shows fields of every class",
        "base/timeline.py",
        "        secret = described.class_of(model, name) not in classes",
        "        secret = False",
        _WORDS,
    ),
    Defect(
        "a reason is shown to whoever reads the timeline",
        "base/timeline.py",
        'if reason and "C3" in classes else ""',
        'if reason else ""',
        _WORDS,
    ),
    Defect(
        "the paper holds what is secret",
        "casework/dossier/known.py",
        'access.classes_for(reader, child_id) - {"C4"}',
        "access.classes_for(reader, child_id)",
        f"{_HIDDEN}::test_what_is_secret_is_in_no_print_not_even_of_the_responsible_worker",
    ),
    Defect(
        "the list of documents names those of other classes",
        "minors/views/documents.py",
        '    rows = list(child.documents.readable(rights.classes).select_related("added_by"))',
        '    rows = list(child.documents.all().select_related("added_by"))',
        _WORDS,
    ),
    # Sign-in, methods, forms
    Defect(
        "a suspended person goes on",
        "base/middleware.py",
        "        if request.user.is_authenticated and not request.user.may_work:",
        "        if False:",
        "tests/test_attacks.py::test_a_suspended_worker_does_nothing_with_a_form_that_was_open",
    ),
    Defect(
        "forms need no token",
        "base/settings.py",
        '    "django.middleware.csrf.CsrfViewMiddleware",\n',
        "",
        f"{_HEADERS}::test_no_form_is_taken_without_its_token",
    ),
    Defect(
        "a page answers to every method",
        "base/pages.py",
        '            if request.method not in methods and not (request.method == "HEAD" and "GET" in methods):',
        "            if False:",
        f"{_WALK}::test_a_method_that_the_rule_does_not_name_is_refused_and_writes_nothing",
    ),
    Defect(
        "a form in a link: what should be posted is done on GET",
        "minors/views/access.py",
        '@door.record_page(Grant, verb=Verb.SHARE_CASE, methods=("POST",))\n',
        '@door.record_page(Grant, verb=Verb.SHARE_CASE, methods=("GET", "POST"))\n',
        _ANSWERS,
    ),
    # Answers
    Defect(
        "pages may be kept by the browser",
        "base/middleware.py",
        '"Cache-Control", "no-store"',
        '"Cache-Control", "private"',
        f"{_HEADERS}::test_files_prints_and_exports_stay_in_no_memory_and_are_only_downloaded",
    ),
    Defect(
        "scripts in the page run",
        "base/settings.py",
        '"script-src": [SELF],',
        '"script-src": [SELF, "\'unsafe-inline\'"],',
        f"{_HEADERS}::test_what_is_public_carries_them_too",
    ),
    Defect(
        "scripts read the cookies",
        "base/settings.py",
        "LANGUAGE_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True",
        "LANGUAGE_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = False",
        f"{_HEADERS}::test_what_is_public_carries_them_too",
    ),
    # What leaves beside the pages
    Defect(
        "a log line says what the exception says",
        "base/logs.py",
        'what = record.getMessage() if record.name.split(".")[0] == "himaya" else getattr(record, "status_code", "")',
        "what = f'{record.getMessage()} {record.exc_info}'",
        f"{_CANARIES}::test_an_error_tells_neither_the_log_nor_the_reader_what_it_was_about",
    ),
    Defect(
        "a token stands in a message",
        "casework/reminders.py",
        '            "today_url": _address("casework:today"),',
        '            "today_url": _address("casework:today") + f"?token={person.pk}",',
        f"{_CANARIES}::test_the_morning_message_says_no_word_of_a_file",
    ),
    Defect(
        "the name of an exported file is the child's",
        "minors/views/exporting.py",
        'attached(written, f"{child.code}.json"',
        'attached(written, f"{written[:9000]!r}.json"',
        f"{_CANARIES}::test_no_word_of_a_file_leaves_beside_the_pages",
    ),
    Defect(
        "a cell of a spreadsheet is a formula",
        "base/tables.py",
        '    return f"\'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value',
        "    return value",
        "tests/plan/test_command.py::test_a_cell_that_looks_like_a_formula_is_made_harmless",
    ),
    # Forms
    Defect(
        "what is typed breaks the page",
        "minors/views/looking.py",
        "    form, rows = TermForm(request.POST), []",
        '    form, rows = TermForm({"term": int(request.POST["term"])}), []',
        "tests/test_form_fuzz.py::test_no_form_breaks_and_none_is_carried_out_by_half[dpo-3]",
    ),
]
