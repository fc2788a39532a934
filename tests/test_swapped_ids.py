"""Ids of somebody else (security.md 3): what one person's pages hold, sent by another, shows no foreign byte and does nothing."""

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.urls import reverse

from base.models import Kept
from minors import access, filing, naming, relatives
from minors.models import ChildName
from minors.sections import SECTIONS
from referrals import workflow
from referrals.models import Referral
from tests import makers, policy, seen
from tests.test_routes import OURS, arguments, client_of, objects, people  # noqa: F401  fixtures of the walk
from tests.watching import TRACES, writes, written_since

pytestmark = pytest.mark.django_db
POLICY = policy.rows()
NOBODYS = (".", "team", "house", "handover", "owner", "indicator", "arrival", "session")


@pytest.fixture
def foreign(people):  # noqa: F811
    """Hanan, a child of Charmarke's, and some records about her: all that must not reach Aicha."""
    by = people["stranger"]
    child = makers.make_case(by, own="Hananqz", father="Guulqz", grandfather="Warsamaqz", sex="F").child
    uncle = relatives.add(
        SECTIONS["relatives"], child, values={"own": "Farahqz"}, silences={}, kind="uncle_paternal", source="child", by=by
    )
    service = makers.make_service()
    asked = {"reason": "Qzcough", "groups": [], "urgency": "normal", "mode": "electronic"}
    return {
        "child": child,
        "relative": uncle,
        "tie": uncle.ties.get(),
        "origin": filing.write(SECTIONS["origin"], child, values={"birth_place": "Qzborama"}, silences={}, by=by),
        "line": filing.write(SECTIONS["languages"], child, values={"language": "so", "level": "good"}, silences={}, by=by),
        "name": naming.add(child, kind="nickname", own="Qzhani", by=by, reason="Her friends"),
        "document": makers.make_document(child, by),
        "upload": makers.make_upload(child, by),
        "placement": child.placements.get(),
        "referral": workflow.refer(child, to=service, by=by, **asked),
        "arrival": makers.make_arrival(by),
    }


def words_of(*children) -> list[str]:
    """What tells who a child is: code and names."""
    names = ChildName.objects.filter(child__in=children)
    return [
        *(child.code for child in children),
        *(part for one in names for part in (one.own, one.father, one.grandfather) if part),
    ]


def told(answer) -> str:
    return b"".join(answer.streaming_content if answer.streaming else [answer.content]).decode(errors="replace")


def in_the_end_undone(client, method, address, data=None):
    with transaction.atomic():
        answer = getattr(client, method)(address, data)
        said = told(answer)
        transaction.set_rollback(True)
    return answer, said


def addresses_of(objects) -> list[str]:  # noqa: F811
    """Every address of the table that is about something."""
    return [reverse(route, args=arguments(kind, objects)) for route, (kind, _row) in sorted(POLICY.items()) if kind != "."]


@pytest.mark.timeout(900)
def test_the_ids_of_one_persons_pages_are_worth_nothing_to_another(people, objects, foreign):  # noqa: F811
    pages = seen.crawl(client_of(people["owner"]), [reverse("minors:children"), *addresses_of(objects)])
    sent_again_by_a_stranger(pages, people, objects)
    of_another_child_in_ones_own_forms(pages, people, foreign)


def sent_again_by_a_stranger(pages, people, objects):  # noqa: F811
    """Charmarke has each address of Aicha's crawl, with every form that stood there, filled as she would."""
    addresses = {page.address for page in pages} | {address.split("?")[0] for page in pages for address in page.addresses}
    addresses = {one for one in addresses if seen.ID.search(one)}
    forms = {(form.action, tuple(sorted(form.fields))): form for page in pages for form in page.forms if form.method == "post"}
    assert len(addresses) > 150
    assert len(forms) > 100
    private = words_of(objects["child"], objects["joined"].other)
    client, found = client_of(people["stranger"]), set()
    client.get(reverse("minors:children"))
    for address in sorted(addresses):
        before = writes()
        _answer, said = in_the_end_undone(client, "get", address)
        found |= {("get", address, word) for word in private if word in said}
        found |= {("get", address, table) for table in written_since(before) - TRACES}
    for form in forms.values():
        if seen.ID.search(form.action):
            before = writes()
            _answer, said = in_the_end_undone(client, "post", form.action, form.plausible())
            found |= {("post", form.action, word) for word in private if word in said}
            found |= {("post", form.action, table) for table in written_since(before) - TRACES}
    assert found == set()


