"""Reads the catalogue from its folder of YAML files.

Every problem is reported with file, line and field, all files at once, so that an editor
mends them in one go. YAML 1.2 booleans only: an option id ``no`` stays the word "no".
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Container, Iterable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from bot.catalog.model import Catalog, LifeEvent, Service
from bot.catalog.situation import Question
from bot.catalog.vocabulary import Vocabulary
from bot.errors import CatalogFileError, FileProblem

FORBIDDEN_KEYS = frozenset({"nlu", "responses", "stories", "rules"})
"""``rasa train`` takes any YAML under data/ that has a line starting with one of these."""

EXTRA = "extra"
"""Folder below the phrases with more of them: added where questions showed a gap in meaning."""

LABELS = frozenset(
    "guide materials conditions process duration fee location hours channel visits progress "
    "contact legal problem".split()
)
"""What a phrase may say, after a tab, that it asks about (docs/questions.md)."""

ModelT = TypeVar("ModelT", bound=BaseModel)


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Safe YAML whose only booleans are ``true`` and ``false``, and where no key stands twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        """The mapping; raises ConstructorError at a key that was given before."""
        seen: set[str] = set()
        for key, _ in node.value:
            if key.value in seen:
                problem = f"the key {key.value!r} stands twice"
                raise yaml.constructor.ConstructorError(None, None, problem, key.start_mark)
            seen.add(key.value)
        found: dict[Any, Any] = super().construct_mapping(node, deep)
        return found


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:bool"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), ["t", "f"])


def load_catalog(folder: Path, *, phrases: Path | None = None) -> Catalog:
    """Gives the catalogue below ``folder``; raises CatalogFileError naming every problem.

    ``phrases`` holds one text file a service with the training phrases of the linker.
    """
    if not folder.is_dir():
        raise CatalogFileError((FileProblem(str(folder), 0, "-", "there is no such folder"),))
    reader = _Reader(folder, phrases)
    catalog = reader.read()
    if reader.problems:
        raise CatalogFileError(tuple(reader.problems))
    return catalog


def folder_version(folders: Iterable[Path]) -> str:
    """A version name that changes whenever any catalogue or phrase file does."""
    digest = hashlib.sha256()
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.suffix in {".yml", ".txt"} and path.is_file():
                digest.update(path.relative_to(folder).as_posix().encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


class _Reader:
    """Reads one folder and gathers what is wrong with it."""

    def __init__(self, folder: Path, phrases: Path | None) -> None:
        self.folder = folder
        self.phrases = phrases
        self.problems: list[FileProblem] = []
        self.shared: dict[str, dict[str, Any]] = {}

    def read(self) -> Catalog:
        self.shared = self._shared_questions()
        vocabulary = self._one(self.folder / "vocabulary.yml", Vocabulary) or Vocabulary()
        events = self._many(sorted((self.folder / "life_events").glob("*.yml")), LifeEvent)
        files = [
            path
            for path in sorted(self.folder.glob("*/*.yml"))
            if path.parent.name != "life_events"
        ]
        services = self._many(files, Service)
        for path in sorted(self.phrases.glob("_asked*.txt")) if self.phrases else ():
            self._phrases(path)
        folders = [self.folder, *([self.phrases] if self.phrases else [])]
        return Catalog(
            version=folder_version(folders),
            services=services,
            life_events=events,
            vocabulary=vocabulary,
            shared_questions={k: Question.parse_obj(v) for k, v in self.shared.items()},
        )

    def _shared_questions(self) -> dict[str, dict[str, Any]]:
        path = self.folder / "shared_questions.yml"
        content = self._parse(path) if path.exists() else None
        if not isinstance(content, dict):
            return {}
        shared = {}
        for question_id, fields in content.items():
            raw = {"id": question_id, "shared": True, **fields}
            if self._build(path, Question, raw, within=(question_id,)) is not None:
                shared[question_id] = raw
        return shared

    def _many(self, files: list[Path], kind: type[ModelT]) -> dict[str, ModelT]:
        found: dict[str, ModelT] = {}
        for path in files:
            part = self._one(path, kind)
            if part is None:
                continue
            part_id = str(getattr(part, "id", ""))
            if part_id != path.stem:
                self._problem(path, ("id",), f"id {part_id!r} differs from the file's name")
            if part_id in found:
                self._problem(path, ("id",), f"id {part_id!r} stands in another file too")
            found[part_id] = part
        return found

    def _one(self, path: Path, kind: type[ModelT]) -> ModelT | None:
        if not path.exists():
            return None
        content = self._parse(path)
        if content is None:
            return None
        if not isinstance(content, dict):
            self._problem(path, (), "the file must hold fields, one `name: value` a line")
            return None
        for key in FORBIDDEN_KEYS & set(_all_keys(content)):
            self._problem(path, (key,), f"the key {key!r} is taken by Rasa; use another word")
        self._use_shared(path, content)
        if kind is Service and self.phrases is not None:
            content["phrases"] = (
                *self._phrases(self.phrases / f"{path.stem}.txt"),
                *self._phrases(self.phrases / EXTRA / f"{path.stem}.txt"),
            )
        return self._build(path, kind, content)

    def _phrases(self, path: Path) -> tuple[str, ...]:
        """The phrases of a file; a label that is none would teach an aspect nobody asks about."""
        found: dict[str, None] = {}
        try:
            for number, text, label in _lines(path):
                found[text] = None
                if label and label not in LABELS:
                    reason = f"no label {label!r}; there are: {', '.join(sorted(LABELS))}"
                    self.problems.append(FileProblem(str(path), number, "-", reason))
        except (OSError, UnicodeDecodeError) as error:
            self._unreadable(path, error)
        return tuple(found)

    def _use_shared(self, path: Path, content: dict[str, Any]) -> None:
        questions = content.get("questions")
        if not isinstance(questions, list):
            return
        for index, question in enumerate(questions):
            if not isinstance(question, dict) or "use" not in question:
                continue
            fields = dict(question)
            name = fields.pop("use")
            if name not in self.shared:
                known = ", ".join(sorted(self.shared))
                self._problem(
                    path,
                    ("questions", index, "use"),
                    f"no shared question {name!r}; there is: {known}",
                )
                continue
            questions[index] = {**self.shared[name], **fields}

    def _parse(self, path: Path) -> Any:
        """The content of a file; None, with the problem noted, where there is none to use."""
        try:
            content = yaml.load(path.read_text("utf-8"), Loader=_Loader)
            if content is None:
                self._problem(path, (), "the file is empty")
            return content
        except (OSError, UnicodeDecodeError) as error:
            self._unreadable(path, error)
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            line = mark.line + 1 if mark else 0
            reason = getattr(error, "problem", None) or "not valid YAML"
            self.problems.append(FileProblem(str(path), line, "-", f"YAML: {reason}"))
        return None

    def _unreadable(self, path: Path, error: OSError | UnicodeDecodeError) -> None:
        if isinstance(error, UnicodeDecodeError):
            reason = f"not UTF-8 at byte {error.start}; save the file as UTF-8"
        else:
            reason = "a folder, not a file" if path.is_dir() else str(error.strerror)
        self.problems.append(FileProblem(str(path), 0, "-", reason))

    def _build(
        self,
        path: Path,
        kind: type[ModelT],
        content: dict[str, Any],
        *,
        within: tuple[str, ...] = (),
    ) -> ModelT | None:
        try:
            return kind.parse_obj(content)
        except ValidationError as error:
            for detail in error.errors():
                self._problem(path, (*within, *detail["loc"]), detail["msg"])
            return None

    def _problem(self, path: Path, loc: tuple[str | int, ...], reason: str) -> None:
        field = ".".join(str(part) for part in loc if part != "__root__") or "-"
        self.problems.append(FileProblem(str(path), _line_of(path, loc), field, reason))


def read_phrases(path: Path) -> tuple[str, ...]:
    """The phrases of one service, one a line; blank lines and ``#`` comments are passed over.

    What stands after a tab is the aspect that the phrase asks about (`bot/text/asked.py`).
    """
    return tuple(dict.fromkeys(text for text, _ in read_asked(path)))


def read_asked(path: Path) -> Iterator[tuple[str, str]]:
    """Phrases with the aspect each asks about, empty where nobody has said."""
    return ((text, aspect) for _, text, aspect in _lines(path))


def unowned_phrases(folder: Path, services: Container[str]) -> Iterator[Path]:
    """Files of phrases that no service reads: `_…` belong to none, others to that of their name."""
    for path in sorted([*folder.glob("*.txt"), *(folder / EXTRA).glob("*.txt")]):
        if not path.name.startswith("_") and path.stem not in services:
            yield path


def _lines(path: Path) -> Iterator[tuple[int, str, str]]:
    """Line, phrase and label of each phrase in a file."""
    lines = path.read_text("utf-8").splitlines() if path.exists() else ()
    for number, line in enumerate(lines, 1):
        text, _, label = (part.strip() for part in line.partition("\t"))
        if text and not text.startswith("#"):
            yield number, text, label


def _all_keys(content: object) -> Iterable[str]:
    if isinstance(content, dict):
        for key, value in content.items():
            yield str(key)
            yield from _all_keys(value)
    elif isinstance(content, list):
        for value in content:
            yield from _all_keys(value)


def _line_of(path: Path, loc: tuple[str | int, ...]) -> int:
    """The line of a field: as deep into ``loc`` as the file goes."""
    try:
        node = yaml.compose(path.read_text("utf-8"), Loader=_Loader)
    except (yaml.YAMLError, UnicodeDecodeError):
        return 0
    line = 1
    for part in loc:
        child = _child(node, part)
        if child is None:
            break
        node, line = child
    return line


def _child(node: yaml.Node | None, part: str | int) -> tuple[yaml.Node, int] | None:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == part:
                return value, key.start_mark.line + 1
    if isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
        value = node.value[part]
        return value, value.start_mark.line + 1
    return None
