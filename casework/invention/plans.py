"""The care plan of an invented child: written after the assessment, approved, and carried out as far as life lets it."""

from datetime import datetime, timedelta
from random import Random

from base import dates
from casework import care_plans
from casework.models import CarePlan

from .deeds import File
from .schedule import Story, at_the_office
from .words import Voice, chance, days, listed

LANGUAGES = ["om", "am", "so", "aa", "ar", "ti"]


def story(file: File) -> Story:
    """From the first line to the last action that was carried out. Dice of its own: nothing else changes by it."""
    dice = Random(f"{file.child.code} plan")
    voice = Voice(dice, girl=file.profile.sex == "F", tag=file.voice.tag)
    if chance(dice, 14):  # nobody found the time
        return
    plan = _written(file, dice, voice)
    if plan is None:
        return
    yield at_the_office(dice, dates.now() + days(dice, 0.3, 3))
    plan = _still(file, plan)
    if plan is None or chance(dice, 6):
        return
    care_plans.submit(plan, by=file.owner)
    yield at_the_office(dice, dates.now() + days(dice, 0.3, 4))
    plan = _still(file, plan, "submitted")
    if plan is None:
        return
    if chance(dice, 12):
        care_plans.send_back(plan, by=file.supervisor, comment=voice.say(listed("plans")["returned"]))
        yield at_the_office(dice, dates.now() + days(dice, 0.4, 3))
        plan = _still(file, plan)
        if plan is None:
            return
        care_plans.submit(plan, by=file.owner)
        care_plans.approve(plan, by=file.supervisor)
    else:
        care_plans.approve(plan, by=file.supervisor, comment=voice.say(listed("plans")["approved"]))
    yield from _carried_out(file, plan, dice, voice)


def finish(file: File) -> None:
    """Before a case is closed nothing waits for the supervisor any more."""
    for plan in CarePlan.objects.filter(child=file.child, status="submitted"):
        care_plans.approve(plan, by=file.supervisor)


def _written(file: File, dice: Random, voice: Voice) -> CarePlan | None:
    texts, case = listed("plans"), file.case
    if not file.present or case.child.care_plans.filter(episode=case.episode).exists():
        return None
    content = {"objective": voice.say(texts["objective"]), "participants": ["child", "worker"]}
    if file.profile.small:
        content["participants"] = ["carer", "worker"]
    plan = care_plans.begin(case, content=content, by=file.owner)
    for line in dice.sample(texts["actions"], dice.randint(2, 3)):
        values = {name: value for name, value in line.items() if name != "result"}
        values |= {name: voice.say([values[name]]) for name in ("need", "action")}
        values |= {"due_on": dates.today() + timedelta(days=dice.choice([7, 14, 14, 30, 45, 60]))}
        care_plans.add_action(plan, values=values, by=file.owner)
    plan.refresh_from_db()
    copy: dict = {"copy_given_on": dates.today(), "copy_language": dice.choice(LANGUAGES)} if chance(dice, 60) else {}
    says = texts["not_asked"] if file.profile.small else texts["child_says"]
    agrees = "not_asked" if file.profile.small else dice.choice(["yes", "yes", "yes", "partly"])
    return care_plans.hear(plan, child_agrees=agrees, child_says=voice.say(says), by=file.owner, **copy)


def _still(file: File, plan: CarePlan, status: str = "draft") -> CarePlan | None:
    """The plan as it is now, if it waits for this step and the child is still there."""
    now = CarePlan.objects.select_related("child", "episode").get(pk=plan.pk)
    return now if file.present and now.status == status and now.episode.closed_at is None else None


def _carried_out(file: File, plan: CarePlan, dice: Random, voice: Voice) -> Story:
    results = {line["service_type"]: line["result"] for line in listed("plans")["actions"]}
    for action in plan.actions.order_by("due_on", "number"):
        if chance(dice, 12):  # forgotten: it becomes overdue
            continue
        day = datetime.combine(action.due_on, datetime.min.time(), dates.DJIBOUTI)
        yield at_the_office(dice, max(dates.now(), day - days(dice, -2 if chance(dice, 20) else 1, 6)))
        now = _still(file, plan, "approved")
        if now is None:
            return
        line = now.actions.select_related("plan__child", "plan__episode").get(pk=action.pk)
        if chance(dice, 7):
            care_plans.cancel(line, why=voice.say(listed("plans")["given_up"]), by=file.owner)
        elif chance(dice, 12):
            care_plans.start(line, by=file.owner)
        else:
            result = voice.say([results[line.service_type]])
            care_plans.complete(line, done_on=dates.today(), result=result, by=file.owner)
