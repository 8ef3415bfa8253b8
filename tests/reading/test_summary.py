"""What a list shows of a post: the first words and the first image."""

from __future__ import annotations

from feeds.html import first_image, safe_html, summary_of

BASE = "https://news.example/2022/03/a.html"


def made(text: str, path: str = "_posts/2022-03-14-a.md") -> str:
    return safe_html(text, path, BASE)


def test_the_summary_is_the_first_paragraph_as_plain_text() -> None:
    content = made("<p> </p><p>一 &amp; <b>二</b></p><p>三</p>")
    assert summary_of(content, "", None) == "一 & 二"


def test_the_summary_ends_at_the_separator_where_there_is_one() -> None:
    body = "一二\n\n三\n\n<!--more-->\n\n四"
    assert summary_of(made(body), body, "<!--more-->") == "一二 三"


def test_a_long_summary_is_cut_with_an_ellipsis() -> None:
    summary = summary_of(made("字" * 1000), "", None)
    assert len(summary) == 300
    assert summary.endswith("…")


def test_the_first_image_is_found_with_its_address_resolved() -> None:
    assert first_image(made("![a](/p.png?x=1&y=2)")) == "https://news.example/p.png?x=1&y=2"
