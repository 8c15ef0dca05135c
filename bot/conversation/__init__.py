"""Rasa in, replies out: engine, collector, tracker store."""

from bot.conversation.deferred import defer

defer()
