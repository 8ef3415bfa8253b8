"""A feed that shows each story once: its entries name the later posts that repeat them."""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping
from dataclasses import replace

from feeds.feed.entries import credit_of
from feeds.feed.phrases import Phrases, phrases_for
from feeds.model import Entry, Post, Repeat, Site
from feeds.text.urls import percent_encoded


def naming_repeats(
    entries: Iterable[Entry | None], repeats: Mapping[str, tuple[Post, ...]], site: Site
) -> list[Entry | None]:
    """The entries; an entry that stands for other posts names these, too. `repeats` has the other
    posts by the path of the post that is shown."""
    return [
        _naming(entry, repeats[entry.post.path], site)
        if entry and entry.post.path in repeats
        else entry
        for entry in entries
    ]


def _naming(entry: Entry, posts: Iterable[Post], site: Site) -> Entry:
    named = tuple(_repeat(post, site) for post in posts)
    phrases = phrases_for(entry.post.language or site.language)
    content = _with_line(entry, named, phrases) if entry.content else ""
    return replace(entry, content=content, repeats=named)


def _repeat(post: Post, site: Site) -> Repeat:
    attribution = post.attribution
    url = site.url + percent_encoded(post.permalink)
    return Repeat(attribution.outlet or post.title, url, attribution.original_url)


def _with_line(entry: Entry, repeats: tuple[Repeat, ...], phrases: Phrases) -> str:
    """The content, whose line of attribution goes on with the other outlets."""
    links = (
        f'<a href="{html.escape(each.original_url or each.url)}">{html.escape(each.name)}</a>'
        for each in repeats
    )
    also = f"{phrases.also_in} {', '.join(links)}"
    credit = credit_of(entry.post.attribution, phrases)
    if credit and entry.content.startswith(credit):
        line = f"{credit.removesuffix('</p>')} · {also}</p>"
        return line + entry.content.removeprefix(credit)
    return f"<p>{also}</p>\n{entry.content}"
