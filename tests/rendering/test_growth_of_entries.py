"""What is made of a post is bounded by its length."""

from __future__ import annotations

from pathlib import Path

import pytest

from feeds.archive import open_archive
from feeds.archive.faults import Fault
from feeds.feed.entries import entries_or_faults
from feeds.model import Entry
from tests.conftest import write

pytestmark = pytest.mark.long

LONG = "y" * 7000
SITES = {
    "jekyll": ("_config.yml", "url: https://a.example\n", "_posts/2022-03-14-{}.md"),
    "hugo": ("hugo.toml", 'baseURL="https://a.example"\n', "content/posts/{}.md"),
}


def made_of(root: Path, kind: str, body: str, address: str = LONG) -> Entry | Fault | None:
    """The entry of a post with this body, beside another one at a long address."""
    name, settings, path = SITES[kind]
    write(root, name, settings)
    for post in ("a", "b"):
        place = f"/{address}{post}/"
        head = (
            f"---\ntitle: {post}\ndate: 2022-03-14\nx: {LONG}\npermalink: {place}\nurl: {place}\n"
        )
        write(root, path.format(post), f"{head}---\n{body if post == 'a' else 'Text.'}")
    archive = open_archive(root)
    read = archive.read(path.format("a")).post
    assert read
    return entries_or_faults(archive, [(read, "")])[0]


@pytest.mark.parametrize(
    ("kind", "start", "part"),
    [
        ("jekyll", "", "{% link _posts/2022-03-14-b.md %} "),
        ("jekyll", "", "{% post_url 2022-03-14-b %} "),
        ("jekyll", f"*[aa]: {LONG}\n\n", "aa "),
        ("jekyll", "", "[a](b) "),
        ("jekyll", "", '<img src="b">'),
        ("jekyll", "", '<iframe src="b"></iframe>'),
        ("hugo", "", '{{< ref "b" >}} '),
        ("hugo", "", '{{< param "x" >}} '),
        ("hugo", "", "[a](b) "),
    ],
)
def test_a_post_that_repeats_what_is_long_is_broken(
    tmp_path: Path, kind: str, start: str, part: str
) -> None:
    fault = made_of(tmp_path, kind, start + part * 3000)
    assert isinstance(fault, Fault)
    assert fault.code == "E15"
    assert isinstance(made_of(tmp_path, kind, start + part * 20), Entry)


@pytest.mark.parametrize("kind", SITES)
@pytest.mark.parametrize("part", ["*a* ", "- a\n", "&", "a\n\n", "|a|a|\n", "[a](b) ", "`a` "])
def test_what_a_text_becomes_by_itself_is_far_from_the_bound(
    tmp_path: Path, kind: str, part: str
) -> None:
    body = part * (200_000 // len(part))
    entry = made_of(tmp_path, kind, body, address="b")
    assert isinstance(entry, Entry)
    assert len(entry.content) < 8 * len(body)
