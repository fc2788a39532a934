"""What stays hidden: every text of a file holds a token of its class, and each reader meets only tokens of their own classes.

The walk of tests/test_routes.py says who gets a page; this says what may stand on it.
"""

from datetime import timedelta

import pytest
from django.db.models import CharField, TextField
from django.urls import reverse

from base import dates, described
from base.models import AccessEvent
from casework import (
    assessments,
    best_interests,
    care,
    care_plans,
    closing,
    complaints,
    concerns,
    conferences,
    feedback,
    follow_up,
    handover,
    holding,
    intake,
    majority,
    missing,
    questions,
    reviews,
)
from casework.distribution import Row
from casework.models import BestInterestsAssessment, FollowUp, TransitionPlan
from minors import access, consent, corrections, filing, naming, relatives, sections, siblings
from minors.models import ChildName, Relationship
from minors.sections import SECTIONS
from referrals import workflow
from tests import family as home
from tests import makers, searching
from tests.papers import words_on

pytestmark = pytest.mark.django_db


class Tokens(dict):
    """Words found nowhere else, each with its class of field (domain.md 7.3)."""

    def of(self, field_class: str) -> str:
        token = f"Qz{len(self):02}{field_class}"
        self[token] = field_class
        return token

    def beyond(self, classes, said: str) -> list[str]:
        return sorted(token for token, of in self.items() if of not in classes and token in said)


@pytest.fixture
def tokens():
    return Tokens()


