"""An entry's HTML takes its place in a document that feedgen and lxml have written without it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from feeds.render.written import as_text
from feeds.text import without_controls


@given(st.text(st.one_of(st.sampled_from(list("<>&\"'\r\n\t")), st.characters(codec="utf-8"))))
def test_html_is_spelled_as_lxml_spells_it(content: str) -> None:
    content = without_controls(content)
    element = etree.Element("a")
    element.text = content
    spelled = etree.tostring(element, encoding="UTF-8").partition(b"<a>")[2]
    assert as_text(content) == spelled.removesuffix(b"</a>") or not content
