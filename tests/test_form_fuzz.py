"""Whatever is typed into whichever form: no error of ours, and a form that is refused leaves everything as it was (security.md 3).

The forms are those that stand on the pages of the people of the walk. Each is sent a few times as an ordinary person would fill it,
with one or more answers in the place of which something else stands; the same ones in every run.
"""

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import policy, seen
from tests.test_routes import OURS, arguments, client_of, objects, people  # noqa: F401  fixtures of the walk
from tests.watching import TRACES, changed_since, standing, writes, written_since

pytestmark = pytest.mark.django_db(transaction=True)
POLICY = policy.rows()
TRIES = 3  # for each form
WORDS = ["", " ", "x", "-1", "0", "1.5", "١٢", "99999999999999999999", "2026-02-30", "0001-01-01", "9999-12-31", "25:61", "on", "None",
         "=1+1", "<script>", "%s", "\u202e", "'", "a" * 5000, "00000000-0000-4000-8000-000000000000", "يونس", "[]", "{}", "null"]  # fmt: skip
typed = st.one_of(
    st.sampled_from(WORDS), st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00\ufffd"), max_size=40)
)


@pytest.fixture
def committed(request):
    """People and objects of the walk, committed: the thousand transactions that are undone one by one would make a single one slow."""
    with transaction.atomic():
        return request.getfixturevalue("people"), request.getfixturevalue("objects")


@st.composite
def filled(draw, form: seen.Form) -> dict[str, list[str]]:
    """What an ordinary person would send, with some of it left out, sent twice, chosen otherwise or replaced."""
    sent = form.plausible()
    for name in draw(st.lists(st.sampled_from(sorted(sent)), max_size=4, unique=True)) if sent else []:
        choices = form.fields[name].choices
        way = draw(st.sampled_from(["else", "else", "without", "twice", *["choice"] * (2 * bool(choices))]))
        if way == "without":
            del sent[name]
        elif way == "choice":
            sent[name] = [draw(st.sampled_from(choices))]
        else:
            sent[name] = draw(st.lists(typed, min_size=1 + (way == "twice"), max_size=2))
    return sent


def forms_of(client, name: str, world) -> dict[tuple, seen.Form]:
    """Every form that this person meets on the pages of the walk."""
    found = {}
    for route, (kind, row) in POLICY.items():
        if row[name] == "+" and "GET" in OURS[route].methods:
            address = reverse(route, args=arguments(kind, world))
            answer = client.get(address)
            if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
                forms = seen.read(address, answer.content.decode()).forms
                found |= {(one.action, one.method, tuple(sorted(one.fields))): one for one in forms}
    return {key: form for key, form in found.items() if not form.action.startswith(("/accounts/", "/language/", "/hide/"))}


@pytest.mark.timeout(900)
@pytest.mark.parametrize(
    ("name", "least"),
    [("owner", 120), ("supervisor", 30), ("coded", 15), ("provider", 5), ("admin", 4), ("dpo", 3), ("tracing", 10)],
)
def test_no_form_breaks_and_none_is_carried_out_by_half(name, least, committed):
    everybody, world = committed
    client = client_of(everybody[name])
    client.raise_request_exception = False
    client.get("/")
    forms = forms_of(client, name, world)
    assert len(forms) >= least
    as_it_was, broken = standing(), []
    for form in forms.values():
        sent_in_many_ways(client, form, as_it_was, broken)
    assert broken == []


def sent_in_many_ways(client, form, as_it_was, broken):
    """Each way is undone. What went wrong is added to `broken`."""

    @settings(max_examples=TRIES, derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck))
    @given(sent=filled(form))
    def send(sent):
        with transaction.atomic():
            before = writes()
            answer = getattr(client, form.method)(form.action, sent)
            trouble = "" if answer.status_code < 500 else f"{answer.status_code} {answer.exc_info[1]!r:.200}"
            if not trouble and carried_out(answer):
                trouble = at_the_commit()
            elif not trouble and written_since(before) - TRACES:
                trouble = ", ".join(changed_since(as_it_was) - TRACES)
            if trouble:
                broken.append((form.action, trouble, sent))
            transaction.set_rollback(True)

    send()


def carried_out(answer) -> bool:
    """What is done leads on, gives a file, or shows a first password once; what is refused answers 422."""
    shown = answer.status_code == 200 and ("Content-Disposition" in answer or (answer.context and "password" in answer.context))
    return bool(answer.status_code == 302 or shown)


def at_the_commit() -> str:
    """What the database says only then, such as that a change has no history."""
    try:
        with transaction.atomic():
            connection.check_constraints()
    except DatabaseError as error:
        return f"at the commit: {error}"
    return ""
