"""Rasa in, replies out: engine, collector, tracker store."""
