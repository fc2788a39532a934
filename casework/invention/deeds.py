"""The file of one invented child: every deed as the right person would do it, through the same functions as the pages."""

from datetime import datetime, timedelta
from random import Random

from base import dates
from base.models import User
from casework import approvals, assessments, best_interests, care, closing, in_care, risk
from casework.models import CareAgreement, CareProvider, Case, ClosureRequest, Placement
from minors import access, consent
from referrals import packages, workflow
from referrals.models import Referral

from .arrivals import LEVELS, Arrival
from .words import chance, hours, listed

ROUGH = ["street", "none", "employer", "detention", "unrelated_adult"]


class File(Arrival):
    """Everything that is done for one child after the first day."""

    # --------------------------------------------------------------------------------------------------------------- assessing

    @property
    def case(self) -> Case:
        """The case as it stands: other deeds change it too."""
        return Case.objects.select_related("child").get(pk=self.case_id)

    def assess_rapidly(self, *, done_at: datetime | None = None, by: User | None = None) -> None:
        """Sign the rapid assessment, with the level of risk that its answers call for."""
        dice, texts = self.dice, listed("assessments")
        if chance(dice, 25):
            self.risk = dice.choice(LEVELS)
        high = self.risk == "high"
        no = {"danger": "no", "safe_tonight": "yes", "medical_emergency": "no", "violence_signs": "no", "distress": "no"}
        answers = {**no, "in_detention": "no", "pregnant": "no" if self.profile.sex == "M" else dice.choice(["no", "unknown"])}
        if high:
            answers[dice.choice(["danger", "danger", "medical_emergency", "distress", "violence_signs"])] = "yes"
        elif chance(dice, 18):
            answers[dice.choice(["violence_signs", "distress"])] = dice.choice(["unknown", "refused"])
        case = self.case
        sleeps = case.child.placements.current().values_list("care_type", flat=True).first()
        if sleeps == "detention":
            answers["in_detention"] = "yes"
        if sleeps in ROUGH and (high or chance(dice, 30)):
            answers["safe_tonight"] = "no"
        if answers["danger"] == "yes":
            answers["danger_what"] = self.voice.say(texts["danger_what"])
        urgent = "yes" in [answers["danger"], answers["medical_emergency"], answers["distress"]]
        answers["actions_taken"] = self.voice.say(
            texts["actions_taken"] if urgent or self.profile.small else texts["actions_taken"]["none"]
        )
        self.risk = max(self.risk, risk.floor(case.child, answers) or "low", key=LEVELS.index)
        reasons = self.voice.say(texts["risk_reasons"][self.risk], most=2)
        assessments.sign_rapid_assessment(
            case, answers=answers, risk=self.risk, risk_reasons=reasons, by=by or self.owner, done_at=done_at
        )

    def begin_bia(self) -> None:
        """A first draft: what is known before the second talk with the child."""
        texts, say = listed("assessments"), self.voice.say
        alone = not self.profile.small and not chance(self.dice, 8)
        purpose = "voluntary_return" if chance(self.dice, 15) else self.dice.choice(["at_risk", "at_risk", "alternative_care"])
        content = {
            "kind": "comprehensive",
            "purpose": "family" if self.profile.accompanied else purpose,
            "seen_alone": "yes" if alone else "no",
            "not_alone_because": "" if alone else say(texts["not_alone_because"]),
            "situation": f"{say(texts['situation'])} {say(texts['family'])}",
            "safety": say(texts["safety"], most=3),
            "risk": self.risk,
        }
        self.bia = best_interests.begin(self.case, content=content, by=self.owner)

    def write_bia(self) -> None:
        """The rest of it, with the child's own words."""
        assert self.bia
        texts, say = listed("assessments"), self.voice.say
        bid = chance(self.dice, 12)
        dice = Random(f"{self.child.code} {self.bia.number} assessment")  # dice of its own: the rest of the year stays as it was
        more = {name: dice.choice(pool) for name, pool in texts["more"].items()}
        compared = more.pop("compared")
        compared = compared if bid or self.bia.purpose in self.bia.DECIDES else []
        content = {
            "care": say(texts["care"], most=3),
            "health": f"{say(texts['health'])} {say(texts['mood'])}",
            "child_views": say(texts["child_views"], most=2),
            "other_views": say(texts["other_views"]),
            "analysis": say(texts["analysis"]),
            "recommendation": say(texts["recommendation"], most=2),
            "alternatives": compared,
            **more,
            "bid_needed": bid,
            "bid_trigger": "durable_solution" if bid else "",
            "bid_reason": say(texts["bid_reason"]["yes" if bid else "no"]),
        }
        best_interests.write(self.bia, content=content, by=self.owner)

    def rework_bia(self) -> None:
        """What the supervisor asked for is added."""
        assert self.bia
        more = self.voice.say(listed("assessments")["reworked"])
        best_interests.write(self.bia, content={"analysis": f"{self.bia.analysis}\n\n{more}"}, by=self.owner)

    def submit_bia(self) -> None:
        assert self.bia
        best_interests.submit(self.bia, by=self.owner)

    def return_bia(self) -> None:
        assert self.bia
        best_interests.send_back(self.bia, by=self.supervisor, comment=self.voice.say(listed("assessments")["returned"]))

    def approve_bia(self) -> None:
        assert self.bia
        comment = self.voice.say(listed("assessments")["approved"]) or listed("assessments")["panel_later"]
        best_interests.approve(self.bia, by=self.supervisor, comment=comment)

    @property
    def bia_status(self) -> str:
        """Where the assessment of the running episode stands; empty when there is none."""
        return self.bia.status if self.bia else ""

    # ------------------------------------------------------------------------------------------------------------------ caring

    @property
    def placement(self) -> Placement | None:
        """Where the child sleeps now."""
        return self.child.placements.current().select_related("provider").first()

    def place(self, provider: CareProvider, *, because: str = "moved", starts_at: datetime | None = None) -> bool:
        """A bed there, if one is free and the child is not there already."""
        before = self.placement
        if not self.fits(provider) or (before and before.provider_id == provider.pk):
            return False
        reason = self.voice.say(listed("care")["place"][provider.care_type])
        agrees = "unknown" if self.profile.small else self.dice.choice(["yes", "yes", "yes", "yes", "no"])
        basis = Placement.Basis.ADMINISTRATIVE if provider.kind == "family" else Placement.Basis.EMERGENCY
        given = care.place(
            self.child,
            provider=provider,
            reason=reason,
            by=self.owner,
            starts_at=starts_at,
            basis=basis,
            child_agrees=agrees,
            previous_ended_because=because,
            override_reason=listed("care")["override"],  # kept only where no bed fits
            **listed("care")["apart"],  # kept only where brothers or sisters sleep elsewhere
        )
        self.left_bed(before)
        self.world.bed(provider, 1)
        self._watch_at_night(provider)
        if provider.kind == "family" and int(self.child.code[-1], 36) % 4:  # most sign at once
            points = list(CareAgreement.Point.values)
            in_care.sign_agreement(given, signed_on=dates.today(), points=points, monthly_support=30_000, by=self.owner)
        return True

    def judge_place(self, suitable: str) -> None:
        placement = self.placement
        asked = approvals.waiting_for(placement) if placement else None
        if asked:  # decided outside an emergency: the supervisor agrees in these days
            approvals.approve(asked, version=asked.record.version, by=self.supervisor)
        if placement and placement.care_type not in ROUGH:
            care.judge(placement, suitable=suitable, by=self.owner, reason=self.voice.say(listed("care")["judge"][suitable]))

    def leave_place(self, because: str, *, to: str = "", reason: str = "") -> None:
        """The placement ends; with `to`, the child sleeps there from now on, without a bed of ours."""
        before = self.placement
        if before:
            care.end(before, end_reason=because, by=self.owner, afterwards=None if to else "unknown")
            self.left_bed(before)
        if to:
            care.settle(self.child, care_type=to, provider=None, starts_at=dates.now(), reason=reason, by=self.owner)

    def left_bed(self, before: Placement | None) -> None:
        """The bed is free again, and who watched at night reads no more."""
        if before is None or before.provider is None:
            return
        self.world.bed(before.provider, -1)
        if self.night_grant:
            if self.night_grant.ends_at and self.night_grant.ends_at > dates.now():
                access.revoke(self.night_grant, by=self.owner, reason="Fin du placement.")
            self.night_grant = None

    # --------------------------------------------------------------------------------------------------------------- referring

    def refer(self, kind: str, *, urgent: bool = False) -> Referral | None:
        """To the nearest service of that kind; None when no consent covers it and nothing is urgent."""
        vital = ""
        if not consent.allows(self.child, packages.scope_for(kind)):
            if kind != "medical" and not urgent:
                return None
            vital = self.voice.say(listed("services")["_vital"])
        services = [one for one in self.world.services[kind] if one.is_open]
        near = [one for one in services if one.place.region_id == self.child.region_id]
        modes = list(Referral.Mode.values)
        referral = workflow.refer(
            self.child,
            to=self.dice.choice(near or services[:1]),
            reason=self.voice.say(listed("services")[kind]["reason"]),
            groups=packages.minimum_for(kind),
            urgency=Referral.Urgency.URGENT if urgent else Referral.Urgency.NORMAL,
            mode=self.dice.choice([*modes, "electronic", "electronic", "accompanied"]),
            by=self.owner,
            without_consent_because=vital,
        )
        self.sent.append(referral)
        return referral

    def answered_by(self, referral: Referral) -> User:
        return self.world.answering[referral.service.institution_id]

    def accept(self, referral: Referral) -> None:
        workflow.accept(referral, by=self.answered_by(referral), answer=self.voice.say(listed("services")["_accept"]))

    def decline(self, referral: Referral) -> None:
        answer = self.voice.say(listed("services")[referral.service.kind]["decline"])
        workflow.decline(referral, by=self.answered_by(referral), answer=answer)

    def complete(self, referral: Referral) -> None:
        feedback = self.voice.say(listed("services")[referral.service.kind]["feedback"])
        assert referral.accepted_at
        # Feedback is often written days after the service was given.
        given = dates.now() - hours(self.dice, 0, 120) if chance(self.dice, 30) else dates.now()
        given = max(given, referral.accepted_at + timedelta(minutes=30))
        workflow.complete(referral, by=self.answered_by(referral), feedback=feedback, received_at=given)

    def fail(self, referral: Referral) -> None:
        feedback = self.voice.say(listed("services")[referral.service.kind]["failed"])
        workflow.fail(referral, by=self.answered_by(referral), feedback=feedback)

    def cancel_what_is_open(self) -> None:
        for referral in self.sent:
            if referral.status in ("to_approve", "sent", "acknowledged", "accepted", "started"):
                workflow.cancel(referral, by=self.owner, reason=self.voice.say(listed("services")["_cancel"]))

    # ----------------------------------------------------------------------------------------------------------------- closing

    def ask_for_closure(self, reason: str) -> ClosureRequest:
        texts = listed("care")
        statement, way_back = self.voice.say(texts["closing"][reason]), self.voice.say(texts["way_back"])
        return closing.request(self.case, reason=reason, statement=statement, way_back=way_back, by=self.owner)

    def close(self, asked: ClosureRequest) -> None:
        closing.approve(asked, by=self.supervisor, decision=self.voice.say(listed("care")["closure_agreed"]))
        self.unit.count(self.owner, -1)

    def keep_open(self, asked: ClosureRequest) -> None:
        closing.refuse(asked, by=self.supervisor, decision=self.voice.say(listed("care")["closure_refused"]))

    def reopen(self, reason: str) -> None:
        explanation = self.voice.say(listed("care")["reopening"][reason])
        self.risk = max(self._at_least("medium", "street"), risk.floor(self.child) or "low", key=LEVELS.index)
        closing.reopen(self.case, reason=reason, explanation=explanation, risk=self.risk, by=self.supervisor, tonight="street")
        self.unit.count(self.owner, 1)
        self.bia, self.sent, self.present = None, [], True
