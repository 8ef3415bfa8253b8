"""Bodies as feeds show them: safe, absolute, readable."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import html as lxml_html

from feeds.html.body import (
    _EMPTY_PARAGRAPH,
    _cleaner,
    edits_of,
    first_image,
    is_one_html_block,
    rendered,
    summary_of,
    to_html,
)
from feeds.html.certain import HIDDEN, certainly_clean
from feeds.text.plain import decode, without_controls

ROOT = "https://news.example/"
BASE = "https://news.example/2022/03/a.html"


def made(body: str, path: str = "_posts/2022-03-14-a.md") -> str:
    return to_html(body, path, BASE)


def test_markdown_and_embedded_html_stand_side_by_side() -> None:
    assert made("**一**\n\n<p>二</p>") == "<p><strong>一</strong></p>\n<p>二</p>"


def test_emphasis_works_between_chinese_characters() -> None:
    assert "<strong>重要：</strong>" in made("这是**重要：**的")


def test_tables_and_fenced_code_are_rendered() -> None:
    content = made("| a | b |\n|---|---|\n| 1 | 2 |\n\n```\n<x>\n```")
    assert "<td>1</td>" in content
    assert "&lt;x&gt;" in content


def test_a_file_of_html_is_not_read_as_markdown() -> None:
    assert made("<div>\n\n    a * b * c\n</div>", "_posts/2022-03-14-a.html").count("<em>") == 0


def test_scripts_handlers_styles_and_comments_are_gone() -> None:
    content = made(
        '<p onclick="x()" style="color:red">一</p><script>x()</script><!-- EM_Img_Start -->'
        "<style>p{}</style>"
    )
    assert content == "<p>一</p>"


def test_hidden_paragraphs_and_tracking_pixels_are_gone() -> None:
    content = made(
        '<p style="display: none">跟踪</p><p>一</p><img src="/p.gif" width="1" height="1">'
    )
    assert content == "<p>一</p>"


def test_empty_spans_leave_no_trace() -> None:
    assert made('<p>一<span id="quote_1"></span>二</p>') == "<p>一二</p>"


def test_links_and_images_are_absolute() -> None:
    content = made("[a](b.html) [c](/d) [e](#f) [g](//h.example/i) ![j](k.png)")
    for address in (
        "https://news.example/2022/03/b.html",
        "https://news.example/d",
        f"{BASE}#f",
        "https://h.example/i",
        "https://news.example/2022/03/k.png",
    ):
        assert f'"{address}"' in content


def test_a_javascript_address_is_gone() -> None:
    assert "javascript" not in made('<a href="javascript:alert(1)">x</a>')


def test_a_frame_becomes_a_link() -> None:
    content = made('<iframe src="//video.example/v?id=1&amp;t=2"></iframe>')
    assert '<a href="https://video.example/v?id=1&amp;t=2">' in content


@given(st.text())
def test_no_body_gives_what_a_document_may_not_hold(written: str) -> None:
    decoded = decode(written.encode("utf-8", "replace"))
    assert decoded is not None
    for path in ("a.md", "a.html"):
        content = to_html(decoded.text, path, BASE)
        assert content == without_controls(content)


_HTML = ["<p>", "</p>", "<div>", "<h2>", "<a href='x'>", "<!-- c -->", "<script>", "&amp;", "<p\n"]
_MARKDOWN = ["*a*", "# x", "- b", "```", "|a|", "---", "[x](y)", "    code", "[^1]", "[^1]: f"]


@given(
    st.lists(
        st.sampled_from([*_HTML, *_MARKDOWN, "\n", "\n\n", "\n \n", " ", "\t", "文", "\u3000"])
    )
)
def test_what_is_taken_for_one_block_of_html_is_that_to_commonmark(parts: list[str]) -> None:
    body = "<p>" + "".join(parts)
    if is_one_html_block(body):
        assert rendered(body).strip(" \t\n") == body.strip(" \t\n")


def test_a_body_of_html_alone_is_known() -> None:
    assert is_one_html_block("\n<p>一</p>\n <p class='x'>二</p>\n\n")
    assert not is_one_html_block("<p>一</p>\n\n*二*")
    assert not is_one_html_block("一<p>二</p>")


_ADDRESSES = (
    "https://a.example/b?c=d#e", "http://a.example", "https://xn--a.example/", "a:b", "/a",
    "/a.b/c/", "/../a", "//a.example/", "/a?b&c=d", "https://a.example/?b=c&lt=d&amp;e",
    "https://a.example/?&lt;",
)  # fmt: skip
_LEAVES = (
    "文", "a ", "\n ", '"', "&amp;", "&lt;", "&quot;", "<br>", "<br />", "<!-- a -->",
    '<p style="display:none">文</p>',
    *(f'<img src="{address}" alt="一" />' for address in _ADDRESSES),
    *(f'<img src="{address}">' for address in _ADDRESSES),
)  # fmt: skip
_PAIRS = (
    ("<p>", "</p>"), ("<p>", "</p>"), ("<h2>", "</h2>"), ("<pre>", "</pre>"), ("<b>", "</b>"),
    ("<strong>", "</strong>"), ("<code>", "</code>"), ('<code class="a">', "</code>"),
    ("<span>", "</span>"), ('<span id="a" web="1">', "</span>"), ("<center>", "</center>"),
    ("<blockquote>", "</blockquote>"), ("<ul><li>", "</li></ul>"), ("<li>", "</li>"),
    *((f'<a href="{address}">', "</a>") for address in _ADDRESSES),
)  # fmt: skip
_ODD = (
    "<!---->", "<P>", "<p class=a>", "<script>", "<td>", '<span style="color:red">', "<", ">", "&",
    "&nbsp;", "&#60;", "\xa0", "\ufeff", "<div>", *(tag for pair in _PAIRS for tag in pair),
)  # fmt: skip


def _nested(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Rows of elements that end where they seem to."""
    element = st.tuples(st.sampled_from(_PAIRS), inner).map(lambda it: it[1].join(it[0]))
    return st.lists(element | st.sampled_from(_LEAVES), max_size=3).map("".join)


