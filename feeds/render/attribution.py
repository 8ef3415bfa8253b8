"""What several formats say alike of who wrote a post and published it first."""

from __future__ import annotations

from feeds.model import Attribution, Person


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
