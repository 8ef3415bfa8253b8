"""Tables as kramdown reads them (kramdown.gettalong.org, "Tables"); each was asked of kramdown."""

from __future__ import annotations

import pytest

from feeds.html import safe_html
from feeds.html.dialect import KRAMDOWN


def html(text: str) -> str:
    return safe_html(text, "a.md", "https://x.example/", KRAMDOWN).replace("\n", "")


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("| a | b |\n| c | d |", "<td>a</td><td>b</td>|<td>c</td><td>d</td>"),
        ("a | b\nc | d", "<td>a</td><td>b</td>|<td>c</td><td>d</td>"),
        ("|---|---|\n| a | b |", "<td>a</td><td>b</td>"),
        ("| a | b |\n|---+---|\n| c | d |", "<th>a</th><th>b</th>|<td>c</td><td>d</td>"),
        ("| a |\n|---|\n| c |\n|===|\n| e |", "<th>a</th>|<td>c</td>|<td>e</td>"),
        ("| a | b |\n| `x|y` | d |", "<td>a</td><td>b</td>|<td><code>x|y</code></td><td>d</td>"),
        ("a\\|b | c", "<td>a|b</td><td>c</td>"),
        ("| a |\n| b | c |", "<td>a</td><td></td>|<td>b</td><td>c</td>"),
        ("|a|b|\n{: .table}", "<td>a</td><td>b</td>"),
        ("|a|b|\n| | |", "<td>a</td><td>b</td>|<td></td><td></td>"),
        ("|a|\n|b-c|\n|d=e|", "<td>a</td>|<td>b-c</td>|<td>d=e</td>"),
        ("```\na\n```\n\nb | c", "<td>b</td><td>c</td>"),
    ],
)
def test_a_block_of_lines_with_pipes_is_a_table(text: str, cells: str) -> None:
    rows = html(text).split("<tr>")[1:]
    assert "|".join(row.partition("</tr>")[0] for row in rows) == cells


@pytest.mark.parametrize(
    "text",
    [
        "no\na | b",
        "```\na | b\n```",
        "~~~~\n~~~\n\na | b\n~~~~",
        "    a | b",
        "- a | b",
        "# a | b",
        "<p>a | b</p>",
        "a \\| b",
    ],
)
def test_other_lines_with_pipes_are_none(text: str) -> None:
    assert "<table" not in html(text)


def test_a_paragraph_behind_a_table_is_no_row() -> None:
    assert html("| a | b |\n|---|---|\n| c | d |\nText").endswith("</table><p>Text</p>")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("* {:.x} a\n* b", "<ul><li>a</li><li>b</li></ul>"),
        ("- [ ] a\n- [x] b", "<ul><li>☐ a</li><li>☑ b</li></ul>"),
        ("a\\\\\nb", "<p>a<br>b</p>"),
    ],
)
def test_lists_and_line_ends(text: str, expected: str) -> None:
    assert html(text).replace("> ", ">") == expected


@pytest.mark.parametrize(("cells", "is_table"), [(100, True), (101, False)])
def test_a_row_has_a_hundred_cells_at_most(cells: int, is_table: bool) -> None:
    text = "|a|b|\n" + "|".join("x" * cells)
    assert ("<table>" in safe_html(text, "a.md", "https://x.example/", KRAMDOWN)) == is_table
