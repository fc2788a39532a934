"""No embassy and no other authority of a state of origin learns anything, and nobody can override it (domain.md 7.6, 9.8)."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from base import dates
from base.workflow import Refused
from casework import best_interests, disclosure_pdf, disclosures
from minors import asylum, consent, filing
from minors.sections import SECTIONS
from tests import makers
from tests.casework.test_disclosures import granted, proposed, screened
from tests.papers import words_on

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("recipient", ["embassy", "origin_authority"])
@pytest.mark.parametrize(
    ("fear", "status"),
    [
        ("yes", "no_status"),
        ("unsure", "no_status"),
        ("no", "asylum_seeker"),
        ("no", "refugee_individual"),
        ("no", "undetermined"),
    ],
)
def test_authorities_of_origin_are_refused_by_rule_and_nobody_can_override_it(
    ask, add, nasra, kadra, aicha, yonas, recipient, fear, status
):
    screened(yonas, aicha, fear, status)
    line = add(ask(recipient, "EMB-ET", legal_basis="consent", aim="document"))
    assert line.status == "barred"
    for deed in (
        lambda: proposed(line, nasra, ["age_sex_language"]),
        lambda: disclosures.sign(line, by=kadra),
        lambda: disclosures.give(line, undertaking=True, child_informed="not_yet", informed_note="", by=nasra),
    ):
        with pytest.raises(Refused, match="not even that a child is known"):
            deed()
    line.status = "proposed"
    with pytest.raises(IntegrityError, match="closed to every authority of origin"), transaction.atomic():
        line.save(by=nasra, reason="Past the deed")


def test_who_was_never_asked_about_fear_is_closed_to_them_too(ask, add, yonas):
    assert asylum.closed_to_origin(yonas)
    assert add(ask("embassy", "EMB-ET")).status == "barred"


def test_a_file_joined_with_one_of_an_asylum_seeker_is_closed_with_it(ask, add, yonas, aicha, dahabo):
    screened(yonas, aicha)
    assert not asylum.closed_to_origin(yonas)
    other = makers.make_case(aicha, own="Ionas").child
    screened(other, aicha, status="asylum_seeker")
    makers.make_merge(yonas, other, dahabo)
    assert asylum.closed_to_origin(yonas)
    assert add(ask("embassy", "EMB-ET")).status == "barred"


def test_another_child_goes_through_a_procedure_of_its_own(ask, add, nasra, kadra, zeinab, aicha, dahabo, case, yonas):
    screened(yonas, aicha)
    line = add(ask("embassy", "EMB-ET", legal_basis="consent", aim="document"))
    assert line.status == "open"
    against = " ".join(disclosures.obstacles(line))
    assert "best-interests assessment" in against
    assert "No consent covers this" in against
    bia = best_interests.begin(case, content=makers.BIA, by=aicha)
    best_interests.submit(bia, by=aicha)
    best_interests.approve(bia, by=dahabo)
    consent.record(yonas, by=aicha, reason="x", given_at=dates.now(), basis="consent", givers=["child"], scopes=["share_embassy"])
    assert any("guardian" in one for one in disclosures.obstacles(line))
    consent.record(
        yonas, by=aicha, reason="x", given_at=dates.now(), basis="consent", givers=["child", "guardian"], signed="signature",
        scopes=["share_embassy"],
    )  # fmt: skip
    assert disclosures.obstacles(line) == []
    granted(line, nasra, kadra, zeinab)
    filing.write(
        SECTIONS["wishes"],
        yonas,
        values={"fear_of_return": "yes"},
        silences={},
        by=aicha,
        record=SECTIONS["wishes"].record(yonas),
    )
    with pytest.raises(Refused, match="not even that a child is known"):  # what is true now counts
        disclosures.give(line, undertaking=True, child_informed="not_yet", informed_note="", by=nasra)
    with pytest.raises(Refused, match="not even that a child is known"):  # nor is the copy taken along
        disclosures.copy(line, by=nasra)
    assert disclosures.findings(line)["against"]
    disclosures.refuse(line, because="He fears to return now", by=nasra)
    assert disclosures.answer(line.request, by=nasra).decision == "no_confirmation"


def test_an_embassy_that_is_written_down_as_a_ministry_is_refused_by_the_sentence_and_by_the_database(ask, nasra):
    for recipient in ("ministry", "court", "red_cross"):
        with pytest.raises(Refused, match="asks as one") as refusal:
            ask(recipient, "EMB-ET")
        assert refusal.value.field == "recipient"
    asked = ask("embassy", "EMB-ET")
    asked.recipient = "ministry"
    with pytest.raises(IntegrityError, match="embassy asks as an authority of origin"), transaction.atomic():
        asked.save(by=nasra, reason="Past the deed")


def test_an_embassy_is_answered_about_one_child_however_many_are_refused_by_rule(ask, add, nasra, aicha, yonas):
    asked = ask("embassy", "EMB-ET", legal_basis="consent", aim="document")
    hers, other, secret = (makers.make_case(aicha, own=name).child for name in ("Hana", "Dawit", "Senait"))
    for child in (yonas, hers):
        screened(child, aicha)
    assert add(asked, other).status == "barred"
    assert add(asked, yonas).status == "open"
    with pytest.raises(Refused, match="No list of children"):
        add(asked, hers)
    assert add(asked, secret).status == "barred"


def test_every_refusal_has_the_same_letter_and_it_neither_confirms_nor_denies(ask, add, nasra, yonas, aicha, monkeypatch):
    assert disclosure_pdf.LANGUAGE == "fr"
    monkeypatch.setattr(disclosure_pdf, "LANGUAGE", "en")
    screened(yonas, aicha, status="asylum_seeker")
    letters = []
    for known in (True, False):
        asked = ask("embassy", "EMB-ET", requester="The consul", asked=f"Is {yonas.code} here?")
        if known:
            add(asked)
        disclosures.answer(asked, by=nasra)
        text = words_on(disclosures.letter(asked, by=nasra))
        assert "can neither confirm nor deny" in text
        assert yonas.code not in text
        assert "asylum" not in text
        letters.append(text.replace(asked.reference, ""))
        assert asked.decision == "no_confirmation"
    assert letters[0] == letters[1]


def test_an_officer_cannot_list_children_of_one_nationality_with_names(client, ask, nasra, yonas):
    """9.8: with the request open or not, no address sorts children by nationality, and no name is there."""
    ask("embassy", "EMB-ET", asked="All young nationals")
    client.force_login(nasra)
    plain = client.get(reverse("minors:children"))
    for query in ("?nationality=ET", "?country=ET&names=1", "?q=ET"):
        asked = client.get(reverse("minors:children") + query)
        assert [child.pk for child in asked.context["children"]] == [child.pk for child in plain.context["children"]]
        assert "Tesfaye" not in asked.text
    assert client.post(reverse("minors:identity", args=[yonas.pk])).status_code == 403
    assert client.get(reverse("minors:export", args=[yonas.pk])).status_code == 403
