"""Walking: next, back, again, where am I, skip, done, stop, and the ways to apply."""

from __future__ import annotations

from dataclasses import replace

from actions import lines, views
from actions.base import GuideAction, Result, Turn
from actions.guide import ActionGuide, open_service
from bot.guidance.checklist import checklist
from bot.guidance.decision import open_question, target
from bot.guidance.state import Dialogue, Journey, Offer
from bot.guidance.steps import default_way, steps, ways
from bot.replies import Choice, Draft
from bot.text.normalise import normalise


class ActionNext(GuideAction):
    """On: the present step counts as done."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_next"

    def act(self, turn: Turn) -> Result:
        """Marks the step done and shows the next; an open question is asked again."""
        return views.proceed(turn, _finish_step(turn.dialogue, skipped=False))


class ActionDone(ActionNext):
    """The person says that the step is done."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_done"


class ActionSkip(GuideAction):
    """Leaves the step out, or the question open."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_skip"

    def act(self, turn: Turn) -> Result:
        """Skips the step; an open question is taken as not known."""
        if open_question(turn.dialogue, turn.guide.catalog) is not None:
            from actions.guide import ActionDontKnow

            return ActionDontKnow().act(turn)
        return views.proceed(turn, _finish_step(turn.dialogue, skipped=True))


class ActionPrevious(GuideAction):
    """Back: the step before, or the question before."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_previous"

    def act(self, turn: Turn) -> Result:
        """Undoes the last step or the last answer."""
        journey = turn.dialogue.journey
        if journey is None:
            return views.proceed(turn, turn.dialogue)
        finished = [s for s in (*journey.done, *journey.skipped)]
        if journey.step and finished:
            service = views.service_of(turn, journey.service)
            way = journey.way or default_way(service, journey.answers)
            order = [s.id for s in steps(service, journey.answers, way)]
            last = max((s for s in finished if s in order), key=order.index, default=finished[-1])
            journey = replace(
                journey,
                done=tuple(s for s in journey.done if s != last),
                skipped=tuple(s for s in journey.skipped if s != last),
            )
            return views.proceed(turn, turn.dialogue.with_journey(journey))
        if journey.step:
            journey = replace(journey, step="", checklist_shown=False)
            return views.proceed(turn, turn.dialogue.with_journey(journey))
        answers = dict(journey.answers)
        if answers:
            answers.pop(next(reversed(answers)))
        journey = replace(journey, answers=answers, checklist_shown=False)
        return views.proceed(turn, turn.dialogue.with_journey(journey))


class ActionRepeat(GuideAction):
    """Says the present point again."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_repeat"

    def act(self, turn: Turn) -> Result:
        """The open question, the checklist or the step once more."""
        journey = turn.dialogue.journey
        if journey and journey.checklist_shown and not journey.step:
            turn_dialogue = turn.dialogue.with_journey(replace(journey, checklist_shown=False))
            return views.proceed(turn, turn_dialogue)
        return views.proceed(turn, turn.dialogue)


class ActionResume(ActionRepeat):
    """Takes up where the person left."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_resume"


class ActionStatus(GuideAction):
    """Where am I?"""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_status"

    def act(self, turn: Turn) -> Result:
        """The service, the situation so far, and the present step."""
        journey = turn.dialogue.journey
        if journey is None:
            return views.proceed(turn, turn.dialogue)
        service = views.service_of(turn, journey.service)
        way = journey.way or default_way(service, journey.answers, plain=turn.dialogue.plain)
        order = [s.id for s in steps(service, journey.answers, way)]
        over = sum(s in order for s in (*journey.done, *journey.skipped))
        facts = {
            "service": service.name,
            "situation": views.situation_summary(service, journey.answers) or "还没有回答问题",
            "done": over,
            "total": len(order),
        }
        lead = (Draft("utter_status", "progress", "controlled", facts),)
        if journey.checklist_shown and not journey.step:
            return Result((*lead, views.checklist_draft(turn, turn.dialogue, service)), turn.dialogue)
        return views.proceed(turn, turn.dialogue, lead=lead)


