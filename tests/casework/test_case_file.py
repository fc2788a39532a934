"""The printed case file: who may print it, what it says at which moment, and what it never says."""

import io
import re
import unicodedata
from datetime import timedelta

import pypdfium2
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from base import dates
from base.models import AccessEvent, Role
from casework import assessments, best_interests, care, dossier_pdf, printing
from casework.dossier import Known, gather
from casework.dossier.hiding import Hiding
from casework.dossier.shapes import Stamp
from minors import naming
from plan import objectives
from referrals import workflow
from tests import makers

pytestmark = pytest.mark.django_db
REASON = "Hearing of 15 March"
DAY = timedelta(days=1)


def pages_of(content: bytes) -> list[str]:
    """The text of each page as a reader would copy it, letters in their ordinary form."""
    pdf = pypdfium2.PdfDocument(content)
    texts = []
    for page in pdf:
        textpage = page.get_textpage()
        texts.append(unicodedata.normalize("NFKC", textpage.get_text_range()).replace("\r\n", "\n").replace("\ufffe", "-"))
        textpage.close()
        page.close()
    pdf.close()
    return texts


def printed(child, by, **options) -> str:
    options = {"language": "en", "reason": REASON, **options}
    return "\n".join(pages_of(printing.print_case_file(child, by=by, **options).content))


def url(child):
    return reverse("casework:print", args=[child.pk])


def signed(case, by, **answers):
    return assessments.sign_rapid_assessment(
        case, answers={**makers.ANSWERS, **answers}, risk="high", risk_reasons="Threatened", by=by
    )


def approved_bia(case, writer, reviewer, **content):
    bia = best_interests.begin(case, content={**makers.BIA, **content}, by=writer)
    best_interests.submit(bia, by=writer)
    return best_interests.approve(bia, by=reviewer)


@pytest.fixture
def amina(yonas, aicha):
    """A juvenile judge who may print Yonas's file, in the classes C1 and C3."""
    return makers.make_reader("amina", yonas, aicha, levels=("read_c1", "read_c3", "print"))


@pytest.fixture
def idil(yonas, aicha):
    """A judge who may print Yonas's file, in ordinary data only."""
    return makers.make_reader("idil", yonas, aicha, levels=("read_c1", "print"))


# Who may print


def test_the_page_gives_a_pdf_named_by_the_code_that_no_cache_keeps(client, aicha, yonas):
    client.force_login(aicha)
    assert client.get(url(yonas)).status_code == 200
    answer = client.post(url(yonas), {"reason": REASON, "language": "fr"})
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == f'attachment; filename="{yonas.code}.pdf"'
    assert answer["Cache-Control"] == "no-store"
    assert answer.content.startswith(b"%PDF")


def test_a_reader_without_the_right_to_print_is_refused(client, bilan, yonas):
    client.force_login(bilan)
    assert client.get(url(yonas)).status_code == 403
    assert client.post(url(yonas), {"reason": REASON, "language": "fr"}).status_code == 403
    assert not AccessEvent.objects.filter(kind="printed").exists()


def test_a_stranger_gets_the_answer_for_a_child_that_does_not_exist(client, charmarke, yonas):
    client.force_login(charmarke)
    strange = client.post(url(yonas), {"reason": REASON, "language": "fr"})
    nobody = client.post(reverse("casework:print", args=["00000000-0000-4000-8000-000000000000"]), {"reason": REASON})
    assert strange.status_code == nobody.status_code == 404
    assert strange.content == nobody.content


@pytest.mark.parametrize("reason", ["", "   \n"])
def test_nothing_is_printed_without_a_reason(client, aicha, yonas, reason):
    client.force_login(aicha)
    answer = client.post(url(yonas), {"reason": reason, "language": "fr", "identity": "on"})
    assert answer.status_code == 422
    assert not AccessEvent.objects.filter(kind="printed").exists()


def test_a_print_is_remembered_with_its_reason_and_its_number_stands_on_the_paper(aicha, yonas):
    copy = printing.print_case_file(yonas, by=aicha, reason=REASON, language="en")
    event = AccessEvent.objects.get(kind="printed")
    assert (event.person, event.child_id, event.reason) == (aicha, yonas.pk, REASON)
    assert event.detail["identity"] is False
    assert all(f"Copy no. {event.pk}." in re.sub(r"\s+", " ", page) for page in pages_of(copy.content))


