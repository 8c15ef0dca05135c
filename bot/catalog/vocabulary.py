"""The closed lists services choose from: themes, attributes and departments."""

from __future__ import annotations

from typing import Literal

from bot.catalog.part import Part


class Theme(Part):
    """A theme (主题分类) people browse by."""

    name: str
    say: tuple[str, ...] = ()
    text: str = ""


Fact = Literal["", "zero_visits", "one_visit", "on_the_spot", "paper_deferrable", "paper_waived"]


class Tag(Part):
    """An attribute people ask for (秒批, 全市通办 …), with the words for it.

    ``shown_by`` is what gives a service the attribute that does not name it among its tags.
    """

    name: str
    shown_by: Fact = ""
    say: tuple[str, ...] = ()
    text: str


class Department(Part):
    """A department with its telephone and what people call it."""

    name: str
    full_name: str
    say: tuple[str, ...] = ()
    phone: str = ""


class Vocabulary(Part):
    """The closed lists services choose from."""

    themes: tuple[Theme, ...] = ()
    tags: tuple[Tag, ...] = ()
    departments: tuple[Department, ...] = ()