def mentions(ids) -> dict[str, int]:
    """How many rows of each table name one of these ids, whatever the column."""
    tables = {model._meta.db_table for model in apps.get_models() if issubclass(model, Kept)}
    tables |= {model.history.model._meta.db_table for model in apps.get_models() if issubclass(model, Kept)}
    one = "select '{0}', count(*) from \"{0}\" t where t::text ~ %(ids)s"
    with connection.cursor() as cursor:
        cursor.execute(" union all ".join(one.format(table) for table in sorted(tables)), {"ids": "|".join(ids)})
        return dict(cursor.fetchall())


def of_another_child_in_ones_own_forms(pages, people, foreign):  # noqa: F811
    """Each id that a form of Aicha's would send is Hanan's, record of the same kind for record."""
    client = client_of(people["owner"])
    ids = {str(one.pk) for one in foreign.values()}
    kinds = {
        str(pk): model
        for model in apps.get_models()
        if issubclass(model, Kept)
        for pk in model.objects.values_list("pk", flat=True)
    }
    of_kind = {type(one): str(one.pk) for one in foreign.values()}
    private, before, tried, found = words_of(foreign["child"]), mentions(ids), set(), set()
    for page in pages:
        for form in page.forms:
            for name, value in sorted(form.ids()):
                known = seen.ID.search(value).group()
                other = of_kind.get(kinds.get(known), str(foreign["child"].pk))
                if (form.action, name, other, kinds.get(known)) in tried:
                    continue
                tried.add((form.action, name, other, kinds.get(known)))
                sent = {**form.plausible(), name: [value.replace(known, other)]}
                with transaction.atomic():
                    answer = getattr(client, form.method)(form.action, sent)
                    said = told(answer)
                    if mentions(ids) != before:
                        found.add((form.action, name, answer.status_code))
                    transaction.set_rollback(True)
                found |= {(form.action, name, word) for word in private if word in said}
    assert len(tried) > 10
    assert found == set()


def test_a_record_of_another_child_is_not_found_under_ones_own(people, objects, foreign):  # noqa: F811
    """An address with two ids, of which the second is Hanan's: answered as if there were no such line."""
    client, own = client_of(people["owner"]), objects["child"]
    values = {"language": "am", "level": "good"}
    line = filing.write(SECTIONS["languages"], own, values=values, silences={}, by=people["owner"])
    assert client.get(reverse("minors:write_row", args=[own.pk, "languages", line.pk])).status_code == 200
    for method in ("get", "post"):
        wrong = reverse("minors:write_row", args=[own.pk, "languages", foreign["line"].pk])
        answer, _said = in_the_end_undone(client, method, wrong)
        assert answer.status_code == 404


# What is read there is who looked at whom, in code and without any file (domain.md 7.2, 7.7).
IN_CODE = {"dpo": ("minors:access_log", "minors:emergencies", "minors:alerts")}


def test_pages_about_nothing_in_particular_name_no_child_out_of_reach(people, objects, foreign):  # noqa: F811
    """Lists, boards, queues and counts, as everybody: a code or a name stands there only for whoever may open that file."""
    children = [objects["child"], foreign["child"]]
    found = set()
    for name, person in people.items():
        reach = set(access.countable_by(person).values_list("pk", flat=True))
        reach |= set(access.visible_to(person, Referral).values_list("child", flat=True))
        hidden = [word for child in children if child.pk not in reach for word in words_of(child)]
        client = client_of(person)
        for route, (kind, row) in POLICY.items():
            if kind in NOBODYS and route != "components" and row[name] == "+" and "GET" in OURS[route].methods:
                _answer, said = in_the_end_undone(client, "get", reverse(route, args=arguments(kind, objects)))
                codes = [child.code for child in children] if route in IN_CODE.get(name, ()) else []
                found |= {(name, route, word) for word in hidden if word in said and word not in codes}
    assert found == set()