_WHOLE = st.recursive(st.sampled_from(_LEAVES), _nested, max_leaves=6)
_SPOILT = st.tuples(_WHOLE, st.sampled_from(_ODD) | st.text(max_size=2), _WHOLE).map("".join)


@settings(max_examples=1000)
@given(_WHOLE | _SPOILT | st.lists(st.sampled_from(_ODD) | _WHOLE, max_size=8).map("".join))
@example("文> <img src=x onerror=y ")  # as many of either sign, and no tag
@example("<p>文></p><")
def test_what_is_certain_of_html_is_what_the_sanitiser_makes_of_it(markup: str) -> None:
    markup = without_controls(markup)
    known = certainly_clean(markup, ROOT)
    clean = _cleaner(ROOT).clean(HIDDEN.sub("", markup))
    assert known in (None, _EMPTY_PARAGRAPH.sub("", clean))


@given(_WHOLE)
def test_what_makes_html_of_a_body_makes_the_html_that_is_made_of_it(markup: str) -> None:
    edits = edits_of(markup, "a.html", BASE)
    if edits is not None:
        pieces, done = [], 0
        for start, end, new in edits:
            pieces += [markup[done:start], new]
            done = end
        assert "".join([*pieces, markup[done:]]).strip() == to_html(markup, "a.html", BASE)


@pytest.mark.parametrize(
    ("markup", "clean"),
    [
        ("<h2>一</h2>\n <p>二<strong>三</strong>&amp;</p>", None),
        ('<p><img src="https://a.example/i.jpg?w=1" alt="二"></p>', None),
        ('<p>一<a href="https://a.example/b">二<b>三</b></a></p>', None),
        ("<blockquote><p>一</p><ul><li>二<ul><li>三</li></ul></li></ul></blockquote>", None),
        ("<!-- a --><p>一</p><!-- b -->", "<p>一</p>"),
        ("<center>一</center><p>二</p>", "一<p>二</p>"),
        (
            '<p><img src="/a/b.jpg" alt="" /></p>',
            '<p><img src="https://news.example/a/b.jpg" alt=""></p>',
        ),
        (
            '<a href="https://a.example/?b=1&lt=2">“&quot;</a>',
            '<a href="https://a.example/?b=1&amp;lt=2">“"</a>',
        ),
        ('<pre><code class="language-sh">a\n</code></pre>', "<pre><code>a\n</code></pre>"),
        ("<p>一<br />二</p>", "<p>一<br>二</p>"),
        ('<p><span id="a"><span web="1" href="/b">一</span></span></p>', "<p>一</p>"),
        ('<p>一</p>\n<p> <span id="a"></span></p><!-- b -->\n<p>二</p>', "<p>一</p>\n<p>二</p>"),
        ('<p>一</p><p><p style="display:none">二</p>\n</p>\n三', "<p>一</p>三"),
    ],
)
def test_what_scrapers_write_most_is_certain(markup: str, clean: str | None) -> None:
    assert certainly_clean(markup, ROOT) == (clean or markup)


