"""A text that was found once is taken from its place, and is what it would be if looked for."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from feeds.archive import Archive, open_archive, pipeline, text_location
from feeds.archive.text_location import text_at
from feeds.feed.feed import entry_of
from feeds.index import open_index
from feeds.index.select import select
from feeds.model import Post
from feeds.query import Query
from service.commands.common import opened, refreshed
from service.settings.settings import load
from tests.conftest import CONFIG, text_of, write

NAME = "_posts/2022-03-14-a.md"
FRONT = "---\ntitle: 标题\ntags: 海州日报新闻\n---\n"
ENDINGS = (
    "文。",
    "<p>文（海州日报）</p>",
    "（海州日报）",
    "\n<http://a.example/1>",
    "\n[返回新闻](../a/)｜[返回首页](../)",
    '<p class="em_media">（文章来源：海州日报）</p>',
    "\n",
    "\r\n",
    "\r",
    "\0",
    "```\n",
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    root = tmp_path_factory.mktemp("passages")
    write(root, "_config.yml", CONFIG)
    return open_archive(root)


def put(site: Archive, data: bytes) -> Post:
    (site.root / "_posts").mkdir(exist_ok=True)
    (site.root / NAME).write_bytes(data)
    found = site.read(NAME).post
    assert found
    return found


@given(
    st.lists(st.sampled_from(ENDINGS) | st.text(max_size=5), max_size=7),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    st.sampled_from(["\n", "\r\n"]),
)
def test_a_text_taken_from_its_place_is_the_text_that_is_looked_for(
    site: Archive, parts: list[str], encoding: str, line_end: str
) -> None:
    text = (FRONT + "".join(parts)).replace("\n", line_end)
    post = put(site, text.encode(encoding, "replace"))
    assert text_of(site, post) == text_of(site, replace(post, passage=None))


def test_most_texts_have_a_place(site: Archive) -> None:
    data = f"{FRONT}<p>文。</p>\n\n<http://a.example/1>\n\n[返回首页](../)\n".encode()
    post = put(site, data)
    assert text_at(post.passage, data) == "<p>文。</p>"


def test_a_paragraph_that_an_outlet_was_lifted_out_of_is_closed_all_the_same(site: Archive) -> None:
    data = f"{FRONT}<p>文（海州日报）</p>\n".encode()
    post = put(site, data)
    assert text_at(post.passage, data) == "<p>文</p>"


def test_a_text_that_something_else_was_lifted_out_of_has_none(site: Archive) -> None:
    post = put(
        site, f'{FRONT}<p>文</p>\n<p class="em_media">（文章来源：海州日报）</p>\n文'.encode()
    )
    assert post.passage is None


def test_a_file_that_was_changed_since_is_read_as_it_is_now(site: Archive) -> None:
    post = put(site, f"{FRONT}旧文。".encode())
    assert post.passage
    Path(site.root / NAME).write_text(f"{FRONT}新文。", "utf-8")  # of the same length
    assert text_of(site, post) == "新文。"


MARKUP = (
    "<p>文。</p>", "\n ", "<p>", "</p>", "&quot;", "\u3000", "{{ site.url }}", "<!--more-->",
    '<p><img src="/a.jpg" alt="" /></p>', '<p>一<span id="q_1"></span>二<br /></p>', "<!-- x -->",
    '<p style="display:none">藏</p>', "<script>x()</script>", '<a href="b.html">相对</a>', *ENDINGS,
)  # fmt: skip


def stamped(site: Archive, post: Post) -> Post:
    """As the index gives it."""
    assert post.passage
    return replace(post, passage=replace(post.passage, stamp=site.stamp(post)))


@given(
    st.lists(st.sampled_from(MARKUP), max_size=6),
    st.sampled_from(["", "excerpt_separator: <!--more-->\n", "excerpt_separator: <br />\n"]),
)
def test_html_taken_from_its_place_is_the_html_that_is_made_of_the_text(
    site: Archive, parts: list[str], more: str
) -> None:
    front = FRONT.replace("tags", f"{more}tags")
    post = put(site, f"{front}<p>始</p>{''.join(parts)}".encode())
    made = entry_of(site, replace(post, passage=None))
    taken = entry_of(site, stamped(site, post) if post.passage else post)
    assert made
    assert taken
    assert (taken.content, taken.summary) == (made.content, made.summary)


def test_what_scrapers_write_most_is_known_before_a_feed_is_made(site: Archive) -> None:
    text = '<p>一<span id="q_1"></span></p>\n <p><img src="/二.jpg" alt="" /></p>\n<p>三<br /></p>'
    ascii_only = text.replace("二", "b")
    post = stamped(site, put(site, f"{FRONT}{ascii_only}\n\n<http://a.example/1>\n".encode()))
    source = site.sources([post])[0]
    assert source
    assert source.html == (
        '<p>一</p>\n <p><img src="https://site.example/b.jpg" alt=""></p>\n<p>三<br></p>'.encode()
    )


HARMLESS, HARMFUL = "<p>无害的字字字</p>", "<script>x()</script>"


def test_html_that_is_known_of_one_file_is_never_taken_for_that_of_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Digests prove nothing about who wrote a file: here all files share one."""
    for module in (text_location, pipeline):
        monkeypatch.setattr(module, "fingerprint", lambda data: "the same")
    root = tmp_path / "archive"
    write(root, "_config.yml", CONFIG)
    write(root, NAME, f"{FRONT}<p>始</p>{HARMLESS}")
    settings = load(archive=root, state=tmp_path / "state", base_url="https://feeds.example")
    archive = opened(settings)

    def shown() -> str:
        with open_index(settings.state_folder) as index:
            (found, distinct), *_ = select(index, Query()).posts
        entry = entry_of(archive, found, distinct)
        assert entry
        return entry.content

    refreshed(archive, settings)
    assert HARMLESS in shown()
    write(root, NAME, f"{FRONT}<p>始</p>{HARMFUL.ljust(len(HARMLESS.encode()))}")
    assert "script" not in shown()
    refreshed(archive, settings)
    assert "script" not in shown()
