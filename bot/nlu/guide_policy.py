"""Rasa's rules, plus what the conversation so far calls for.

An open question, choices on offer and the candidates of the linker may call for another
action than the intent alone does; everything else goes by the rules of `data/stories`.
Rules of the plain kind (one intent, one action) are looked up in a table instead of by
matching states, which costs the same at every length of conversation.
"""

from __future__ import annotations

import json
from functools import cached_property
from typing import Any

from rasa.core.policies.policy import PolicyPrediction, confidence_scores_for
from rasa.core.policies.rule_policy import RULES, RulePolicy
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker

from bot.guidance.decision import contextual_action
from bot.guidance.reading import Reading
from bot.guidance.state import DIALOGUE_SLOT, Dialogue
from bot.runtime import runtime


@DefaultV1Recipe.register(
    DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT, is_trainable=True
)
class GuidePolicy(RulePolicy):
    """RulePolicy that lets the context overrule the intent."""

    def predict_action_probabilities(
        self,
        tracker: DialogueStateTracker,
        domain: Domain,
        rule_only_data: dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> PolicyPrediction:
        """Predicts the next action (see Rasa's Policy)."""
        if self._plain_rules is None:
            return super().predict_action_probabilities(tracker, domain, rule_only_data, **kwargs)
        if tracker.latest_action_name != ACTION_LISTEN_NAME or tracker.latest_message is None:
            return self._certain(ACTION_LISTEN_NAME, domain)
        parse = tracker.latest_message.parse_data or {}
        reading = Reading.from_parse(parse)
        dialogue = Dialogue.from_slot(tracker.get_slot(DIALOGUE_SLOT))
        action = contextual_action(reading, dialogue, runtime().guide)
        by_rule = self._plain_rules.get(reading.intent, str(self._fallback_action_name))
        return self._certain(action or by_rule, domain)

    @property
    def one_action_a_turn(self) -> bool:
        """True where every rule is one intent, one action: after it the bot listens."""
        return self._plain_rules is not None

    @cached_property
    def _plain_rules(self) -> dict[str, str] | None:
        """Intent → action, where every rule is one intent, one action; None where one is not."""
        table: dict[str, str] = {}
        for key, action in self.lookup.get(RULES, {}).items():
            states = [state for state in json.loads(key) if "user" in state or "slots" in state]
            if action == ACTION_LISTEN_NAME:
                continue
            last = states[-1] if states else {}
            if len(states) != 1 or set(last.get("user", {})) != {"intent"} or "slots" in last:
                return None
            table[last["user"]["intent"]] = action
        return table

    def _certain(self, action: str, domain: Domain) -> PolicyPrediction:
        return PolicyPrediction(
            confidence_scores_for(action, 1.0, domain), self.__class__.__name__, self.priority
        )