@pytest.mark.parametrize(
    "markup",
    [
        "<p class='a'>一</p>",
        "<p>一",
        "<p><script>1</script></p>",
        "<p>一<p>二</p></p>",
        "<p><ul><li>一</li></ul></p>",
        "<li><li>一</li></li>",
        "<a href='https://a.example/'>一</a>",
        '<a href="https://a.example/"><b><a href="https://a.example/">一</a></b></a>',
        '<a href="javascript:alert(1)">一</a>',
        '<a href="b">一</a>',
        '<a href="/../b">一</a>',
        '<a href="//b.example/">一</a>',
        '<a href="https://a.example/?b&lt_=1">一</a>',
        "<pre>\n一</pre>",
        "一&copy=",
        '<img src="https://a.example/" onerror="alert(1)">',
        '<span style="display:none">一</span>',
        "<b><span>一</b></span>",
        "<!-- a -- > --><p>一</p>",
        "\ufeff<p>一</p>",
    ],
)
def test_what_is_not_certain_is_left_to_the_sanitiser(markup: str) -> None:
    assert certainly_clean(markup, ROOT) is None


@pytest.mark.parametrize(
    "hidden",
    [
        '<p style="display:none">二</p>',
        '<p style="display:none; color:red">&nbsp;二</p>',
        '<p style="display:none"><b>二</b></p>',
        '<p style="display:none">二',
        "<p style='display: none'>二</p>",
        '<div style="display:none"><p style="display:none">二</p>二</div>',
    ],
)
def test_what_a_page_hides_is_gone_and_nothing_else(hidden: str) -> None:
    assert re.findall(r"[一二三]", made(f"<p>一</p>{hidden}<p>三</p>")) == ["一", "三"]


@pytest.mark.parametrize("path", ["a.md", "a.html"])
def test_control_characters_written_as_references_are_gone(path: str) -> None:
    body = "一&#1;二&#x8;<i title='&#xFFFE;'>三</i><img alt='&#3;' src='/a.png'>"
    content = to_html(body, path, BASE)
    assert [char for char in content if ord(char) < 32 or ord(char) > 0xFFFD] == []
    assert "二<i>三</i>" in content


def test_the_summary_is_the_first_paragraph_as_plain_text() -> None:
    content = made("<p> </p><p>一 &amp; <b>二</b></p><p>三</p>")
    assert summary_of(content.encode(), "", None) == "一 & 二"


def test_the_summary_ends_at_the_separator_where_there_is_one() -> None:
    body = "一二\n\n三\n\n<!--more-->\n\n四"
    assert summary_of(made(body).encode(), body, "<!--more-->") == "一二 三"


def test_a_long_summary_is_cut_with_an_ellipsis() -> None:
    summary = summary_of(made("字" * 1000).encode(), "", None)
    assert len(summary) == 300
    assert summary.endswith("…")


def test_the_first_image_is_found_with_its_address_resolved() -> None:
    assert (
        first_image(made("![a](/p.png?x=1&y=2)").encode()) == "https://news.example/p.png?x=1&y=2"
    )


@given(st.text(max_size=400))
def test_whatever_the_body_the_content_is_safe_html(body: str) -> None:
    content = made(body)
    for element in lxml_html.fragment_fromstring(content, create_parent="div").iter():
        assert element.tag not in ("script", "style", "iframe", "object")
        for name, value in element.attrib.items():
            assert not name.startswith("on")
            assert not value.lower().strip().startswith("javascript:")
