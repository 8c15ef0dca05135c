"""A version made before another one was published would undo it, and says so."""

from __future__ import annotations

import pytest

from bot.catalog.edit import with_words
from bot.errors import PublishBlocked
from bot.runtime import Runtime
from connectors.console.basis import in_force, must_be_current, outdated

DOGS = "dog-registration"


def test_only_what_was_made_from_another_version_is_outdated(assistant: Runtime) -> None:
    library = assistant.library
    catalog = library.catalog()
    now = in_force(assistant)
    assert now == catalog.version

    def kept(name: str, base: str) -> str:
        changed = with_words(catalog, DOGS, "everyday_names", name)
        return library.keep(changed, by="test", note="", base=base)

    old, new, unknown = kept("旧犬牌", "20000101-00000000"), kept("新犬牌", now), kept("犬牌", "")
    assert {old, new, unknown} & outdated(assistant) == {old}
    for version in (new, unknown):
        must_be_current(assistant, version)
    with pytest.raises(PublishBlocked, match="会撤销"):
        must_be_current(assistant, old)
