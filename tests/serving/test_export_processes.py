"""An export makes its entries in processes of its own; a post that ends one costs itself alone."""

from __future__ import annotations

import time
from pathlib import Path

import msgspec
import pytest

from feeds.archive import Archive
from feeds.bounded.pool import shared_pool
from feeds.model import Post
from feeds.render.links import Links
from service.commands.common import opened, refreshed
from service.export.export import Choice, Exported, export
from service.export.own_entry_maker import OwnEntryMaker, UnservablePostError
from service.publication.entry_maker import EntryMaker
from service.settings.loading import load
from service.settings.settings import Settings
from tests.conftest import post, write
from tests.serving.test_bounded_posts import FREEZING_RULE, FREEZING_TEXT, codes

CHOICE = Choice(formats=("rss", "json"), codings=(), has_site=False)
PATH = "_posts/2022-03-09-9.md"


@pytest.fixture
def limited(archive: Path, tmp_path: Path) -> Settings:
    """Settings of an archive of so many terms that an export takes several chunks of them."""
    write(archive, "postwire.toml", FREEZING_RULE)
    tags = ", ".join(f"t{number}" for number in range(60))
    write(archive, PATH, post("第9篇", "2022-03-09", "yunling", tags=f"[{tags}]"))
    return load(archive=archive, state=tmp_path / "state", post_seconds=0.5, processes=2)


def exported(source: Archive, settings: Settings, out: Path) -> tuple[Exported, dict[str, bytes]]:
    done = export(source, settings, out, CHOICE)
    paths = [path for path in out.rglob("*") if path.suffix in (".rss", ".json")]
    return done, {str(path.relative_to(out)): path.read_bytes() for path in paths}


@pytest.mark.process
def test_a_process_of_an_export_makes_its_entries_itself(limited: Settings, tmp_path: Path) -> None:
    """A maker that sends posts to the shared process would start that again."""
    source = opened(limited)
    refreshed(source, limited)
    shared_pool().end()
    done, documents = exported(source, limited, tmp_path / "out")
    assert shared_pool().pids() == []
    assert done.refused == []
    assert done.written > 120
    assert "第9篇".encode() in documents["tag/t59.rss"]


@pytest.mark.process
@pytest.mark.parametrize("body", [FREEZING_TEXT, "&" * 100 + "正文。"], ids=["frozen", "sound"])
def test_a_post_that_freezes_its_rendering_costs_itself_alone(
    limited: Settings, tmp_path: Path, body: str
) -> None:
    """Its file is another one since it was indexed, so that it is read as it is rendered."""
    source = opened(limited)
    refreshed(source, limited)
    write(limited.archive, PATH, post("第9篇", "2022-03-09", "yunling", body=body))
    done, documents = exported(source, limited, tmp_path / "out")
    is_sound = body is not FREEZING_TEXT
    assert ("第9篇".encode() in documents["feed.json"]) is is_sound
    assert "第3篇".encode() in documents["category/yunling.rss"]
    assert done.refused == []
    wanted = {} if is_sound else {PATH: "E12"}
    until = time.monotonic() + 60
    while codes(limited.state_folder) != wanted:  # a thread writes it into the index
        assert time.monotonic() < until
        time.sleep(0.05)


@pytest.mark.process
def test_both_makers_make_the_same_of_posts_in_their_order(limited: Settings) -> None:
    """Of so many that two processes share them."""
    for number in range(40):
        write(limited.archive, f"_posts/2022-04-09-{number}.md", post(f"{number}", "2022-04-09"))
    source = opened(limited)
    refreshed(source, limited)
    posts = [(each, "") for each in all_posts(source)]
    own, sent = (maker(source, Links("https://f.example")) for maker in (OwnEntryMaker, EntryMaker))
    made = own.entries(posts, ("rss", "full"))
    assert made == sent.entries(posts, ("rss", "full"))
    entries = [
        each.entry.of(post) for each, (post, _) in zip(made, posts, strict=True) if each.entry
    ]
    assert own.fragments(entries, ("atom", "full")) == sent.fragments(entries, ("atom", "full"))


def test_an_export_leaves_it_to_another_maker_to_tell_which_post_is_amiss(
    limited: Settings,
) -> None:
    source = opened(limited)
    (good, *_) = all_posts(source)
    bad = msgspec.structs.replace(good, published=None)
    maker = OwnEntryMaker(source, Links("https://f.example"))
    with pytest.raises(UnservablePostError):
        maker.entries([(good, ""), (bad, "")], ("rss", "full"))


def all_posts(source: Archive) -> list[Post]:
    posts = [source.read(stat.path).post for stat in source.files()]
    return [post for post in posts if post]
