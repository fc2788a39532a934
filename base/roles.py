"""The words of rights: verbs, scopes and field classes. Who has which is data: base/data/roles.json, rows of `Role`."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Verb(models.TextChoices):
    """What somebody may do. A page names one; a button on a page comes from the same name."""

    REGISTER_CHILD = "register_child", _("register a child")
    OPEN_CASE = "open_case", _("open a case")
    REVEAL_IDENTITY = "reveal_identity", _("show the identity")
    ASSESS = "assess", _("assess")
    APPROVE = "approve", _("approve an assessment")
    PLACE = "place", _("place a child")
    REFER = "refer", _("refer to a service")
    ANSWER_REFERRAL = "answer_referral", _("answer a referral")
    REQUEST_CLOSURE = "request_closure", _("ask for closure")
    APPROVE_CLOSURE = "approve_closure", _("approve a closure")
    REOPEN = "reopen", _("reopen a case")
    PRINT_CASE = "print_case", _("print a case file")
    PRINT_IDENTITIES = "print_identities", _("print the names of a group that travels")
    SHARE_CASE = "share_case", _("give access to a case")
    ASSIGN = "assign", _("assign a case")
    SEE_BOARD = "see_board", _("see the board of the unit")
    SEE_BEDS = "see_beds", _("see who sleeps where, and the free beds")
    CALL_ROLL = "call_roll", _("call the roll in a centre")
    CHANGE_BEDS = "change_beds", _("change the beds of a house")
    SEE_FAMILIES = "see_families", _("read about families that take children in")
    SEE_PLAN = "see_plan", _("see the national plan")
    DRILL_DOWN = "drill_down", _("open the coded list behind a figure")
    MANAGE_ACCOUNTS = "manage_accounts", _("manage accounts")
    SEE_ACCESS_LOG = "see_access_log", _("see the access log")
    SEE_ALERTS = "see_alerts", _("see who looked in an unusual way")
    RESOLVE_DUPLICATES = "resolve_duplicates", _("decide about duplicates")
    EXPRESS_VIEW = "express_view", _("say as a guardian what one thinks")
    REPORT_MISSING = "report_missing", _("report a child missing")
    QUESTION = "question", _("ask about a record, and answer")
    TRACE_FAMILIES = "trace_families", _("look for the child that a family searches")
    HANDLE_COMPLAINTS = "handle_complaints", _("handle complaints about staff")
    SET_PLAN = "set_plan", _("change the national plan")
    HOLD_PANEL = "hold_panel", _("hold the best-interests panel")
    SIT_ON_PANEL = "sit_on_panel", _("sit on the best-interests panel")
    SET_SHARING = "set_sharing", _("change the service directory and the sharing protocols")
    HANDLE_DISCLOSURES = "handle_disclosures", _("handle requests by authorities for data of children")
    SEE_OPERATION = "see_operation", _("see whether the system does its work")
    OPEN_IN_EMERGENCY = "open_in_emergency", _("open a case in an emergency")
    REVIEW_EMERGENCY = "review_emergency", _("review what was opened in an emergency")
    SEAL_CASE = "seal_case", _("seal a case")
    EXPLAIN_ACCESS = "explain_access", _("ask why somebody can open a case or not")
    REVIEW_ACCESS = "review_access", _("confirm who still needs an account")


class Scope(models.TextChoices):
    """Which children a role can reach at all (domain.md 7.2)."""

    OWN = "own", _("children entrusted by a grant")
    UNIT = "unit", _("children of the person's unit")
    REGION_CODED = "region_coded", _("children of the region, in code")
    ALL_CODED = "all_coded", _("all children, in code")
    REFERRAL = "referral", _("referrals sent to the institution")
    RESIDENT = "resident", _("children placed in the institution")
    NONE = "none", _("no child")


class Relation(models.TextChoices):
    """What ties a person to one child. Which classes of field a tie opens depends on the role (domain.md 7.2)."""

    OWN = "own", _("responsible for the case")
    GRANTED = "granted", _("access given by somebody")
    EMERGENCY = "emergency", _("opened in an emergency")
    WITNESSED = "witnessed", _("opened in an emergency, with a second person")
    UNIT = "unit", _("child of the unit")
    REGION = "region", _("child of the region, in code")
    ALL = "all", _("every child, in code")
    REFERRAL = "referral", _("referred to the institution")
    NONE = "none", _("nothing")


class FieldClass(models.TextChoices):
    """Confidentiality classes (domain.md 7.3)."""

    C1 = "C1", _("ordinary case data")
    C2 = "C2", _("identity")
    C3 = "C3", _("sensitive")
    C4 = "C4", _("secret")