@pytest.fixture
def told(tokens, case, yonas, aicha, dahabo, evelyne):
    """A file in which everything was written, changed, returned, withdrawn or refused once. Gives the addresses of its pages."""
    names = [tokens.of("C2") for _part in range(3)]
    waiting = naming.rename(
        yonas.names.get(), **dict(zip(["own", "father", "grandfather"], names, strict=True)), by=aicha, reason=tokens.of("C3")
    )
    corrections.approve(waiting, by=dahabo, decision=tokens.of("C3"))
    write_sections(tokens, yonas, aicha)
    danger = {"danger": "yes", "danger_what": tokens.of("C3"), "actions_taken": tokens.of("C3")}
    rapid = assessments.sign_rapid_assessment(
        case, answers={**makers.ANSWERS, **danger}, risk="high", risk_reasons=tokens.of("C1"), by=aicha
    )
    case.refresh_from_db()
    texts = [*BestInterestsAssessment.SECTIONS, "not_alone_because", "bid_reason"]
    bia = best_interests.begin(case, content={**makers.BIA, **{name: tokens.of("C3") for name in texts}}, by=aicha)
    best_interests.write(bia, content={name: tokens.of("C3") for name in texts}, by=aicha)
    best_interests.submit(bia, by=aicha)
    best_interests.send_back(bia, by=dahabo, comment=tokens.of("C3"))
    best_interests.submit(bia, by=aicha)
    best_interests.approve(bia, by=dahabo, comment=tokens.of("C3"))
    plan, action = tell_the_plan(tokens, case, aicha, dahabo)
    texts = {name: tokens.of("C3") for name in ["place", "present", "matters", *FollowUp.TEXTS]}
    visit = follow_up.sign(case, answers={**makers.FOLLOW_UP, **texts}, by=aicha)
    follow_up.correct(visit, answers={"matters": tokens.of("C3")}, why=tokens.of("C3"), by=aicha)
    place = care.place(yonas, provider=makers.make_provider(label=tokens.of("C2")), reason=tokens.of("C3"), by=aicha)
    care.judge(place, suitable="yes", by=aicha, reason=tokens.of("C3"))
    referrals = [refer(yonas, aicha, tokens.of("C3")) for _each in range(3)]
    workflow.accept(referrals[0], by=evelyne, answer=tokens.of("C3"))
    workflow.complete(referrals[0], by=evelyne, feedback=tokens.of("C3"))
    workflow.decline(referrals[1], by=evelyne, answer=tokens.of("C3"))
    workflow.cancel(referrals[2], by=aicha, reason=tokens.of("C3"))
    decided = consent.record(
        yonas,
        by=aicha,
        reason="Asked again",
        given_at=dates.now(),
        basis="best_interests",
        giver="caseworker",
        scopes=["case_management"],
        reason_not_asked=tokens.of("C3"),
        assent="not_sought",
        conditions=[{"scope": "share_education", "kind": "granted", "limits": tokens.of("C3")}],
        signed="verbal",
        **{name: tokens.of("C3") for name in ("assent_reason", "understood_note")},
        **{name: tokens.of("C2") for name in ("giver_relationship", "interpreter", "witness")},
    )
    consent.withdraw(decided, by=aicha, reason=tokens.of("C3"), told=tokens.of("C3"))
    for task in yonas.consent_tasks.still_open():
        consent.carry_out(task, by=aicha, note=tokens.of("C3"))
    withheld = {"what": tokens.of("C4"), "from_whom_else": tokens.of("C4"), "why_else": tokens.of("C4")}
    consent.withhold(yonas, by=aicha, reason="The child asked for it", from_whom=["relatives"], why="fear_of_harm", **withheld)
    access.exclude(yonas, user=makers.make_user("ayan"), by=aicha, reason=tokens.of("C3"))
    care.end(yonas.placements.current().get(), end_reason="moved", by=aicha)
    case.refresh_from_db()
    texts = {name: tokens.of("C3") for name in ("statement", "way_back", "unresolved")}
    closing.refuse(closing.request(case, reason="goals_met", **texts, by=aicha), by=dahabo, decision=tokens.of("C3"))
    interrupted = interrupt(case, tokens, aicha, dahabo)
    talks = talk_it_over(tokens, case, aicha, dahabo)
    going = [*home.every_word(tokens, case, aicha, dahabo), *searching.every_word(tokens, case, aicha)]
    case.refresh_from_db()
    colleague = makers.make_user("hodan", team=makers.make_team(name="Night shelter"))
    handed = handover.launch([Row(case, colleague)], reason="other", by=dahabo, note=tokens.of("C3"))
    handover.refuse(handed.transfers.get(), by=colleague, comment=tokens.of("C3"))
    worries = [worry(tokens, yonas, aicha, of) for of in ("C3", "C4")]
    worries.append(concerns.record(yonas, kind="gang", severity="high", source="child", by=aicha, told_words=tokens.of("C3")))
    case.refresh_from_db()
    intake.set_risk(case, "medium", reasons=tokens.of("C1"), by=dahabo, below_floor_because=tokens.of("C3"))
    assert yonas.risk_levels.filter(status="below").exists()
    family = tell_the_family(yonas, tokens, aicha)
    papers = [
        makers.make_document(yonas, aicha, kind="letter", field_class=of, description=tokens.of(of), reference=tokens.of(of))
        for of in ("C2", "C3", "C4")
    ]
    pages = [
        "casework:today",
        "casework:approvals",
        "casework:no_contact",
        "minors:children",
        "minors:incomplete",
        "referrals:inbox",
        "minors:access_log",
    ]
    return [
        *map(reverse, pages),
        *(reverse(f"minors:{page}", args=[yonas.pk]) for page in ("file", "consent", "consent_card", "withheld", "documents")),
        *(reverse(f"casework:{page}", args=[yonas.pk]) for page in ("risk", "concerns")),
        *(
            record.get_absolute_url()
            for record in (yonas, rapid, bia, plan, action, visit, *referrals, *papers, *worries, handed.transfers.get())
        ),
        reverse("casework:owners", args=[yonas.pk]),
        reverse("casework:decide_placement", args=[place.pk]),
        *family,
        *interrupted,
        *talks,
        *going,
    ]


def tell_the_plan(tokens, case, by, supervisor):
    """A care plan, returned once, approved, one of its actions done and one given up."""
    content = {"objective": tokens.of("C3"), "participants": ["child"]}
    plan = care_plans.begin(case, content=content, by=by)
    lines = []
    for _number in range(2):
        words = {"need": tokens.of("C3"), "action": tokens.of("C3"), "responsible_name": tokens.of("C2")}
        lines.append(care_plans.add_action(plan, values={**makers.ACTION, **words, "due_on": dates.today()}, by=by))
    plan.refresh_from_db()
    care_plans.write(plan, content={"objective": tokens.of("C3")}, by=by)
    care_plans.hear(plan, child_agrees="no", child_says=tokens.of("C3"), by=by)
    care_plans.send_back(care_plans.submit(plan, by=by), by=supervisor, comment=tokens.of("C3"))
    care_plans.approve(care_plans.submit(plan, by=by), by=supervisor, comment=tokens.of("C3"))
    done, given_up = plan.actions.select_related("plan__child", "plan__episode")
    care_plans.complete(done, done_on=dates.today(), result=tokens.of("C3"), by=by)
    care_plans.cancel(given_up, why=tokens.of("C3"), by=by)
    return plan, done


