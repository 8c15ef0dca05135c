"""The situation model (情形): questions, options, and the early ends answers lead to."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, root_validator, validator

from bot.catalog.part import Conditional, Part

Measure = Literal["age", "years", "months", "days", "yuan", "count", "tonnes", "square_metres"]


class Option(Part):
    """One possible answer; ``say`` are the words people use for it.

    ``from`` (inclusive) and ``to`` (exclusive) bound the question's ``measure``.
    """

    id: str
    label: str
    say: tuple[str, ...] = ()
    from_: float | None = Field(None, alias="from")
    to: float | None = None
    note: str = ""


class Question(Conditional):
    """A situation question: asked only while its answer can still change the outcome.

    ``about`` are words a clause must hold before its number counts as an answer.
    """

    id: str
    ask: str
    why: str = ""
    how_to_find_out: str = ""
    measure: Measure | None = None
    about: tuple[str, ...] = ()
    shared: bool = False
    options: tuple[Option, ...]

    @validator("options")
    def _at_least_two_different(cls, value: tuple[Option, ...]) -> tuple[Option, ...]:
        ids = [option.id for option in value]
        if len(ids) < 2 or len(set(ids)) != len(ids):
            raise ValueError("a question needs at least two options with different ids")
        if "unknown" in ids:
            raise ValueError("option id 'unknown' is reserved for 「不知道」")
        return value

    def option(self, option_id: str) -> Option:
        """Gives the option with this id; raises KeyError when there is none."""
        for option in self.options:
            if option.id == option_id:
                return option
        raise KeyError(option_id)


class Instead(Part):
    """What a person can do who cannot do what they came for."""

    do: str
    service: str = ""


class Outcome(Conditional):
    """An early end of a path: not eligible, or a different service."""

    not_eligible: str = ""
    instead: tuple[Instead, ...] = ()
    go_to: str = ""
    because: str = ""
    basis: str = ""

    @root_validator(skip_on_failure=True)
    def _one_of_two_ends(cls, values: dict[str, object]) -> dict[str, object]:
        if bool(values["not_eligible"]) == bool(values["go_to"]):
            raise ValueError("an outcome has either `not_eligible` or `go_to`")
        if values["not_eligible"] and not values["instead"]:
            raise ValueError("`not_eligible` needs `instead`: what the person can do")
        if values["go_to"] and not values["because"]:
            raise ValueError("`go_to` needs `because`")
        if not values["when"]:
            raise ValueError("an outcome needs `when`")
        return values