def test_a_moment_that_has_not_come_or_before_the_child_was_known_is_refused_on_the_page(client, aicha, yonas):
    client.force_login(aicha)
    for day in ("2999-01-01", "2001-01-01"):
        moment = {"as_of_0": day, "as_of_1": "12:00"}
        assert client.post(url(yonas), {"reason": REASON, "language": "en", **moment}).status_code == 422


def test_names_are_not_offered_to_a_reader_who_may_not_read_them(client, aicha, yonas, amina):
    client.force_login(aicha)
    assert "identity" in client.get(url(yonas)).context["form"].fields
    client.force_login(amina)
    assert "identity" not in client.get(url(yonas)).context["form"].fields
    with pytest.raises(printing.Refused):
        printing.print_case_file(yonas, by=amina, reason=REASON, identity=True)


# What it says


def test_every_page_says_its_number_the_code_the_moment_and_who_printed_it(aicha, yonas):
    pages = pages_of(printing.print_case_file(yonas, by=aicha, reason=REASON, language="en").content)
    for number, page in enumerate(pages, 1):
        assert f"Page {number} of {len(pages)}" in page
        assert yonas.code in page
        assert "Situation as of" in page
        assert f"Caseworker, no. {aicha.pk}" in page


def test_the_file_of_an_earlier_moment_shows_what_was_known_then(case, yonas, aicha, dahabo):
    start = dates.now()
    with dates.at(start + DAY):
        signed(case, aicha, danger="yes", danger_what="A smuggler waits at the port", actions_taken="Taken to the shelter")
    with dates.at(start + 2 * DAY):
        naming.rename(
            yonas.names.get(), own="Yohannes", father="Tesfaye", grandfather="Bekele", by=aicha, reason="Kebele card seen"
        )
        case.refresh_from_db()
        approved_bia(case, aicha, dahabo)
    with dates.at(start + 3 * DAY):
        then = printed(yonas, aicha, as_of=start + DAY / 2, identity=True)
        between = printed(yonas, aicha, as_of=start + 1.5 * DAY, identity=True)
        now = printed(yonas, aicha, identity=True)
    assert "No rapid assessment was signed" in then
    assert "smuggler" not in then
    assert "A smuggler waits at the port" in between
    assert "Yonas" in between
    assert "Yohannes" not in between
    assert "BIA-1" not in between
    assert "Yohannes" in now
    assert "Yonas Tesfaye Bekele" in now  # the earlier spelling, on the identity sheet
    assert "Approved by" in now


def test_not_recorded_unknown_and_refused_are_three_different_words(case, yonas, aicha):
    signed(case, aicha, distress="refused", in_detention="unknown")
    text = printed(yonas, aicha)
    assert re.search(r"refused to answer", text)
    assert re.search(r"\bunknown\b", text)
    assert "not recorded" in text


def test_an_age_is_an_interval_and_marked_as_an_estimate(yonas, aicha):
    assert "≈ 14 years (declared)" in printed(yonas, aicha)


def test_an_assessment_that_nobody_approved_is_marked_as_a_draft(case, yonas, aicha):
    best_interests.begin(case, content=makers.BIA, by=aicha)
    assert "DRAFT – NOT SIGNED" in printed(yonas, aicha)


def test_each_event_of_the_chronology_has_the_objective_it_serves(yonas, aicha):
    objectives.forget()
    assert re.search(r"The child was registered\.[^\n]*(\n[^\n]*)?OS1", printed(yonas, aicha))


def test_a_change_is_told_with_before_after_author_and_reason(yonas, aicha):
    care.judge(yonas.placements.get(), suitable="no", by=aicha, reason="Seen in the morning")
    dossier = gather(Known(yonas.pk, reader=aicha, until=dates.now()), language="en")
    (row,) = dossier.sections[-1].pieces[-1].rows
    when_who, record_why, *change = row
    assert when_who.endswith(f"Caseworker, no.\u00a0{aicha.pk}")
    assert record_why == "Placement\nSeen in the morning"
    assert change == ["Is this place suitable for the child?", "unknown", "no"]


# What it never says


