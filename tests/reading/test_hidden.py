"""Parts that a page would not show are in no feed."""

from __future__ import annotations

import re

import pytest

from feeds.html import safe_html

BASE = "https://news.example/2022/03/a.html"


def html_of(text: str, path: str = "_posts/2022-03-14-a.md") -> str:
    return safe_html(text, path, BASE)


def test_hidden_paragraphs_and_tracking_pixels_are_removed() -> None:
    content = html_of(
        '<p style="display: none">跟踪</p><p>一</p><img src="/p.gif" width="1" height="1">'
    )
    assert content == "<p>一</p>"


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
def test_hidden_parts_of_a_page_are_removed_and_nothing_else(hidden: str) -> None:
    assert re.findall(r"[一二三]", html_of(f"<p>一</p>{hidden}<p>三</p>")) == ["一", "三"]


@pytest.mark.parametrize(
    "hiding",
    [
        '<p style="display:none"></p>',
        '<p style="display:none"><b></b></p>',
        "<i hidden>x</i>",
    ],
)
@pytest.mark.parametrize(
    "markup",
    [
        "&{}#1;一",
        "{}&#1;一&#xFFFE;",
        "&#1;{}一",
        "<scr{}ipt>x()</script>一",
        "<!-{}- 一 -->一",
        '<i onclick{}="x()">一</i>',
        '<a href="java{}script:x()">一</a>',
        '<ifr{}ame src="//video.example/"></iframe>一',
    ],
)
def test_the_markup_around_a_hidden_part_is_sanitised(markup: str, hiding: str) -> None:
    """Taking a part out joins what stood before and after it to new markup."""
    content = html_of(markup.format(hiding))
    assert "一" in content
    assert "x</i>" not in content
    assert not re.search(r"[\x00-\x09\ufffe]|<script|<iframe|<!-|<i on|<a href=.java", content)


def test_only_images_are_hidden_by_their_size_and_only_small_ones() -> None:
    shown = '<img src="/a.png" width="1" height="90"><video width="1" height="1"></video>'
    content = html_of(f'<p hidden>二</p>{shown}<img src="/p.gif" width="0" height="1">')
    assert content.count("<img") == 1
    assert "<video" in content
