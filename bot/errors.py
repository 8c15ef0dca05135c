"""Everything Banshi raises on purpose.

BotError
├── SettingsError            a setting has a value that cannot work
├── CatalogError             the catalogue cannot be used as it is
│   ├── CatalogFileError     a file of it is broken: lists file, line, field and reason
│   ├── UnknownServiceError  an id that no service of this version has
│   ├── ImportFailed         an import was refused whole; nothing was changed
│   └── PublishBlocked       publishing would make something worse, or lost a race
├── QuestionFileError        a file of evaluation questions does not follow the format
├── StoreError               Redis does not answer, refuses to write, or is not there
├── ModelError               the trained model is missing or does not fit this code
├── MessageError             a message that cannot be taken: what is wrong, and what is allowed
├── GuessesExceeded          too many wrong codes or numbers from somewhere: try in an hour
├── BusyError                too many messages at once: try again in a moment
├── OftenError               somebody asks more often than one person can
├── ChannelError             the outside service of a channel refused or did not answer
├── HandoffError             a hand-off step that is not possible from the present state
│   └── DeskChanged          a person took over while the bot was answering
└── AccessError              somebody may not do this
"""

from __future__ import annotations

from dataclasses import dataclass


class BotError(Exception):
    """Base of all errors raised on purpose; ``code`` is stable and safe to show."""

    code = "error"


class SettingsError(BotError):
    """A setting has a value that cannot work."""

    code = "settings"


class CatalogError(BotError):
    """The catalogue cannot be used as it is."""

    code = "catalog"


@dataclass(frozen=True)
class FileProblem:
    """One thing wrong in one file, with the place a person has to go to."""

    file: str
    line: int
    field: str
    reason: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.field}: {self.reason}"


class CatalogFileError(CatalogError):
    """One or more catalogue files are broken; ``problems`` lists every one found."""

    code = "catalog_file"

    def __init__(self, problems: tuple[FileProblem, ...]) -> None:
        self.problems = problems
        super().__init__(problems)

    def __str__(self) -> str:
        # Arguments are what another process gets of an exception: it needs the problems.
        return "\n".join(map(str, self.problems))


class QuestionFileError(BotError):
    """A file of evaluation questions that does not follow the format."""

    code = "question_file"


class UnknownServiceError(CatalogError):
    """An id that no service of this catalogue version has."""

    code = "unknown_service"


class ImportFailed(CatalogError):
    """An import was refused whole; nothing was changed."""

    code = "import_failed"


class PublishBlocked(CatalogError):
    """Publishing would make something worse, or another publish came first."""

    code = "publish_blocked"


class StoreError(BotError):
    """Redis does not answer, refuses to write, or is not there."""

    code = "store"


class ModelError(BotError):
    """The trained model is missing or does not fit this code."""

    code = "model"


class MessageError(BotError):
    """A message that cannot be taken."""

    code = "message"


class GuessesExceeded(BotError):
    """Too many wrong codes or ticket numbers, from one conversation, one address or everywhere."""

    code = "guesses"


class BusyError(BotError):
    """Too many messages are being answered at this moment."""

    code = "busy"


class OftenError(BotError):
    """Somebody asks more often than one person can."""

    code = "too_often"


class ChannelError(BotError):
    """The outside service of a channel refused or did not answer."""

    code = "channel"


class HandoffError(BotError):
    """A hand-off step that is not possible from the present state."""

    code = "handoff"


class DeskChanged(HandoffError):
    """A person took the conversation over while the bot was answering."""

    code = "desk_changed"


class AccessError(BotError):
    """Somebody may not do this."""

    code = "access"
