"""What a list shows of a post: the first words and the first image."""

from __future__ import annotations

import html
from pathlib import Path

import pytest

from feeds.archive import Archive, open_archive
from feeds.feed.entries import entries_of
from feeds.html import Dialect, first_image, safe_html, summary_of
from feeds.model import Post
from tests.conftest import write

BASE = "https://news.example/2022/03/a.html"


def html_of(text: str, path: str = "_posts/2022-03-14-a.md") -> str:
    return safe_html(text, path, BASE)


def test_the_summary_is_the_first_paragraph_as_plain_text() -> None:
    content = html_of("<p> </p><p>一 &amp; <b>二</b></p><p>三</p>")
    assert summary_of(content, "", "a.md", None) == "一 & 二"


def test_the_summary_ends_at_the_separator_where_there_is_one() -> None:
    body = "一二\n\n三\n\n<!--more-->\n\n四"
    assert summary_of(html_of(body), body, "a.md", "<!--more-->") == "一二 三"


def test_the_address_of_a_frame_is_in_no_summary_that_has_other_words() -> None:
    frame = '<iframe src="https://film.example/1?a=2&amp;b=3"></iframe>'
    body = f"一\n\n{frame}\n\n二\n\n<!--more-->\n\n三"
    assert summary_of(html_of(body), body, "a.md", "<!--more-->") == "一 二"
    alone = f"{frame}\n\n<!--more-->\n\n三"
    shown = summary_of(html_of(alone), alone, "a.md", "<!--more-->")
    assert shown == "https://film.example/1?a=2&b=3"


def test_the_text_before_the_separator_is_rendered_with_the_link_targets_of_the_whole_text() -> (
    None
):
    body = "# 一\n\n**二** [三][a]`四`[^b]\n\n<!--more-->\n\n五\n\n[a]: /b\n[^b]: 六"
    assert summary_of(html_of(body), body, "a.md", "<!--more-->") == "一 二 三四"


def test_a_separator_of_the_site_counts_where_the_post_has_none() -> None:
    dialect = Dialect(separator="<!-- more -->")
    body = "一\n\n二\n\n<!--more-->\n\n三"
    assert summary_of(html_of(body), body, "a.md", None, dialect) == "一 二"
    assert summary_of(html_of(body), body, "a.md", "二", dialect) == "一"


@pytest.mark.parametrize(
    ("body", "summary"),
    [
        ("* 一\n* 二\n\n三", "一 二"),
        ("## 一\n\n二\n\n三", "二"),
        ("![](/a.png)\n\n> 一\n>\n> 二\n\n三", "一 二"),
        ("<div>一<br>二</div>", "一 二"),
        ("一[^a]\n\n[^a]: 二", "一"),
        ("# 一", "一"),
        ("# 一[^a]\n\n[^a]: 二", "一"),
        ('<iframe src="/a"></iframe>\n\n一', "一"),
        ("\ufeff\n\n一", "一"),
        ("]\n\n一", "一"),
        ("🎉", "🎉"),
        ("<div>Bare words</div><p>二</p>", "Bare words"),
        (
            "<h2>A</h2>Bare <b>words</b><br>and more<blockquote>二</blockquote>",
            "Bare words and more",
        ),
        ("<div><img src='a.png' alt='x'></div><p>二</p>", "二"),
        ("<figure><img src='a.png'><figcaption>A</figcaption></figure><p>二</p>", "二"),
        ("<div><a href='https://a.example/'>Watch</a></div><p>二</p>", "二"),
        ("<details><summary>A</summary>Bare</details><p>二</p>", "Bare"),
        ("<p>一</p>Bare", "一"),
    ],
)
def test_without_a_separator_the_first_block_that_is_no_heading_counts(
    body: str, summary: str
) -> None:
    assert summary_of(html_of(body), body, "a.md", None) == summary


@pytest.mark.parametrize("reference", ["&amp;", "&#x0000041;", "&CounterClockwiseContourIntegral;"])
def test_a_summary_of_entities_alone_is_as_long_as_any(reference: str) -> None:
    summary = summary_of(f"<p>{reference * 3000}</p>", "", "a.md", None)
    assert summary == html.unescape(reference) * 299 + "…"


def test_a_long_summary_is_cut_with_an_ellipsis() -> None:
    summary = summary_of(html_of("字" * 1000), "", "a.md", None)
    assert len(summary) == 300
    assert summary.endswith("…")


def test_the_first_image_is_found_with_its_address_resolved() -> None:
    assert first_image(html_of("![a](/p.png?x=1&y=2)")) == "https://news.example/p.png?x=1&y=2"


@pytest.mark.parametrize("key", ["summary", "excerpt"])
def test_a_summary_in_the_front_matter_is_rendered(tmp_path: Path, key: str) -> None:
    """As Hugo does, and Jekyll's themes; a description is no Markdown."""
    words = "Own *words* `x`, [a](/b) & 2 * 3."
    write(tmp_path, "a.md", f"---\ntitle: a\ndate: 2024-01-01\n{key}: '{words}'\n---\nText.")
    served = open_archive(tmp_path).read("a.md").post
    assert served is not None
    assert served.summary == "Own words x, a & 2 * 3."
    write(tmp_path, "a.md", "---\ntitle: a\ndate: 2024-01-01\ndescription: a * b * c\n---\nText.")
    plain = open_archive(tmp_path).read("a.md").post
    assert plain is not None
    assert plain.summary == "a * b * c"


def summaries(archive: Archive, post: Post) -> list[str | None]:
    return [entry.summary for entry in entries_of(archive, [(post, "")]) if entry]


DIVIDED = "Above the weir.\n\n<!--more-->\n\nBelow it."


@pytest.mark.parametrize(
    ("front_matter", "body", "summary"),
    [
        ("summary: Own words", DIVIDED, "Above the weir."),
        ("summary: Own words", "Above the weir.\n\nBelow it.", "Own words"),
        ("description: Told", DIVIDED, "Told"),
        ("summary: Own words", "<!--more-->\n\nBelow it.", "Own words"),
        ("excerpt: Of a theme", DIVIDED, "Above the weir."),
        ("excerpt: Of a theme\nsummary: Own words", "Above the weir.", "Own words"),
        ("excerpt: Of a theme", "Above the weir.", "Of a theme"),
    ],
)
def test_a_summary_that_hugo_knows_counts_most_in_hugo(
    tmp_path: Path, front_matter: str, body: str, summary: str
) -> None:
    """What stands above the divider counts more than `summary`, and `excerpt`, of themes, least."""
    write(tmp_path, "hugo.toml", 'baseURL = "https://weir.example/"\n')
    write(tmp_path, "content/a.md", f"---\ntitle: a\ndate: 2024-01-01\n{front_matter}\n---\n{body}")
    archive = open_archive(tmp_path)
    post = archive.read("content/a.md").post
    assert post is not None
    assert summaries(archive, post) == [summary]


def test_a_divider_counts_more_than_a_summary_in_jekyll_too(tmp_path: Path) -> None:
    write(tmp_path, "_config.yml", "url: https://weir.example\nexcerpt_separator: <!--more-->\n")
    write(tmp_path, "_posts/2024-01-01-a.md", f"---\ntitle: a\nsummary: Own\n---\n{DIVIDED}")
    archive = open_archive(tmp_path)
    post = archive.read("_posts/2024-01-01-a.md").post
    assert post is not None
    assert summaries(archive, post) == ["Above the weir."]
