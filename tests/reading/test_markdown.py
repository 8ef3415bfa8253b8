"""CommonMark with embedded HTML becomes HTML; texts that are HTML stay as they are."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from feeds.html import safe_html
from feeds.html.markdown import is_one_html_block, rendered

BASE = "https://news.example/2022/03/a.html"


def html_of(text: str, path: str = "_posts/2022-03-14-a.md") -> str:
    return safe_html(text, path, BASE)


def test_markdown_and_embedded_html_stand_side_by_side() -> None:
    assert html_of("**一**\n\n<p>二</p>") == "<p><strong>一</strong></p>\n<p>二</p>"


def test_emphasis_works_between_chinese_characters() -> None:
    assert "<strong>重要：</strong>" in html_of("这是**重要：**的")


def test_tables_and_fenced_code_are_rendered() -> None:
    content = html_of("| a | b |\n|---|---|\n| 1 | 2 |\n\n```\n<x>\n```")
    assert "<td>1</td>" in content
    assert "&lt;x&gt;" in content


def test_a_file_of_html_is_not_read_as_markdown() -> None:
    assert html_of("<div>\n\n    a * b * c\n</div>", "_posts/2022-03-14-a.html").count("<em>") == 0


_HTML = ["<p>", "</p>", "<div>", "<h2>", "<a href='x'>", "<!-- c -->", "<script>", "&amp;", "<p\n"]
_MARKDOWN = ["*a*", "# x", "- b", "```", "|a|", "---", "[x](y)", "    code", "[^1]", "[^1]: f"]


@given(
    st.lists(
        st.sampled_from([*_HTML, *_MARKDOWN, "\n", "\n\n", "\n \n", " ", "\t", "文", "\u3000"])
    )
)
def test_one_block_of_html_is_one_to_commonmark_too(parts: list[str]) -> None:
    body = "<p>" + "".join(parts)
    if is_one_html_block(body):
        assert rendered(body).strip(" \t\n") == body.strip(" \t\n")


def test_a_body_of_html_alone_is_known() -> None:
    assert is_one_html_block("\n<p>一</p>\n <p class='x'>二</p>\n\n")
    assert not is_one_html_block("<p>一</p>\n\n*二*")
    assert not is_one_html_block("一<p>二</p>")
