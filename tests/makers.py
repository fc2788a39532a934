"""Makers: plain functions that put invented people and children where a test needs them. Say only what the test is about."""

import hashlib
import io
from datetime import timedelta
from functools import cache
from itertools import count

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from PIL import Image

from base import dates
from base.cleaner import kinds
from base.models import Institution, Place, Role, Team, User
from casework import due as lines
from casework import intake
from casework.beds import open_house
from casework.models import CareProvider
from minors import access, arrivals, documents, duplicates, merge, ties, uploads
from minors.models import Child, Clock, DuplicateDecision, Merge
from referrals import packages, protocols
from referrals.models import Service, SharingProtocol

_numbers = count(1)
PASSWORD = "correct horse battery"
_hash = cache(make_password)  # Argon2 is slow on purpose: once for everybody


def make_team(institution="CARITAS", name="Day centre", region="DJV") -> Team:
    team = Team.objects.filter(institution__code=institution, name=name).first()
    return team or Team.objects.create(
        institution=Institution.objects.get(code=institution),
        name=name,
        region=Place.objects.get(code=region),
        group=Group.objects.create(name=f"{institution} {name}"),
    )


def make_user(username: str, role: str = "caseworker", team: Team | None = None, institution=None, **fields) -> User:
    """Somebody at work. Without a team and an institution, of Caritas's day centre."""
    if team is None and institution is None:
        team = make_team()
    user = User(
        username=username,
        name=fields.pop("name", username.title()),
        role=Role.objects.get(code=role),
        team=team,
        institution=Institution.objects.get(code=institution) if institution else team.institution,
        expires_on=fields.pop("expires_on", dates.today() + timedelta(days=365)),
        language=fields.pop("language", "en"),
        **fields,
    )
    user.password = _hash(PASSWORD)
    user.save()
    if team:
        user.groups.add(team.group)
    return user


def make_case(by: User, own="Yonas", father="Tesfaye", grandfather="Bekele", **changes):
    """A registered child with an open case, responsible worker `by`. `changes` override fields of the child or of the case."""
    now = changes.pop("at", dates.now())
    with dates.at(now):
        born = changes.get("birth")
        small = born and dates.age_bounds(born.earliest, born.latest, dates.local_date(now))[0] < 5
        usual = {"risk": "high" if small or changes.get("sex") == "F" else "medium", "risk_reasons": "Alone"}
        case_fields = {name: changes.pop(name, default) for name, default in usual.items()}
        consent = changes.pop("consent", None) or {
            "given_at": now,
            "basis": "consent",
            "givers": ["child"],
            "scopes": ["case_management", "data_storage", "share_health", "anonymous_statistics"],
        }
        birth = changes.pop("birth", dates.from_age(14, dates.local_date(now)))
        safe = case_fields["risk"] == "low" or (changes.get("sex") == "F" and case_fields["risk"] == "medium")
        tonight = changes.pop("tonight", {"care_type": "kinship" if safe else "street"})  # what the level allows
        child = {
            "category": "uac",
            "sex": "M",
            "nationality": "ET",
            "language": "om",
            "identified_at": now - timedelta(hours=1),
            "found_place": Place.objects.get(code="DJV"),
            "found_by": "caritas",
            **changes,
        }
        name = {"own": own, "father": father, "grandfather": grandfather}
        return intake.open_case(name=name, child=child, birth=birth, consent=consent, tonight=tonight, by=by, **case_fields)


def make_arrival(by: User, **event):
    """A boat that came to Obock at night, reported by the team of `by`."""
    facts = {"arrived_at": dates.now() - timedelta(hours=2), "vehicle": "boat", "reported_by": "coast_guard", "minors": 25}
    facts |= {"place": Place.objects.get(code="OBK-GODORIA")}
    return arrivals.report(event={**facts, **event}, by=by, reason="Reported by radio")


def due(case) -> list[lines.Due]:
    """What is due on a case, whoever asks."""
    return lines.lines(Clock.objects.running().filter(child__case=case))


def levels_on(user: User, child_id) -> set[str]:
    """What this person's ties to a child let them do and read, as far as the role makes use of it."""
    return {tie.level for tie in ties.of_many(user, [child_id])[child_id]}


def make_reader(username: str, child, by: User, levels=("read_c1", "read_c2"), **fields) -> User:
    """Somebody who may read this child's file and do nothing with it."""
    reader = make_user(username, role=fields.pop("role", "judge"), institution=fields.pop("institution", "JUSTICE"), **fields)
    access.give(
        child,
        user=reader,
        levels=list(levels),
        purpose="court",
        by=by,
        reason="Order 12",
        ends_at=dates.now() + timedelta(days=30),
    )
    return reader


def make_provider(label="Night shelter", capacity=10, **fields) -> CareProvider:
    """A centre of Caritas that takes girls and boys."""
    defaults = {
        "code": f"P-{next(_numbers):03}",
        "kind": "centre",
        "institution": Institution.objects.get(code="CARITAS"),
        "care_type": "residential",
        "region": Place.objects.get(code="DJV"),
        "sexes": ["F", "M"],
    }
    return open_house(label=label, capacity=capacity, **{**defaults, **fields})


