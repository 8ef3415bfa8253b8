"""The authors and the first publisher of a post, in the words that several formats share."""

from __future__ import annotations

from feeds.model import Attribution, Entry, Person


def authors_of(attribution: Attribution) -> tuple[Person, ...]:
    """The bylines, else the outlet; none where the post names neither."""
    if attribution.bylines or not attribution.outlet:
        return attribution.bylines
    return (Person(attribution.outlet, attribution.outlet_url),)


def attribution_links(attribution: Attribution) -> list[dict[str, str]]:
    """The attributes of Atom links to the original and to its licence, in RSS as well."""
    links = []
    if attribution.original_url:
        via = {"rel": "via", "type": "text/html", "href": attribution.original_url}
        links.append(via | ({"title": attribution.outlet} if attribution.outlet else {}))
    if attribution.licence_url:
        links.append({"rel": "license", "href": attribution.licence_url})
    return links


def repeat_links(entry: Entry) -> list[dict[str, str]]:
    """The attributes of Atom links to the other posts of an entry's story, in RSS as well: to their
    originals where these are known, each address once."""
    shown = {entry.post.attribution.original_url}
    links = []
    for repeat in entry.repeats:
        href = repeat.original_url or repeat.url
        if href not in shown:
            links.append({"rel": "via", "type": "text/html", "href": href, "title": repeat.name})
        shown.add(href)
    return links
