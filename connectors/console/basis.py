"""What a version was made from: one made from an older version would take back what came since."""

from __future__ import annotations

from bot.errors import PublishBlocked
from bot.runtime import Runtime
from bot.stores.catalog import SHIPPED


def in_force(runtime: Runtime) -> str:
    """The version in force, by the name that versions made from it bear as their base."""
    current = runtime.library.current()
    if current != SHIPPED:
        return current
    guides = runtime.guides
    known = guides.current.catalog if guides.name == SHIPPED else runtime.library.catalog()
    return known.version


def outdated(runtime: Runtime) -> set[str]:
    """Versions that were made from another one than that in force."""
    now = in_force(runtime)
    return {about.name for about in runtime.library.store.versions() if about.base not in ("", now)}


def must_be_current(runtime: Runtime, version: str) -> None:
    """Raises PublishBlocked for a version that would undo what was published since."""
    if version in outdated(runtime):
        raise PublishBlocked(
            f"{version} 不是从现行版本改出来的，发布它会撤销之后发布的修改："
            "先点“比较”看会丢掉什么，最好在现行版本上重做一遍"
        )