SCREENING = {
    "visited_on": dates.today(),
    **dict.fromkeys(["references", "behaviour_check", "code_signed", "trained", "healthy", "others_heard"], "yes"),
    "motivation": "They took in a nephew",
}


def make_service(kind="medical", institution="HEALTH", place="DJV", *, protocol=True) -> Service:
    """A service; unless said otherwise, with protocols by which every institution that has a team may send it whatever may go there."""
    house = Institution.objects.get(code=institution)
    service, _new = Service.objects.get_or_create(kind=kind, institution=house, place=Place.objects.get(code=place))
    senders = (
        Institution.objects.filter(teams__isnull=False).order_by("code").distinct() if protocol else Institution.objects.none()
    )
    for sender in [*senders.values_list("code", flat=True)]:
        make_protocol(sender, institution, kind)
    return service


def make_protocol(sender="CARITAS", receiver="HEALTH", purpose="medical", **fields) -> SharingProtocol | None:
    """A sharing protocol in force, unless there is one already or both are one house."""
    houses = {one.code: one for one in Institution.objects.filter(code__in=[sender, receiver])}
    if len(houses) < 2 or protocols.covering(
        sender=houses[sender], receiver=houses[receiver], purpose=purpose, groups=packages.allowed_for(purpose)
    ):
        return None
    usual = {
        "groups": list(packages.allowed_for(purpose)),
        "mode": "electronic",
        "legal_basis": "consent",
        "needs_consent": True,
        "approver": "Secretary General",
        "contact": "Head of the service",
        "starts_on": dates.today() - timedelta(days=400),
        "expires_on": dates.today() + timedelta(days=400),
    }
    official = User.objects.filter(username="signs_protocols").first()
    official = official or make_user("signs_protocols", role="national_officer", institution="MFF")
    return protocols.write(by=official, sender=houses[sender], receiver=houses[receiver], purpose=purpose, **usual | fields)


def make_picture(size=(60, 40), colour="olive", kind="JPEG", **options) -> bytes:
    """A picture as a file."""
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, kind, **options)
    return out.getvalue()


def make_document(child, by: User, kind="kebele_card", content: bytes = b"", **fields):
    """A document of the child, of class C2 unless said otherwise."""
    return documents.keep(child, made=kinds.clean(content or make_picture()), kind=kind, by=by, **fields)


def make_upload(child, by: User, content: bytes = b"x" * 100_000):
    """A file that was announced, of which nothing has arrived."""
    return uploads.begin(child, size=len(content), digest=hashlib.sha256(content).hexdigest(), by=by)


def make_pair(first: Child, second: Child, by: User, decision="same") -> DuplicateDecision:
    """Two files about which somebody decided; the reason is that of the tests."""
    pair = duplicates.notice(first, duplicates.Similar(second, 80, []), by=by, reason="Registration")
    return pair if decision == "undecided" else duplicates.decide(pair, decision, why="He says so himself", by=by)


def make_merge(kept: Child, other: Child, by: User, choices=None) -> Merge:
    """Two files joined by somebody who may decide about both; every difference stays as the kept file says it."""
    make_pair(kept, other, by)
    return merge.merge(kept=kept, other=other, choices=choices or {}, by=by, reason="He says so himself")


ANSWERS = {
    "danger": "no",
    "safe_tonight": "yes",
    "medical_emergency": "no",
    "violence_signs": "no",
    "distress": "no",
    "in_detention": "no",
    "pregnant": "no",
    "disability_needs": "no",
}
BIA = {
    "kind": "comprehensive",
    "purpose": "at_risk",
    "seen_alone": "yes",
    "interviews": "Spoke with the child twice, with an interpreter.",
    "situation": "Alone since Dikhil.",
    "family": "His mother calls every week.",
    "safety": "Sleeps in the street.",
    "care": "No carer.",
    "health": "Cough.",
    "psychosocial": "Sleeps badly, laughs with the others.",
    "education": "Four years of school.",
    "legal": "No papers.",
    "factors": "He knows his aunt. He owes nobody.",
    "child_views": "“I want to call my mother.”",
    "analysis": "Shelter or street: the shelter is safer.",
    "recommendation": "Place in the shelter, see a doctor.",
    "risk": "medium",
    "bid_reason": "No durable solution is being decided yet.",
}
COMPARED = [
    {"option": "The shelter", "pros": "It is safe.", "cons": "It is far."},
    {"option": "The aunt", "pros": "He knows her.", "cons": "She is poor."},
]
PLAN = {"objective": "He lives in a family and goes to school.", "participants": ["child", "worker"]}
ACTION = {"need": "He cannot read.", "action": "Enrol him in the evening class.", "service_type": "non_formal_education"}
FOLLOW_UP = {"kind": "community", "seen": "alone", "matters": "He eats well and goes to class.", "risk": "medium"}
