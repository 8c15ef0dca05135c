"""Versions in Redis: kept once, put in force by one at a time, taken back at once."""

from __future__ import annotations

import itertools
import multiprocessing
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis

from bot.catalog.overlay import Word
from bot.errors import CatalogError, PublishBlocked
from bot.library import Library
from bot.settings import Settings
from bot.stores.catalog import SHIPPED, CatalogStore
from bot.stores.connect import connect_sync
from tests import build

pytestmark = pytest.mark.redis
ONE, TWO = build.catalog(build.service()), build.catalog(build.service(), build.service("other"))


@pytest.fixture
def library(settings: Settings, redis_url: str) -> Iterator[Library]:
    client = connect_sync(redis_url)
    _drop_versions(client)
    yield Library(settings, CatalogStore(client))
    _drop_versions(client)


def _drop_versions(client: redis.Redis) -> None:
    for key in client.scan_iter("banshi:{catalog}:*"):
        client.delete(key)


def test_without_a_published_version_the_shipped_folder_is_in_force(library: Library) -> None:
    assert library.current() == SHIPPED
    assert "residence-permit-apply" in library.catalog().services


def test_a_kept_version_is_not_in_force_until_it_is_published(library: Library) -> None:
    name = library.keep(ONE, by="a", note="")
    assert library.current() == SHIPPED
    library.publish(name, expected=SHIPPED, by="a")
    assert library.current() == name
    assert library.catalog().services == ONE.services


def test_a_version_never_changes(library: Library) -> None:
    name = library.keep(ONE, by="a", note="first")
    assert library.keep(ONE, by="b", note="second") == name
    assert [about.note for about in library.store.versions()] == ["first"]


def test_the_second_of_two_publishers_is_told_who_came_first(library: Library) -> None:
    one, two = (library.keep(c, by="a", note="") for c in (ONE, TWO))
    library.publish(one, expected=SHIPPED, by="a")
    with pytest.raises(PublishBlocked, match=f"came into force meanwhile: {one}"):
        library.publish(two, expected=SHIPPED, by="b")
    assert library.current() == one


def test_rollback_goes_back_step_by_step(library: Library) -> None:
    one, two = (library.keep(c, by="a", note="") for c in (ONE, TWO))
    library.publish(one, expected=SHIPPED, by="a")
    library.publish(two, expected=one, by="a")
    assert library.rollback(by="a", reason="wrong") == (two, one)
    assert library.rollback(by="a") == (one, SHIPPED)
    with pytest.raises(PublishBlocked, match="nothing to go back to"):
        library.rollback(by="a")
    assert library.store.history()[1].reason == "wrong"


def word(text: str = "绿本本") -> Word:
    return Word(text, "permit", "everyday_names", text, "an", "2026-11-26T10:00:00+08:00")


def test_an_accepted_word_is_in_whatever_is_made_from_now_on(library: Library) -> None:
    one, two = (library.keep(c, by="a", note="") for c in (ONE, TWO))
    library.publish(one, expected=SHIPPED, by="a")
    library.teach(word())
    assert library.catalog().services["permit"].everyday_names == ("绿本本",)
    assert library.catalog(one) == ONE.copy(update={"version": one})
    library.publish(two, expected=one, by="a")
    assert library.catalog().services["permit"].everyday_names == ("绿本本",)
    assert library.withdraw("绿本本").text == "绿本本"
    assert library.catalog().services["permit"].everyday_names == ()
    with pytest.raises(CatalogError, match="已经撤回"):
        library.withdraw("绿本本")


def test_a_version_that_has_the_word_takes_it_over_until_it_is_taken_back(
    library: Library,
) -> None:
    one = library.keep(ONE, by="a", note="")
    library.publish(one, expected=SHIPPED, by="a")
    library.teach(word())
    with_it = library.keep(library.catalog(), by="a", note="")
    library.publish(with_it, expected=one, by="a")
    assert [w.folded for w in library.words()] == [with_it]
    with pytest.raises(CatalogError, match=f"写进版本 {with_it}"):
        library.withdraw("绿本本")
    edited = library.keep(TWO, by="a", note="the editor took it out")
    library.publish(edited, expected=with_it, by="a")
    assert library.catalog().services["permit"].everyday_names == ()
    library.rollback(to=one, by="a")
    assert [w.folded for w in library.words()] == [""]
    assert library.catalog().services["permit"].everyday_names == ("绿本本",)


def test_an_unknown_version_is_named_with_those_there_are(library: Library) -> None:
    name = library.keep(ONE, by="a", note="")
    with pytest.raises(CatalogError, match=f"no version 'nope'; the latest are: shipped, {name}"):
        library.catalog("nope")
    with pytest.raises(PublishBlocked, match="no version 'nope'"):
        library.publish("nope", expected=SHIPPED, by="a")
    assert library.current() == SHIPPED


def _publish(url: str, folder: Path, name: str, done: multiprocessing.Queue[str]) -> None:
    settings = Settings(_env_file=None, redis_url=url, data_dir=folder)
    try:
        Library(settings, CatalogStore(connect_sync(url))).publish(name, expected=SHIPPED, by=name)
        done.put("published")
    except PublishBlocked:
        done.put("blocked")


def test_of_two_processes_one_publishes(library: Library, redis_url: str, tmp_path: Path) -> None:
    names = [library.keep(c, by="a", note="") for c in (ONE, TWO)]
    context = multiprocessing.get_context("spawn")
    done: multiprocessing.Queue[str] = context.Queue()
    workers = [
        context.Process(target=_publish, args=(redis_url, tmp_path, name, done)) for name in names
    ]
    for worker in workers:
        worker.start()
    assert sorted(done.get(timeout=60) for _ in workers) == ["blocked", "published"]
    for worker in workers:
        worker.join()
    assert library.current() in names
    assert len(library.store.history()) == 1


@pytest.mark.parametrize("after", [0.02, 0.1, 0.3])
def test_a_publish_killed_at_any_moment_leaves_one_version_whole(
    library: Library, redis_url: str, tmp_path: Path, after: float
) -> None:
    names = [library.keep(c, by="a", note="") for c in (ONE, TWO)]
    worker = multiprocessing.get_context("spawn").Process(
        target=_publish_without_end, args=(redis_url, tmp_path, names)
    )
    worker.start()
    while not library.store.history():
        time.sleep(0.01)
    time.sleep(after)
    worker.kill()
    worker.join()
    current, history = library.current(), library.store.history(limit=1000)
    assert current == history[0].version
    assert [record.before for record in history[:-1]] == [r.version for r in history[1:]]
    assert all(library.catalog(about.name) for about in library.store.versions())
    other = next(name for name in names if name != current)
    library.publish(other, expected=current, by="b")
    assert library.current() == other


def _publish_without_end(url: str, folder: Path, names: list[str]) -> None:
    settings = Settings(_env_file=None, redis_url=url, data_dir=folder)
    library = Library(settings, CatalogStore(connect_sync(url)))
    for turn in itertools.count():
        wide = build.catalog(*(build.service(f"s{turn}-{at}") for at in range(50)))
        library.keep(wide, by="a", note="")
        library.publish(names[turn % 2], expected=library.current(), by="a")
