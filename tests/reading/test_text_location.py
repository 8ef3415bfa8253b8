"""The remembered location of a text gives the same text as looking for it again."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from feeds.archive import Archive, open_archive
from feeds.archive.text_location import located, text_at
from feeds.identity import fingerprint
from feeds.model import Post, TextLocation
from feeds.text.decode import Decoded, decode
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
    post = site.read(NAME).post
    assert post
    return post


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
    assert text_of(site, post) == text_of(site, replace(post, text_location=None))


def test_most_texts_have_a_place(site: Archive) -> None:
    data = f"{FRONT}<p>文。</p>\n\n<http://a.example/1>\n\n[返回首页](../)\n".encode()
    post = put(site, data)
    assert text_at(post.text_location, data) == "<p>文。</p>"


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("<p>文（海州日报）</p>", "<p>文</p>"),
        ('<p>文</p>\n<p class="em_media">（文章来源：海州日报）</p>\n文', "<p>文</p>\n\n文"),
    ],
)
def test_a_text_that_an_outlet_was_lifted_out_of_has_none_and_is_looked_for(
    site: Archive, body: str, text: str
) -> None:
    data = f"{FRONT}{body}\n".encode()
    post = put(site, data)
    assert text_at(post.text_location, data) is None
    assert post.text_location
    assert post.text_location.digest == fingerprint(data)
    assert text_of(site, post) == text


def test_a_file_that_was_changed_since_is_read_as_it_is_now(site: Archive) -> None:
    post = put(site, f"{FRONT}旧文。".encode())
    assert post.text_location
    Path(site.root / NAME).write_text(f"{FRONT}新文。", "utf-8")  # of the same length
    assert text_of(site, post) == "新文。"


def test_a_file_that_was_changed_since_is_read_as_it_was_where_it_was_kept(
    site: Archive, tmp_path: Path
) -> None:
    old = f"{FRONT}旧文。".encode()
    post = put(site, old)
    archive = open_archive(site.root, former=tmp_path)
    (site.root / NAME).write_text(f"{FRONT}新文。", "utf-8")
    assert text_of(archive, post) == "新文。"
    (tmp_path / fingerprint(old)).write_bytes(old)
    assert text_of(archive, post) == "旧文。"
    (site.root / NAME).unlink()
    assert text_of(archive, post) == "旧文。"


def test_a_text_has_a_place_where_it_stands_in_one_piece() -> None:
    data = "---\né: b\n---\nText é.\n\n（来源：A）\n".encode()
    decoded = decode(data)
    assert decoded is not None
    body = decoded.text.partition("---\n")[2].partition("---\n")[2]
    nowhere = TextLocation("d", -1, -1)
    place = located(data, "d", decoded, body, "Text é.")
    assert place == TextLocation("d", 14, 22)
    assert located(data, "d", decoded, body, body) == TextLocation("d", 14, len(data))
    assert located(data, "d", decoded, body, "") == TextLocation("d", 14, 14)
    assert located(data, "d", decoded, body, "é.") == nowhere
    assert located(data, "d", decoded, f"{body} ", "Text") == nowhere
    for other in (
        Decoded(decoded.text, "gb18030", 0),
        Decoded(decoded.text, "utf-8", 1),
    ):
        assert located(data, "d", other, body, body) == nowhere
    assert located(data + b"\r", "d", decoded, body, body) == nowhere
    assert located(b"\xef\xbb\xbf" + data, "d", decoded, body, body) == nowhere


def test_a_text_is_read_from_its_place_while_its_file_is_the_same() -> None:
    data = b"ab\xc3\xa9d"
    digest = fingerprint(data)
    assert text_at(TextLocation(digest, 1, 4), data) == "b\u00e9"
    assert text_at(TextLocation(digest, 0, 0), data) == ""
    assert text_at(TextLocation(digest, -1, -1), data) is None
    assert text_at(TextLocation("other", 0, 1), data) is None
    assert text_at(None, data) is None