class ActionChecklist(GuideAction):
    """The checklist again."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_checklist"

    def act(self, turn: Turn) -> Result:
        """Shows the checklist of the current journey, or starts one for the service named."""
        journey = turn.dialogue.journey
        found = target(turn.reading, turn.dialogue)
        if journey is None or (found.kind == "service" and found.services[0] != journey.service):
            return ActionGuide().act(turn)
        service = views.service_of(turn, journey.service)
        if turn.guide.situations(service).progress(journey.answers).question is not None:
            return views.proceed(turn, turn.dialogue)
        return Result((views.checklist_draft(turn, turn.dialogue, service),), turn.dialogue)


class ActionHaveMaterial(GuideAction):
    """「身份证有了」: ticks a paper off."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_have_material"

    def act(self, turn: Turn) -> Result:
        """Ticks what was named, and shows what is left."""
        journey = turn.dialogue.journey
        if journey is None:
            return ActionGuide().act(turn)
        service = views.service_of(turn, journey.service)
        found = checklist(service, journey.answers, ticked=journey.ticked)
        named = materials_named(turn, journey)
        if not named:
            return views.proceed(turn, turn.dialogue)
        journey = replace(journey, ticked=tuple(dict.fromkeys((*journey.ticked, *named))))
        dialogue = turn.dialogue.with_journey(journey)
        left = [i.material.name for i in found.items if i.material.id not in journey.ticked]
        names = [i.material.name for i in found.items if i.material.id in named]
        facts = {"named": "、".join(names), "left": "、".join(left) or "没有了，材料齐了"}
        return Result((Draft("utter_ticked", "text", "controlled", facts),), dialogue)


class ActionLackMaterial(GuideAction):
    """「没有社保清单怎么办」: where to get it, or what replaces it."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_lack_material"

    def act(self, turn: Turn) -> Result:
        """Says how to get the paper named; where another service issues it, offers that."""
        journey = turn.dialogue.journey
        named = materials_named(turn, journey) if journey else ()
        if journey is None or not named:
            return ActionGuide().act(turn)
        service = views.service_of(turn, journey.service)
        material = next(m for m in service.materials if m.id == named[0])
        other = turn.guide.catalog.services.get(material.obtained_by)
        facts = {
            "name": material.name,
            "waived": f"不一定要交：{material.waived}。" if material.waived else "",
            "electronic": f"可用{material.electronic}代替。" if material.electronic else "",
            "need": "这一项可以容缺，先受理后补交。" if material.need == "deferrable" else "",
            "get_it": f"哪里拿：{material.get_it}。" if material.get_it else "",
            "other": f"可以先办“{other.name}”，办完再回来。" if other else "",
        }
        options = (Choice(other.name, other.name), Choice("继续", "继续")) if other else (Choice("继续", "继续"),)
        offers = (Offer("service", other.id, other.name),) if other else ()
        draft = Draft("utter_lack_material", "materials", "answered", facts, None, options)
        return Result((draft,), replace(turn.dialogue, offers=offers))


def materials_named(turn: Turn, journey: Journey) -> tuple[str, ...]:
    """Ids of the papers of this journey whose names the sentence mentions."""
    service = views.service_of(turn, journey.service)
    said = normalise(turn.reading.text)
    found = checklist(service, journey.answers)
    scored = [
        (max(_common(said, normalise(item.material.name)), 0), item.material.id) for item in found.items
    ]
    best = max((score for score, _ in scored), default=0)
    return tuple(name for score, name in scored if score >= 2 and score == best)


def _common(said: str, name: str) -> int:
    """Length of the longest run of ``name`` that stands in ``said``."""
    for size in range(len(name), 1, -1):
        if any(name[i : i + size] in said for i in range(len(name) - size + 1)):
            return size
    return 0


class WayAction(GuideAction):
    """Base of 「我想去窗口办」 and the like."""

    way = ""

    def act(self, turn: Turn) -> Result:
        """Switches the way, where it exists."""
        journey = turn.dialogue.journey
        if journey is None:
            return ActionGuide().act(turn)
        service = views.service_of(turn, journey.service)
        if self.way not in ways(service, journey.answers):
            existing = "、".join(lines.WAYS[w] for w in ways(service, journey.answers))
            facts = {"way": lines.WAYS[self.way], "existing": existing, "offline": service.offline}
            draft = Draft("utter_no_such_way", "channel", "answered", facts)
            return Result((draft, *views.resume_hint(turn, turn.dialogue)), turn.dialogue)
        journey = replace(journey, way=self.way, checklist_shown=journey.checklist_shown)
        return views.proceed(turn, turn.dialogue.with_journey(journey))


class ActionByCounter(WayAction):
    """At the counter."""

    way = "counter"

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_by_counter"


class ActionByOnline(WayAction):
    """Online."""

    way = "online"

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_by_online"


class ActionByPost(WayAction):
    """By post."""

    way = "post"

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_by_post"


class ActionByTerminal(WayAction):
    """At a machine."""

    way = "terminal"

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_by_terminal"


class ActionDidAtCounter(GuideAction):
    """Already handed in at a counter: never sent to do it again online."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_did_at_counter"

    def act(self, turn: Turn) -> Result:
        """Counts every step a person does up to handing in as done."""
        journey = turn.dialogue.journey
        if journey is None:
            return Result((Draft("utter_did_at_counter", "text", "controlled"),), turn.dialogue)
        service = views.service_of(turn, journey.service)
        order = steps(service, journey.answers, "counter")
        handed_in = max((i for i, s in enumerate(order) if s.channel == "counter"), default=-1)
        done = tuple(s.id for s in order[: handed_in + 1])
        journey = replace(
            journey, way="counter", done=tuple(dict.fromkeys((*journey.done, *done))), checklist_shown=True
        )
        lead = (Draft("utter_did_at_counter", "text", "controlled"),)
        return views.proceed(turn, turn.dialogue.with_journey(journey), lead=lead)