def test_sensitive_text_is_absent_for_a_reader_of_ordinary_data(case, yonas, aicha, dahabo, idil, amina):
    signed(case, aicha, danger="yes", danger_what="SECRET-DANGER", actions_taken="Shelter")
    approved_bia(case, aicha, dahabo, health="SECRET-HEALTH", analysis="SECRET-ANALYSIS")
    workflow.refer(
        yonas, to=makers.make_service(), reason="SECRET-REFERRAL", groups=["identity"], urgency="normal", mode="phone", by=aicha
    )
    assert "SECRET" in printed(yonas, amina)
    ordinary = printed(yonas, idil)
    assert "SECRET" not in ordinary
    assert "leaves out the sensitive parts (C3)" in ordinary


def test_names_stand_on_the_identity_sheet_and_nowhere_else(case, yonas, aicha, dahabo):
    naming.rename(yonas.names.get(), own="Yonas", father="Tesfay", grandfather="ዮሐንስ", by=aicha, reason="Tesfaye is Tesfay")
    case.refresh_from_db()
    approved_bia(case, aicha, dahabo, situation="YONAS Tesfaye came alone.", child_views="«ዮሐንስ» is the grandfather of Yonas.")
    care.judge(yonas.placements.get(), suitable="no", by=aicha, reason="Yonas is cold")
    names = re.compile("yonas|tesfay|bekele|ዮሐንስ", re.IGNORECASE)
    copy = printing.print_case_file(yonas, by=aicha, reason="For Yonas", language="en", identity=True)
    with_names = [page for page in pages_of(copy.content) if names.search(page)]
    assert len(with_names) == 1
    assert "Identity sheet" in with_names[0]
    without = printed(yonas, aicha, reason="For Yonas")
    assert not names.search(without)
    assert "The child came alone." in without
    assert "Identity sheet" not in without
    assert b"onas" not in copy.content[:2000]


def test_staff_appear_by_function_and_only_signatories_by_name(case, yonas, aicha, dahabo):
    aicha.name, dahabo.name = "Aicha Omar Guedi", "Dahabo Ali Waberi"
    aicha.save()
    dahabo.save()
    approved_bia(case, aicha, dahabo)
    text = printed(yonas, aicha)
    before, signatures = text.split("Signed in the system:")
    assert "Guedi" not in before
    assert "Waberi" not in before
    assert "Aicha Omar Guedi" in signatures


def test_the_name_of_a_shelter_is_withheld(yonas, aicha):
    care.place(yonas, provider=makers.make_provider("Dar es Salam house", care_type="safe_shelter"), reason="Safe", by=aicha)
    assert "Dar es Salam" not in printed(yonas, aicha)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Yonas dit que yonas a faim.", "L’enfant dit que l’enfant a faim."),
        ("La mère de Yonas Tesfaye ; l’oncle d’Yonas.", "La mère de l’enfant ; l’oncle de l’enfant."),
        ("Son père Tesfaye est mort.", "Son père [nom retiré] est mort."),
        ("Jonas et Yonasse sont d’autres.", "Jonas et Yonasse sont d’autres."),
        ("قال يونس لعمه، وذهبت ويونس.", "قال الطفل لعمه، وذهبت والطفل."),
        ("ሰላም ለዮናስ።", "ሰላም [l’enfant]።"),
    ],
)
def test_known_spellings_become_the_child_in_the_language_of_the_text(text, told, monkeypatch):
    words = {"fr": {"the child": "l’enfant", "[name withheld]": "[nom retiré]"}, "ar": {"the child": "الطفل"}}
    monkeypatch.setattr("casework.dossier.hiding._", lambda said: words[translation.get_language()][said])
    hide = Hiding(["Yonas", "يونس", "ዮናስ"], ["Tesfaye"])
    with translation.override("fr"):
        assert hide(text) == told


def test_a_reason_that_the_system_gave_itself_is_printed_in_the_language_of_the_copy(yonas, aicha):
    text = printed(yonas, aicha, language="fr")
    assert "Première nuit" in text
    assert "First night" not in text


# How it is made


def test_arabic_is_extracted_in_the_order_of_reading(case, yonas, aicha, dahabo):
    approved_bia(case, aicha, dahabo, situation="وصل الطفل عبر الساحل الشمالي واستُقبل في اليوم نفسه")
    text = printed(yonas, aicha, language="ar")
    assert re.search(r"وصل\s+الطفل\s+عبر\s+الساحل\s+الشمالي", text)
    assert yonas.code in text


