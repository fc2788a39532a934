"""The sections of F03: separation, journey, family, wishes, and what is secret (domain.md 3.3)."""

from django.utils.translation import gettext_lazy as _

from minors import relatives, separation
from minors.models import Debt, Exploiter, JourneyLeg, Person, Relationship, Separation, Wishes
from minors.sections import Section

_WHO = ("own", "father", "grandfather")
_REACH = ("in_contact", "phone", "where")
_MORE = ("country", "address", "last_contact_raw", "birth_raw", "cared_before", "rank")
_DEATH = ("death_raw", "death_cause")

FAMILY = (
    Section(
        "separation",
        "F03",
        _("The separation"),
        Separation,
        first=("separated_raw", "cause", "story", "origin_address"),
        rest=("place", "country", "other_causes", "kind", "left_with_consent", "accompanied", "destination"),
        icon="geo-alt",
        lead=_("Ask once, and only what the child wants to tell. “Unknown” is an answer too."),
        rule=separation.refuse_impossible_date,
    ),
    Section(
        "journey",
        "F03",
        _("The journey"),
        JourneyLeg,
        first=("from_place", "to_place", "travelled_raw", "mode", "events"),
        rest=("with_whom", "note", "number"),
        many=True,
        order=("number", "recorded_at", "id"),
        icon="send",
        lead=_("One line for each part of the way, the first one first."),
    ),
    *(
        Section(
            part,
            "F03",
            title,
            Person,
            first=("alive", *_WHO, *_REACH),
            rest=(*_MORE, *_DEATH, "note"),
            about=(("part", part),),
            icon="person-plus",
            rule=relatives.refuse_person,
            then=relatives.claim_parent,
        )
        for part, title in (("father", _("The father")), ("mother", _("The mother")))
    ),
    Section(
        "relatives",
        "F03",
        _("Relatives and other persons"),
        Person,
        first=("own", "father", "alive", "where", "phone"),
        rest=("grandfather", "sex", "in_contact", *_MORE, "accompanies", *_DEATH, "note"),
        many=True,
        home="minors:family",
        about=(("part", "relative"),),
        icon="people",
        rule=relatives.refuse_person,
    ),
    Section(
        "ties",
        "F03",
        _("How they are related to the child"),
        Relationship,
        first=("kind", "status", "source"),
        many=True,
        home="minors:family",
        icon="people",
    ),
    Section(
        "wishes",
        "F03",
        _("The wishes of the child"),
        Wishes,
        first=("wants_contact", "wants_tracing", "wants_reunification", "fear_of_return", "fear_why"),
        rest=("contact_why", "tracing_why", "reunification_why", "stay_in_care", "preferred_care"),
        icon="journal-text",
    ),
    Section(
        "exploiters",
        "F03",
        _("Smugglers and exploiters"),
        Exploiter,
        first=("role", "name", "phone", "still_near", "told_by_child"),
        rest=("place",),
        many=True,
        icon="lock",
        lead=_("Secret: only who has an access of their own to what is secret reads this. It is in no ordinary print."),
    ),
    Section(
        "debts",
        "F03",
        _("Debt and ransom"),
        Debt,
        first=("kind", "open", "threats", "threats_what"),
        rest=("amount", "currency", "owed_to"),
        many=True,
        icon="lock",
        lead=_("Secret: only who has an access of their own to what is secret reads this. It is in no ordinary print."),
    ),
)