def interrupt(case, tokens, aicha, dahabo) -> list[str]:
    """A hold, an absence and the way to 18, each with every text it has. Gives the addresses of their pages."""
    child = case.child
    kept = holding.ask(case, kind="other", reason=tokens.of("C3"), ends_at=dates.now() + timedelta(days=9), by=aicha)
    holding.agree(kept, by=dahabo, decision=tokens.of("C3"))
    holding.end(kept, by=aicha, reason=tokens.of("C3"))
    seen = {
        "seen_place": tokens.of("C2"),
        "clothes": tokens.of("C2"),
        "seen_with": tokens.of("C3"),
        "destinations": tokens.of("C3"),
    }
    absence = missing.report(child, noticed_at=dates.now(), by=aicha, **seen)
    changed = {"clothes": tokens.of("C2"), "destinations": tokens.of("C3")}
    missing.complete(absence, by=aicha, **changed)
    missing.inform(absence, body="gendarmerie", said=tokens.of("C3"), informed_at=dates.now(), by=aicha)
    missing.search(absence, kind="review", what=tokens.of("C3"), done_at=dates.now(), by=aicha)
    missing.found(absence, found_at=dates.now(), found_how="police", found_state=tokens.of("C3"), by=aicha)
    talk = {name: tokens.of("C3") for name in ("pushed", "pulled", "harm", "child_wants")}
    missing.hear(absence, held_at=dates.now(), seen_alone="yes", harmed="yes", by=aicha, **talk)
    for _revision in range(2):
        parts = {name: tokens.of("C3") for name in [*TransitionPlan.PARTS, "stays_open_because"]}
        plan = TransitionPlan.objects.filter(child=child).first()
        majority.write(child, version=plan and plan.version, by=aicha, **parts)
    pages = [reverse("casework:transition", args=[child.pk]), reverse("casework:hold", args=[kept.pk])]
    return [*pages, absence.get_absolute_url()]


def talk_it_over(tokens, case, by, supervisor) -> list[str]:
    """Every free text of reviews, conferences, feedback and questions. Gives the addresses of their pages."""
    case.refresh_from_db()  # the closure that was refused moved it
    told = {name: tokens.of("C3") for name in ("child_says", "goals_note", "bid_reason", "decision_reason")}
    facts = {"participants": ["child"], "goals": "some", "suitable": "yes", "bid_needed": "no", "decision": "continue"}
    review = reviews.review_case(case, by=by, risk=case.risk, risk_reasons=tokens.of("C1"), **facts, **told)
    minutes = {"reason": "complex", "chair": tokens.of("C1"), "child_part": "heard", "guardian_part": "none"}
    minutes |= {"after": "continues"}
    minutes |= {name: tokens.of("C3") for name in ("child_view", "options", "conclusion")}
    who = {"institution_id": None, "confidential": True}
    people = [{"name": tokens.of("C2"), "function": tokens.of("C1"), **who} for _each in range(2)]
    todo = [{"action": tokens.of("C3"), "who": tokens.of("C1"), "due_on": dates.today()}]
    held = conferences.sign(case, participants=people, decisions=todo, by=by, **minutes)
    conferences.settle(held.decisions.get(), move="carry_out", result=tokens.of("C3"), by=by)
    conferences.add(held, text=tokens.of("C3"), by=by)
    said = feedback.receive(case.child, by=by, said_by="child", channel="box", text=tokens.of("C3"), wants_answer=True)
    feedback.answer(said, text=tokens.of("C3"), by=supervisor)
    asked = questions.ask(questions.Subject(case.child).key, kind="flag", text=tokens.of("C3"), of=by, by=supervisor)
    questions.resolve(asked, resolution=tokens.of("C3"), by=by)
    complaints.receive(text=tokens.of("C4"), who=tokens.of("C4"), said_by="child", channel="box", child=case.child, by=supervisor)
    pages = [reverse(f"casework:{page}", args=[case.child_id]) for page in ("talks", "case_questions")]
    return [*pages, reverse("casework:questions"), *(one.get_absolute_url() for one in (review, held, said, asked))]


