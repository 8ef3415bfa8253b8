"""A dialect: the form of Markdown that the site's generator reads, as a value of choices."""

from __future__ import annotations

from typing import NamedTuple

from feeds.html.typography import Signs

_EVERYWHERE = ("cjk_friendly_emphasis", "footnotes", "strikethrough", "table")


class Dialect(NamedTuple):
    """CommonMark with what a generator adds to it. `extensions` are comrak's, by their names.

    They are sorted, because the index knows a site's settings again by how they are written: a set
    is written in another order by each process.
    """

    extensions: tuple[str, ...] = _EVERYWHERE
    is_kramdown: bool = False  # attribute lists, comments, abbreviations, `markdown="1"`
    reads_html_blocks: bool = False  # kramdown's `parse_block_html`
    omits_html: bool = False  # HTML in a text is left out; what its tags are around stays
    passes: tuple[tuple[str, str, bool], ...] = ()  # what opens and closes what stays as it is
    ends_addresses: bool = False  # bare ones, before the first letter beyond ASCII
    link_scheme: str = "http"  # of addresses that begin with `www.` in the text
    has_heading_attributes: bool = False  # `## Heading {#id .class}`
    has_block_attributes: bool = False  # a line `{.class}` below a block
    strikes_single_tildes: bool = False  # `~a~` as `~~a~~`
    is_smart: bool = False  # quotes, dashes and dots as a typesetter sets them
    signs: Signs = ()  # other ones than comrak's, where `is_smart`
    hard_breaks: bool = False  # a line ends where it ends in the text
    numbers_notes: bool = False  # footnotes are called by their number, not by their name
    note_sign: str = ":"  # in the names of footnotes, `fn:a`
    separator: str | None = None  # what ends the summary in a text
    summary_keys: tuple[str, ...] = ("excerpt", "description")  # in front matter
    weaker_summary_keys: tuple[str, ...] = ("summary",)  # where no separator stands in the text

    def with_extensions(self, *names: str) -> Dialect:
        return self._replace(extensions=tuple(sorted({*self.extensions, *names})))

    def without_extensions(self, *names: str) -> Dialect:
        return self._replace(
            extensions=tuple(each for each in self.extensions if each not in names)
        )


COMMONMARK = Dialect()
KRAMDOWN = Dialect(is_kramdown=True, is_smart=True).with_extensions("description_lists", "tasklist")
GOLDMARK = Dialect(
    ends_addresses=True,
    link_scheme="https",
    has_heading_attributes=True,
    strikes_single_tildes=True,
    is_smart=True,
    numbers_notes=True,
    separator="<!--more-->",
    summary_keys=("description",),
    weaker_summary_keys=("summary", "excerpt"),
).with_extensions("description_lists", "autolink", "tasklist")
PULLDOWN_CMARK = Dialect(
    strikes_single_tildes=True,
    has_heading_attributes=True,
    note_sign="-",
    separator="<!-- more -->",
)