class ActionRejected(GuideAction):
    """Refused or asked to correct (补正): its own branch."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_rejected"

    def act(self, turn: Turn) -> Result:
        """What to do after a refusal, for the service under way or named."""
        found = target(turn.reading, turn.dialogue)
        if found.kind not in ("service", "topic"):
            return ActionGuide().act(turn)
        service = views.service_of(turn, found.services[0])
        facts = {"service": service.name, "correction": service.correction, "footer": lines.footer(service)}
        draft = Draft("utter_rejected", "text", "answered", facts)
        return Result((draft, *views.resume_hint(turn, turn.dialogue)), turn.dialogue)


class ActionCancel(GuideAction):
    """Stops the current journey."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_cancel"

    def act(self, turn: Turn) -> Result:
        """Ends the journey; what was said is kept in case the person comes back."""
        journey = turn.dialogue.journey
        if journey is None:
            return Result((Draft("utter_nothing_to_cancel", "text", "controlled"),), turn.dialogue)
        service = views.service_of(turn, journey.service)
        others = tuple(j for j in turn.dialogue.journeys if j.service != journey.service)
        dialogue = replace(turn.dialogue, journeys=others, asked="", offers=(), proposal=None)
        facts = {"service": service.name}
        return Result((Draft("utter_cancelled", "text", "controlled", facts),), dialogue)


class ActionStartOver(GuideAction):
    """From the beginning."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_start_over"

    def act(self, turn: Turn) -> Result:
        """Begins the current service anew, everything else forgotten."""
        journey = turn.dialogue.journey
        fresh = Dialogue(plain=turn.dialogue.plain)
        if journey is None:
            return Result((Draft("utter_start_over", "text", "controlled"),), fresh)
        return open_service(turn, fresh, journey.service)


class ActionListJourneys(GuideAction):
    """What is under way."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_list_journeys"

    def act(self, turn: Turn) -> Result:
        """Lists open journeys to switch between; goes to the one named."""
        open_ones = [j for j in turn.dialogue.journeys if not j.ended]
        top = turn.reading.top
        named = turn.dialogue.journey_of(top.service) if top and top.score > 0.3 else None
        if named is not None:
            return views.proceed(turn, turn.dialogue.with_journey(named))
        if not open_ones:
            return views.proceed(turn, turn.dialogue)
        names = [views.service_of(turn, j.service).name for j in open_ones]
        offers = tuple(Offer("service", j.service, n) for j, n in zip(open_ones, names, strict=True))
        facts = {"journeys": "\n".join(f"{i}. {name}" for i, name in enumerate(names, 1))}
        options = tuple(Choice(name, name) for name in names)
        draft = Draft("utter_journeys", "choices", "controlled", facts, None, options)
        return Result((draft,), replace(turn.dialogue, offers=offers))


class ActionAffirm(GuideAction):
    """A plain yes."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_affirm"

    def act(self, turn: Turn) -> Result:
        """Takes up what was proposed, or goes on."""
        return views.proceed(turn, _finish_step(turn.dialogue, skipped=False))


class ActionDeny(GuideAction):
    """A plain no."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_deny"

    def act(self, turn: Turn) -> Result:
        """Drops what was proposed and asks what else is wanted."""
        dialogue = replace(turn.dialogue, proposal=None, offers=())
        return Result((Draft("utter_what_else", "text", "controlled"),), dialogue)


class ActionSimplify(GuideAction):
    """Plain mode on."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_simplify"

    def act(self, turn: Turn) -> Result:
        """Speaks more plainly from now on."""
        dialogue = replace(turn.dialogue, plain=True)
        lead = (Draft("utter_plain_on", "text", "controlled"),)
        return Result((*lead, *views.resume_hint(turn, dialogue)), dialogue)


class ActionNormalMode(GuideAction):
    """Plain mode off."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_normal_mode"

    def act(self, turn: Turn) -> Result:
        """Speaks as usual again."""
        dialogue = replace(turn.dialogue, plain=False)
        return Result((Draft("utter_plain_off", "text", "controlled"),), dialogue)


def _finish_step(dialogue: Dialogue, *, skipped: bool) -> Dialogue:
    """The dialogue with the present step done or skipped."""
    journey = dialogue.journey
    if journey is None or not journey.step:
        return dialogue
    if skipped:
        journey = replace(journey, skipped=(*journey.skipped, journey.step))
    else:
        journey = replace(journey, done=(*journey.done, journey.step))
    return dialogue.with_journey(replace(journey, step=""))