def worry(tokens, child, by, of):
    """A concern of this class with a word in each of its texts, reported, confirmed and resolved."""
    said = {"told_words": tokens.of(of), "starts_raw": tokens.of(of), "field_class": of}
    concern = concerns.record(child, kind="gang", severity="high", source="child", by=by, **said)
    concerns.report(concern, to=tokens.of(of), by=by)
    concerns.confirm(concern, confirmed_by=tokens.of(of), by=by)
    concerns.weigh(concern, severity="low", by=by)
    return concerns.resolve(concern, why="safe", resolution=tokens.of(of), by=by)


def tell_the_family(child, tokens, by) -> list[str]:
    """Every free text of F03 is written, and written once more, so that history knows it too. Gives the addresses of its pages."""
    for key in [section.key for section in sections.of_form("F03") if section.model is not Relationship]:
        section = SECTIONS[key]
        words = [name for name in section.names if not told_by_choice(section.model, name)]
        record = None
        for _time in range(2):
            values = {name: tokens.of(described.class_of(section.model, name)) for name in words}
            chosen = {"threats": "yes", "fear_of_return": "yes", "alive": "dead", "accompanies": "yes", "events": ["sea_back"]}
            values |= {name: value for name, value in chosen.items() if name in section.names}
            if key == "relatives" and record is None:
                record = relatives.add(section, child, values=values, silences={}, kind="cousin", source="child", by=by)
            else:
                record = filing.write(section, child, values=values, silences={}, by=by, reason=tokens.of("C3"), record=record)
    tie = child.ties.filter(kind="cousin").get()
    relatives.disprove(tie, source="document", by=by, reason=tokens.of("C3"))
    sister = makers.make_case(by, own=tokens.of("C2"), sex="F").child
    siblings.link([child, sister], by=by, reason=tokens.of("C3"))
    pages = [reverse("minors:family", args=[child.pk]), reverse("minors:file", args=[child.pk]), reverse("minors:incomplete")]
    pages += [reverse("minors:section", args=[child.pk, section.key]) for section in sections.of_form("F03")]
    return [*pages, reverse("casework:assess_rapidly", args=[child.pk])]


def told_by_choice(model, name) -> bool:
    column = described.column_of(model, name)
    return bool(described.list_of(model, name) or column.flatchoices or not isinstance(column, CharField | TextField))


def write_sections(tokens, child, by):
    """Answers of each class, written and changed."""
    for _time in range(2):
        write(child, by, "origin", birth_place=tokens.of("C2"), age_disputed="yes", age_disputed_by=tokens.of("C3"))
        write(child, by, "belonging", other_group=tokens.of("C3"))
        write(child, by, "recognition", marks=tokens.of("C2"), phone=tokens.of("C2"))
        write(child, by, "screening", done_on=dates.today(), indicators=["debt"], told_words=tokens.of("C4"), conclusion="refer")


def write(child, by, key, **values):
    section = SECTIONS[key]
    filing.write(section, child, values=values, silences={}, by=by, record=section.record(child) if section.many else None)


def refer(child, by, reason):
    return workflow.refer(
        child,
        to=makers.make_service(),
        reason=reason,
        groups=["identity", "age_sex_language", "health"],
        urgency="normal",
        mode="electronic",
        by=by,
    )


def paper(content: bytes) -> str:
    return words_on(content).replace(" ", "")


READERS = {  # role, what the grant gives
    "an inspector": ("inspector", ["read_c1"]),
    "a member of the panel": ("panel_member", ["read_c1", "read_c3"]),
    "the head of the shelter": ("placement_provider", ["read_c1", "read_c2"]),
    "a judge who may read the identity": ("judge", ["read_c1", "read_c2", "print"]),
    "a judge who may read what is sensitive": ("judge", ["read_c1", "read_c3", "print"]),
    "a judge who may read all but what is secret": ("judge", ["read_c1", "read_c2", "read_c3", "print"]),
    "a judge who may read neither": ("judge", ["read_c1", "print"]),
}


