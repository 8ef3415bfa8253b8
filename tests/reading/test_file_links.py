"""Links that name files of the archive lead to their pages."""

from __future__ import annotations

from feeds.archive.file_links import with_page_links


def test_links_that_name_files_lead_to_pages_but_in_code() -> None:
    def look(target: str) -> str | None:
        return {"b.md": "/b/", "c d.md": "/c/"}.get(target)

    cases = {
        "[b](b.md)": "[b](/b/)",
        "[b]( b.md 'B')": "[b]( /b/ 'B')",
        "[c](<c d.md>)": "[c](/c/)",
        "[x]: b.md": "[x]: /b/",
        "   [x]:\tb.md": "   [x]:\t/b/",
        "    [x]: b.md": "    [x]: b.md",
        "a [x]: b.md": "a [x]: b.md",
        "<a href='b.md'>": "<a href='/b/'>",
        '<a href="b.md">': '<a href="/b/">',
        "<a xhref='b.md'>": "<a xhref='b.md'>",
        "`[b](b.md)` [b](b.md)": "`[b](b.md)` [b](/b/)",
        "```\n[b](b.md)\n```\n[b](b.md)": "```\n[b](b.md)\n```\n[b](/b/)",
        "[b](b.md)\n~~~\n[b](b.md)": "[b](/b/)\n~~~\n[b](b.md)",
        "[e](e.md) [b](b.md)": "[e](e.md) [b](/b/)",
        "[b](b.md)\n[x]: b.md": "[b](/b/)\n[x]: /b/",
    }
    assert {text: with_page_links(text, look) for text in cases} == cases
