"""What every part of the catalogue has: frozen, strict, and held by some answers only."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import BaseModel, Field, validator

When = Mapping[str, tuple[str, ...]]
"""Question id → allowed option ids; every entry must hold. Empty means always."""


class Part(BaseModel):
    """Base of every part of the catalogue: frozen, and no field it does not know."""

    class Config:
        frozen = True
        extra = "forbid"
        anystr_strip_whitespace = True


class Conditional(Part):
    """A part that holds only for some answers."""

    when: dict[str, tuple[str, ...]] = Field(default_factory=dict)

    @validator("when", pre=True)
    def _one_option_may_stand_alone(cls, value: object) -> object:
        if isinstance(value, dict):
            return {k: (v,) if isinstance(v, str) else v for k, v in value.items()}
        return value

    @validator("when")
    def _names_options(cls, value: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
        for question, options in value.items():
            if not options:
                raise ValueError(f"`when` names no option for question {question!r}")
        return value
