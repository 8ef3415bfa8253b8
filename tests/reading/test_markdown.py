"""CommonMark with embedded HTML becomes HTML; texts that are HTML stay as they are."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from feeds.html import safe_html
from feeds.html.dialect import COMMONMARK, KRAMDOWN
from feeds.html.markdown import is_one_html_block, rendered, to_html
from feeds.html.sealed import sealed, unsealed

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


def test_the_name_of_a_file_says_whether_it_is_html() -> None:
    names = {"a.html": "*a*", "A.HTM": "*a*"}
    names |= dict.fromkeys(("a.md", "a.htmlx", "a.html.md"), "<p><em>a</em></p>\n")
    assert {name: to_html("*a*", name) for name in names} == names


def test_one_block_of_html_has_no_blank_line_but_around_it() -> None:
    assert is_one_html_block("<p>a</p>", KRAMDOWN)
    assert is_one_html_block("<p>a</p>\n \n")
    assert not is_one_html_block("<p>a</p>\n\n\u3000")  # a character, to Markdown
    without_html = COMMONMARK._replace(omits_html=True)
    assert not is_one_html_block("<p>a</p>", without_html)
    assert "<p>a</p>" not in to_html("<p>a</p>", "a.md", without_html)


def test_sealed_html_stays_as_it_is_and_a_block_is_in_no_paragraph() -> None:
    shown = {
        "<b>a*b*</b> &amp; _c_": "<p><b>a*b*</b> &amp; _c_</p>\n",
        "<p>a</p>": "<p>a</p>\n",
        "<div>a &amp; 港</div>": "<div>a &amp; 港</div>\n",
        "*a* ~b~ {c}|": "<p>*a* ~b~ {c}|</p>\n",
    }
    assert {html: rendered(sealed(html)) for html in shown} == shown
    assert rendered(f"x {sealed('<p>a</p>')} *y*") == "<p>x <p>a</p> <em>y</em></p>\n"
    assert rendered(f"[{sealed('<b>_</b>')}](/a)") == '<p><a href="/a"><b>_</b></a></p>\n'
    signs = "".join(chr(code) for code in range(32, 127))
    assert unsealed(sealed(signs)) == signs
    assert not any(sign in sealed(signs) for sign in "*_`<>&[]()#|~!\\{}:-+=")
    assert sealed("") == ""
