"""Rasa graph components, thin: the work is in `bot.text`, `bot.catalog` and `bot.guidance`."""
