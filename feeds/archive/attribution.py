"""The outlet that published a post first, taken from its front matter, its text or its tags."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from feeds.archive.attribution_rules import Rules
from feeds.archive.lift import outlet_of_tags, plain_name
from feeds.archive.values import FrontMatter, Value, mapping, named, text
from feeds.model import Attribution, Person
from feeds.text.clean import without_controls
from feeds.text.plain import plain
from feeds.text.urls import NOWHERE, absolute

_SEVERAL = re.compile("[、，,/]")  # between names of people


def attribute(
    front_matter: FrontMatter,
    fields: Mapping[str, str],
    tags: tuple[str, ...],
    rules: Rules,
    site_url: str,
) -> Attribution:
    """The attribution of a post: its front matter first, then its body, then its tags.

    `fields` is what was lifted out of the body (see `feeds.archive.lift`).

    An original address on the site itself is none: that is the post's own permalink.
    """
    name = fields.get("outlet") or outlet_of_tags(tags, rules.outlet_tag)
    lifted = Attribution(
        outlet=(name and plain_name(name)) or None,
        original_url=_foreign(_address(fields.get("original_url")), site_url),
        bylines=_people(_SEVERAL.split(fields["byline"])) if "byline" in fields else (),
    )
    attribution = (
        _from_front_matter(lifted, front_matter, rules, site_url) if front_matter else lifted
    )
    return _with_known_outlet(attribution, rules) if rules.outlets else attribution


def _from_front_matter(
    lifted: Attribution, front_matter: FrontMatter, rules: Rules, site_url: str
) -> Attribution:
    outlet = mapping(front_matter, *rules.outlet_keys)
    name = _outlet_name(front_matter, outlet, rules)
    original, home = _addresses(front_matter, outlet, rules)
    return Attribution(
        outlet=(plain_name(name) if name else None) or lifted.outlet,
        outlet_url=home,
        outlet_feed=_address(text(outlet, "feed") or text(front_matter, *rules.outlet_feed_keys)),
        original_url=_foreign(original, site_url) if original else lifted.original_url,
        bylines=_bylines(front_matter, rules) or lifted.bylines,
        rights=plain(without_controls(named(front_matter, *rules.rights_keys) or "")) or None,
        licence_url=_address(text(front_matter, *rules.licence_keys)),
    )


def _outlet_name(front_matter: FrontMatter, outlet: FrontMatter, rules: Rules) -> str | None:
    name = named(outlet, "name", "title") or named(front_matter, *rules.outlet_keys)
    # `source: https://…` names an address, not an outlet.
    return None if name and _address(name) else name


def _addresses(
    front_matter: FrontMatter, outlet: FrontMatter, rules: Rules
) -> tuple[str | None, str | None]:
    """(original, home page). `source_url` is the home page where it has no path, or where
    another key gives the original; else it is the original."""
    original = _address(text(front_matter, *rules.original_url_keys))
    home = _address(text(outlet, "url", "homepage") or text(front_matter, *rules.outlet_url_keys))
    source = _address(
        text(front_matter, *rules.source_url_keys) or text(front_matter, *rules.outlet_keys)
    )
    if source is None:
        return original, home
    if original or urlsplit(source).path in ("", "/"):
        return original, home or source
    return source, home


def _address(spelled: str | None) -> str | None:
    """An http(s) address in ASCII; None for anything else."""
    if not spelled or not spelled.lower().startswith(("http://", "https://", "//")):
        return None
    return absolute(spelled, NOWHERE)


def _foreign(address: str | None, site_url: str) -> str | None:
    # `absolute` has made both lower case, without user information.
    return None if address and address.split("/")[2] == site_url.split("/")[2] else address


def _bylines(front_matter: FrontMatter, rules: Rules) -> tuple[Person, ...]:
    people = (_people(front_matter[key]) for key in rules.byline_keys if key in front_matter)
    return next((several for several in people if several), ())


def _people(value: Value) -> tuple[Person, ...]:
    if isinstance(value, list):
        persons = (_person(item) for item in value[:20])
        return tuple(dict.fromkeys(person for person in persons if person))
    person = _person(value)
    return (person,) if person else ()


def _person(value: Value) -> Person | None:
    if isinstance(value, dict):
        name = named(value, "name", "display_name")
        name = name and plain_name(name)
        return Person(name, _address(text(value, "url", "uri", "web"))) if name else None
    name = plain_name(value) if isinstance(value, str) else ""
    return Person(name) if named({"name": name}, "name") else None


def _with_known_outlet(attribution: Attribution, rules: Rules) -> Attribution:
    """Home page and feed of an outlet that the settings know by name."""
    outlet = rules.outlets.get(attribution.outlet or "")
    if outlet is None:
        return attribution
    return Attribution(
        attribution.outlet,
        attribution.outlet_url or _address(outlet.get("url")),
        attribution.outlet_feed or _address(outlet.get("feed")),
        attribution.original_url,
        attribution.bylines,
        attribution.rights,
        attribution.licence_url,
    )