@pytest.mark.parametrize("who", READERS)
def test_nobody_finds_a_word_of_a_class_they_may_not_read(who, client, tokens, told, yonas, aicha):
    role, levels = READERS[who]
    reader = makers.make_reader("reader", yonas, aicha, levels=levels, role=role, institution="MFF")
    classes = access.classes_for(reader, yonas.pk)
    client.force_login(reader)
    for address in told:
        answer = client.get(address, follow=True)
        assert answer.status_code in (200, 403, 404)
        assert tokens.beyond(classes, answer.content.decode()) == [], address
    if "print" in levels:
        for identity in ({}, {"identity": "on"}):
            printed = client.post(reverse("casework:print", args=[yonas.pk]), {"reason": "Hearing", "language": "en", **identity})
            assert printed["Content-Type"] == "application/pdf"
            assert tokens.beyond(classes, paper(printed.content)) == []


def test_what_is_secret_is_in_no_print_not_even_of_the_responsible_worker(client, tokens, told, yonas, aicha):
    client.force_login(aicha)
    asked = {"reason": "Hearing", "language": "en", "identity": "on", "use": "case"}
    for page in ("casework:print", "minors:export"):
        given = client.post(reverse(page, args=[yonas.pk]), asked)
        said = paper(given.content) if given["Content-Type"] == "application/pdf" else given.content.decode()
        assert given.status_code == 200
        assert tokens.beyond({"C1", "C2", "C3"}, said) == []


def test_an_official_who_reads_in_code_finds_neither_identity_nor_what_is_sensitive(client, tokens, told):
    client.force_login(makers.make_user("nasra", role="national_officer", institution="MFF"))
    for address in told:
        assert tokens.beyond({"C1"}, client.get(address).content.decode()) == [], address


@pytest.mark.parametrize("role", ["data_protection_officer", "monitoring_officer", "system_administrator"])
def test_who_opens_no_file_finds_no_word_of_one(role, client, tokens, told):
    client.force_login(makers.make_user("somebody", role=role, institution="MFF"))
    for address in told:
        assert tokens.beyond(set(), client.get(address).content.decode()) == [], address


def test_the_worker_does_not_meet_a_name_without_asking_for_it(client, tokens, told, yonas, aicha):
    client.force_login(aicha)
    names = {token for token in tokens if token in ChildName.objects.get(child=yonas).full}
    for address in told:
        if "/family/" in address or "/file/" in address:
            continue  # who opens these asks for the identity, and it is remembered
        page = client.get(address).content.decode()
        assert not [token for token in names if token in page], address
    assert not AccessEvent.objects.filter(kind="revealed").exists()


def test_the_nurse_reads_the_name_she_was_sent_and_nothing_once_it_is_declined(client, evelyne, aicha, yonas):
    sent = refer(yonas, aicha, "Cough for three weeks")
    client.force_login(evelyne)
    assert "Yonas Tesfaye" in client.get(sent.get_absolute_url()).content.decode()
    workflow.decline(sent, by=evelyne, answer="No nurse today")
    page = client.get(sent.get_absolute_url()).content.decode()
    assert "Yonas" not in page
    assert "Cough" not in page


def test_a_nurse_who_was_shut_out_does_not_read_the_referral_of_her_colleagues(client, evelyne, aicha, yonas):
    sent = refer(yonas, aicha, "Cough")
    access.exclude(yonas, user=evelyne, by=aicha, reason="An aunt")
    client.force_login(evelyne)
    assert client.get(sent.get_absolute_url()).status_code == 404
    assert yonas.code not in client.get(reverse("referrals:inbox")).content.decode()


def test_reading_an_assessment_through_a_refused_form_is_remembered(client, case, aicha, dahabo):
    bia = best_interests.begin(case, content=makers.BIA, by=aicha)
    best_interests.submit(bia, by=aicha)
    client.force_login(dahabo)
    refused = client.post(reverse("casework:return_bia", args=[bia.pk]), {"comment": "", "version": bia.version})
    assert refused.status_code == 422
    assert makers.BIA["analysis"] in refused.content.decode()
    assert AccessEvent.objects.filter(person=dahabo, kind="opened", subject_id=str(bia.pk)).exists()


def test_access_is_given_for_a_year_at_most(client, aicha, yonas):
    colleague = makers.make_user("ayan")
    client.force_login(aicha)
    asked = {"person": colleague.pk, "levels": "read", "purpose": "duty", "reason": "Night duty"}
    page = reverse("minors:access", args=[yonas.pk])
    for day in ("9999-12-31", f"{dates.today() + timedelta(days=500):%Y-%m-%d}"):
        assert client.post(page, {**asked, "until": day}).status_code == 422
    assert not access.children_of(colleague).exists()