def test_the_same_file_and_stamp_give_the_same_bytes(case, yonas, aicha, dahabo):
    approved_bia(case, aicha, dahabo)
    now = dates.now()
    stamp = Stamp("Judge", "7", "Court", REASON, "15/03/2026 10:00", "3", now, "ab" * 32)
    drawn = [
        dossier_pdf.draw(gather(Known(yonas.pk, reader=aicha, until=now, identity=True), language=language), stamp)
        for language in ("fr", "fr", "ar", "ar")
    ]
    assert drawn[0] == drawn[1]
    assert drawn[2] == drawn[3]


def test_two_copies_of_one_moment_have_the_same_fingerprint(yonas, aicha):
    now = dates.now()
    copies = [printing.print_case_file(yonas, by=aicha, reason=reason, as_of=now) for reason in ("One", "Two")]
    assert len({copy.event.detail["content"] for copy in copies}) == 1


def queries(child, by) -> int:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        printing.print_case_file(child, by=by, reason=REASON)
    return len(asked)


def test_a_thick_file_asks_no_more_queries_than_a_thin_one(case, yonas, aicha, dahabo):
    signed(case, aicha)
    case.refresh_from_db()
    approved_bia(case, aicha, dahabo)
    care.place(yonas, provider=makers.make_provider(), reason="Bed", by=aicha)
    sent = {"groups": ["identity"], "urgency": "normal", "mode": "phone", "by": aicha}
    workflow.refer(yonas, to=makers.make_service(), reason="Cough", **sent)
    thin = queries(yonas, aicha)
    for number in range(5):
        case.refresh_from_db()
        signed(case, aicha, distress="unknown", danger_what=f"{number}")
        case.refresh_from_db()
        approved_bia(case, aicha, dahabo, risk="low" if number % 2 else "medium")
        care.place(yonas, provider=makers.make_provider(f"Centre {number}"), reason="Moved", by=aicha)
        workflow.refer(yonas, to=makers.make_service("food", "MFF"), reason="Food", **sent)
    assert queries(yonas, aicha) <= thin <= 90


# The command


@pytest.fixture
def casefile(tmp_path):
    def run(code, username, **options):
        target = tmp_path / "file.pdf"
        given = {"language": "en", "reason": REASON, "output": target, **options}
        call_command("casefile", code, username=username, verbosity=0, stdout=io.StringIO(), **given)
        return "\n".join(pages_of(target.read_bytes()))

    return run


def test_the_command_prints_what_the_page_prints_and_is_remembered(casefile, yonas, aicha):
    text = casefile(yonas.code, "aicha")
    assert "Identity sheet" in text
    assert AccessEvent.objects.get(kind="printed").reason == REASON


@pytest.mark.parametrize("who", ["charmarke", "nobody"])
def test_a_stranger_at_the_command_line_is_told_what_an_unknown_code_is_told(casefile, yonas, charmarke, aicha, who):
    with pytest.raises(CommandError, match=r"^There is no such case\.$"):
        casefile(yonas.code, who)
    with pytest.raises(CommandError, match=r"^There is no such case\.$"):
        casefile("DJ-0000-0000", "aicha")


def test_a_copy_that_cannot_be_written_is_told_in_a_sentence_and_counts_as_not_printed(casefile, yonas, aicha, tmp_path):
    with pytest.raises(CommandError, match=r"cannot be written: .+\.$"):
        casefile(yonas.code, "aicha", output=tmp_path / "no such folder" / "copy.pdf")
    assert not AccessEvent.objects.filter(kind="printed").exists()


def test_the_command_refuses_who_may_not_print(casefile, yonas, bilan):
    with pytest.raises(CommandError):
        casefile(yonas.code, "bilan")


def test_a_moment_without_a_zone_is_a_moment_in_djibouti(casefile, yonas, aicha):
    at = dates.now().astimezone(dates.DJIBOUTI).replace(tzinfo=None)
    assert f"as it stood on {at:%d/%m/%Y %H:%M}" in casefile(yonas.code, "aicha", as_of=at.isoformat())


def test_a_role_that_may_read_nothing_more_prints_nothing_more(case, yonas, dahabo):
    Role.objects.filter(code="supervisor").update(classes=["C1"])
    dahabo.refresh_from_db()
    signed(case, case.owner, danger="yes", danger_what="SECRET-DANGER", actions_taken="Shelter")
    assert "SECRET" not in printed(yonas, dahabo)
