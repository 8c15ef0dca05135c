"""Rasa as its documentation sets it up for Chinese."""
