"""Who published a post first, and where: from front matter keys, else from the body's end.

The rules are data. The defaults fit the archive this was made for; `[attribution]` in
`postwire.toml` replaces any of them (`docs/attribution.md`).
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import cycle, islice
from typing import NamedTuple
from urllib.parse import urlsplit

from feeds.archive.values import FrontMatter, Value, mapping, text, texts
from feeds.model import Attribution, Person
from feeds.text.plain import plain, without_controls
from feeds.text.urls import absolute

# How much of a body's end the rules look at: enough for every form seen, and a bound on time.
TAIL = 2500  # characters
_LONGEST_OUTLET = 60
_MOST_PASSES = 8


@dataclass(frozen=True, slots=True)
class BodyRule:
    """One form an archive writes at the end of its bodies; what it matches is lifted out.

    `pattern` is searched in the body's end; `field` names what its group of the same name
    holds (`outlet` or `original_url`), or is `navigation` where it is only taken away. With
    `only_known` an outlet counts where a tag of the post names it or it ends like a medium's.
    `within` is how many characters before the end the form may begin: what is not looked at
    costs nothing.
    """

    field: str
    pattern: str
    only_known: bool = False
    within: int = TAIL
    compiled: re.Pattern[str] = dataclasses.field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "compiled", re.compile(self.pattern, re.DOTALL))


# `[返回…](…)`, its address with brackets inside, as a category's name has them.
_BACK = r"\[返回[^\]\n]{0,80}\]\([^()\n]{0,300}(?:\([^()\n]{0,100}\)[^()\n]{0,300}){0,4}\)"

_CLOSED_AT_THE_END = r"[）)](?=\s{0,20}(?:</\w{1,10}>\s{0,20}){0,6}\Z)"


def _in_brackets(pattern: str, within: int, only_known: bool = False) -> tuple[BodyRule, ...]:
    """A rule for each kind of bracket: to search for a choice of two takes up to five times as
    long."""
    brackets = ("（", r"\(")
    return tuple(BodyRule("outlet", each + pattern, only_known, within) for each in brackets)


# Each begins with a character that is rare in text: a search then costs next to nothing.
# `<(?<![^\n]<)` is a "<" at the start of a line.
DEFAULT_BODY_RULES = (
    BodyRule(
        "navigation",
        rf"{_BACK}(?:\s{{0,9}}[｜|]?\s{{0,9}}{_BACK}){{0,20}}\s*\Z",
    ),
    BodyRule("original_url", r"<(?<![^\n]<)(?P<original_url>https?://[^<>\s]{1,1500})?>\s*\Z"),
    BodyRule(
        "outlet",
        r"<p class=[\"']?em_media[\"']?>\s*[（(]\s*文章来源\s*[:：]"
        r"(?P<outlet>.{0,600}?)[）)]\s*</p>",
    ),
    *_in_brackets(
        r"\s{0,9}文章来源\s{0,9}[:：](?P<outlet>[^\n]{0,600}?)" + _CLOSED_AT_THE_END, within=800
    ),
    *_in_brackets(
        r"(?P<outlet>[^（()）<>\n]{2,30})" + _CLOSED_AT_THE_END, within=300, only_known=True
    ),
)

# How the names of media end, for outlets in brackets that no tag confirms: （完） is no outlet.
DEFAULT_OUTLET_ENDING = (
    r"(?:报|網|网|社|新闻|客户端|财经|周刊|杂志|在线|电台|电视台|广播|通讯|头条|发布|公众号)$"
)


@dataclass(frozen=True, slots=True)
class Rules:
    """Every rule by which an attribution is found."""

    outlet_keys: tuple[str, ...] = ("source", "outlet", "publisher", "source_name")
    outlet_url_keys: tuple[str, ...] = ("outlet_url", "publisher_url", "source_homepage")
    outlet_feed_keys: tuple[str, ...] = ("outlet_feed", "source_feed")
    original_url_keys: tuple[str, ...] = ("original_url", "canonical_url", "original")
    source_url_keys: tuple[str, ...] = ("source_url", "source_link")
    byline_keys: tuple[str, ...] = ("authors", "author", "byline")
    rights_keys: tuple[str, ...] = ("rights", "copyright")
    licence_keys: tuple[str, ...] = ("license_url", "licence_url", "license", "licence")
    body: tuple[BodyRule, ...] = DEFAULT_BODY_RULES
    outlet_ending: str = DEFAULT_OUTLET_ENDING
    outlet_tag: str = r"^(?P<outlet>.+)新闻$"
    outlets: Mapping[str, Mapping[str, str]] = dataclasses.field(
        default_factory=dict
    )  # name → url, feed


class Lifted(NamedTuple):
    """A body without its attribution and navigation, nor empty lines after the rest, and what
    these said."""

    body: str
    found: Mapping[str, str]


def lift(body: str, tags: tuple[str, ...], rules: Rules) -> Lifted:
    """Take from a body's end what the rules know, until none of them matches any more.

    The rules stand in the order in which the archive's endings follow each other, the last
    first, and take turns until a whole round has passed since one of them found anything.
    """
    head, tail = body[:-TAIL], body[-TAIL:]
    found: dict[str, str] = {}
    idle = 0
    for rule in islice(cycle(rules.body), len(rules.body) * _MOST_PASSES):
        match = rule.compiled.search(tail, len(tail) - rule.within)
        if match and (not rule.only_known or _is_known(match, rule, found, tags, rules)):
            if value := _value(match, rule.field):
                found.setdefault(rule.field, value)
            tail = tail[: match.start()] + tail[match.end() :]
            idle = 0
        elif (idle := idle + 1) == len(rules.body):
            break
    # Stripped before they are joined: each copy of a long text costs as much as a search in it.
    left = head + tail.rstrip("\n")
    return Lifted(left.rstrip("\n"), found)


def _value(match: re.Match[str], name: str) -> str:
    """The group called `name`, as plain text: outlets come cut up by links and spans."""
    value = match.groupdict().get(name) or ""
    return value if name.endswith("_url") else _name(value)


@lru_cache(maxsize=4096)  # an archive names few outlets, and each of them often
def _name(markup: str) -> str:
    return plain(without_controls(markup))[:_LONGEST_OUTLET].strip()


def _is_known(
    match: re.Match[str],
    rule: BodyRule,
    found: Mapping[str, str],
    tags: tuple[str, ...],
    rules: Rules,
) -> bool:
    """Whether what was matched is an outlet."""
    if rule.field in found:  # a further bracket belongs to the text
        return False
    value = _value(match, rule.field)
    tagged = _outlet_of_tags(tags, rules.outlet_tag)
    return value == tagged or re.search(rules.outlet_ending, value) is not None


@lru_cache(maxsize=4096)
def _outlet_of_tags(tags: tuple[str, ...], pattern: str) -> str | None:
    matches = (re.search(pattern, tag) for tag in tags)
    return next((match["outlet"] for match in matches if match), None)


def attribute(
    front_matter: FrontMatter,
    found: Mapping[str, str],
    tags: tuple[str, ...],
    rules: Rules,
    site_url: str,
) -> Attribution:
    """The attribution of a post: its front matter first, then its body, then its tags.

    An original address on the site itself is none: that is the post's own permalink.
    """
    name = found.get("outlet") or _outlet_of_tags(tags, rules.outlet_tag)
    lifted = Attribution(
        outlet=name and _name(name),
        original_url=_foreign(_address(found.get("original_url")), site_url),
    )
    said = _as_matter_says(lifted, front_matter, rules, site_url) if front_matter else lifted
    return _with_known_outlet(said, rules) if rules.outlets else said


def _as_matter_says(
    lifted: Attribution, front_matter: FrontMatter, rules: Rules, site_url: str
) -> Attribution:
    outlet = mapping(front_matter, *rules.outlet_keys)
    name = _outlet_name(front_matter, outlet, rules)
    original, home = _addresses(front_matter, outlet, rules)
    return Attribution(
        outlet=_name(name) if name else lifted.outlet,
        outlet_url=home,
        outlet_feed=_address(text(outlet, "feed") or text(front_matter, *rules.outlet_feed_keys)),
        original_url=_foreign(original, site_url) if original else lifted.original_url,
        bylines=_bylines(front_matter, rules),
        rights=plain(without_controls(text(front_matter, *rules.rights_keys) or "")) or None,
        licence_url=_address(text(front_matter, *rules.licence_keys)),
    )


def _outlet_name(front_matter: FrontMatter, outlet: FrontMatter, rules: Rules) -> str | None:
    name = text(outlet, "name", "title") or text(front_matter, *rules.outlet_keys)
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
    return absolute(spelled, "https://invalid.invalid/")


def _foreign(address: str | None, site_url: str) -> str | None:
    # `absolute` has made both lower case, without user information.
    return None if address and address.split("/")[2] == site_url.split("/")[2] else address


def _bylines(front_matter: FrontMatter, rules: Rules) -> tuple[Person, ...]:
    people = (_people(front_matter[key]) for key in rules.byline_keys if key in front_matter)
    return next((found for found in people if found), ())


def _people(value: Value) -> tuple[Person, ...]:
    if isinstance(value, dict):
        name = text(value, "name", "display_name")
        return (Person(_name(name), _address(text(value, "url", "uri", "web"))),) if name else ()
    if isinstance(value, list):
        return tuple(dict.fromkeys(person for item in value[:20] for person in _people(item)))
    name = _name(value)
    return (Person(name),) if texts({"name": name}, "name") else ()


def _with_known_outlet(said: Attribution, rules: Rules) -> Attribution:
    """Home page and feed of an outlet that the settings know by name."""
    known = rules.outlets.get(said.outlet or "")
    if known is None:
        return said
    return Attribution(
        said.outlet,
        said.outlet_url or _address(known.get("url")),
        said.outlet_feed or _address(known.get("feed")),
        said.original_url,
        said.bylines,
        said.rights,
        said.licence_url,
    )
