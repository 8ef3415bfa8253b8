"""The rules by which an attribution is found: they are data.

The defaults fit the archive this was made for; `[attribution]` in `postwire.toml` replaces any of
them (`docs/attribution.md`).
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from dataclasses import dataclass

# How much of a body's end the rules look at: enough for every form seen, and a bound on time.
TAIL = 2500  # characters


@dataclass(frozen=True, slots=True)
class BodyRule:
    """One form an archive writes at the end of its bodies; what it matches is lifted out.

    `pattern` is searched in the body's end; `field` names what its group of the same name
    holds (`outlet` or `original_url`), or is `navigation` where it is only taken away. With
    `only_known` an outlet counts where a tag of the post names it or it ends like a medium's.
    `within` is how many characters before the end the form may begin, and with `in_last_lines` it
    begins in one of the last two lines with text: what is not looked at costs nothing.
    """

    field: str
    pattern: str
    only_known: bool = False
    within: int = TAIL
    in_last_lines: bool = False
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


_ADDRESS = r"https?://[^\s<>()]{1,1500}"
_NO_DATE = r"(?!\d{1,4}\b|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6} \d)"
_NAME = r"\[?(?P<outlet>[^\[\]()<>\n。:：*_]{2,200}?)\]?"
_LAST = r"[.。]?[ \t]{0,9}[*_]{0,3}(?:</\w{1,10}>\s{0,9}){0,4}\s{0,9}\Z"
# Words by their first sign, with what may follow it.
_CHINESE = {"本": "文(?:转载自|来自|来源)", "转": "载自", "文": "章来源", "来": "源"}
_ORIGINAL = {"原": "文(?:链接|地址|网址)"}


def _line(words: Mapping[str, str], rest: str, field: str) -> BodyRule:
    """A last line that begins with one of these words, and says where the text was published
    first: the form decides, nothing is guessed. One search looks for the first signs of all."""
    word = "|".join(rf"{sign}(?<![^\n*_>]{sign}){more}" for sign, more in words.items())
    return BodyRule(field, rf"(?:{word}){rest}{_LAST}", within=1800, in_last_lines=True)


def _original_lines() -> tuple[BodyRule, ...]:
    link = rf"(?:\((?P<original_url>{_ADDRESS})\))?"
    english = rf" (?:published|posted|appeared) (?:at|on|in) (?:the )?{_NO_DATE}{_NAME}{link}"
    day = r"(?:,? on [A-Z0-9][^\n.]{3,30})?"
    colon = r"[^\S\n]{0,3}[:：]\s{0,3}"
    address = rf"(?:\[[^\[\]\n]{{0,200}}\]\()?<?(?P<original_url>{_ADDRESS})[>)]{{0,2}}"
    return (
        _line({"O": "riginally"}, english + day, "outlet"),
        _line(_CHINESE, rf"{colon}{_NAME}{link}", "outlet"),
        _line(_ORIGINAL, colon + address, "original_url"),
    )


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
    # Brackets in the name itself: `（安信国际证券(香港)）`.
    *_in_brackets(
        r"(?P<outlet>[^（()）<>\n]{2,30}[（(][^（()）<>\n]{1,20}[）)][^（()）<>\n]{0,10})"
        + _CLOSED_AT_THE_END,
        within=300,
        only_known=True,
    ),
    *_in_brackets(
        r"(?P<outlet>[^（()）<>\n]{2,30})" + _CLOSED_AT_THE_END, within=300, only_known=True
    ),
    *_original_lines(),
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
    original_url_keys: tuple[str, ...] = (
        "original_url", "canonical_url", "canonical", "canonicalurl", "original", "original_link",
        "syndicated_from",
    )  # fmt: skip
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
