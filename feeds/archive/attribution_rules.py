"""The rules that find the outlet that published a post first, as data.

The defaults fit the archive that Postwire was made for; `[attribution]` in `postwire.toml` replaces
any of them (`docs/attribution.md`).
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from feeds.archive.origin_words import FROM, LINKED, NAMED, NOBODY, ORIGINAL, PUBLISHED_BY, WRITTEN

# How much of a body's end the rules look at: enough for every form seen, and a bound on time.
TAIL = 2500  # characters


@dataclass(frozen=True)
class BodyRule:
    """One form an archive writes at the end of its bodies; what it matches is lifted out.

    `pattern` is searched in the body's end; `field` names what its group of the same name
    holds (`outlet`, `original_url` or `byline`), or is `navigation` where it is only taken away.
    With `only_known` an outlet counts where a tag of the post names it or it ends like a medium's.
    `within` is how many characters before the end the form may begin, and with `in_last_lines` it
    begins in one of the last two lines with text: text that is not searched costs nothing.
    """

    field: str
    pattern: str
    only_known: bool = False
    within: int = TAIL
    in_last_lines: bool = False

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        """When the first post is read: to compile the defaults takes 8 ms, and few programs read
        posts."""
        return re.compile(self.pattern, re.DOTALL)


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
_NAME = rf"[《『「“\[]?{NOBODY}(?P<outlet>[^《》『』「」“”\[\]()<>\n。:：*_]{{2,200}}?)[》』」”\]]?"
_PEOPLE = r"\[?(?P<byline>[^\[\]()（）<>\n。:：*_|｜]{2,40}?)(?:\]\([^()\s]{1,300}\))?"
_RULE = r"(?:\s{0,9}(?:-{3,9}|\*{3,9}|_{3,9}|[（(]完[）)]))?"  # drawn below the last line
_LAST = r"[.。]?[ \t]{0,9}[*_]{0,3}(?:</\w{1,10}>\s{0,9}){0,4}" + _RULE + r"\s{0,9}\Z"
_COLON = r"[*_]{0,2}[^\S\n]{0,3}[:：|｜丨/／](?:[*_]{1,2}|</(?:b|strong|em|span)>)?\s{0,3}"
_NEXT = r"[，,；;\s]{1,3}"  # between the outlet and the authors in one line


def _line(words: Mapping[str, str], rest: str, field: str, only_known: bool = False) -> BodyRule:
    """A last line that begins with one of these words, and says where the text was published
    first: the form decides, nothing is guessed. One search looks for the first signs of all."""
    word = "|".join(
        rf"{sign}(?:(?<![^\n*_>]{sign})|(?<=\n[>—–-] {sign})){more}" for sign, more in words.items()
    )
    return BodyRule(field, rf"(?:{word}){rest}{_LAST}", only_known, 1800, in_last_lines=True)


def _original_lines() -> tuple[BodyRule, ...]:
    # As a licence wants it: "… under a Creative Commons license."
    licence = r"(?: under a Creative Commons licen[cs]e)?"
    link = rf"(?:\((?P<original_url>{_ADDRESS})\))?"
    day = r"(?:[，,\s|｜·]{0,3}\d{4}[-年/.][^\n。]{0,20}|\s\d{1,2}:\d\d)?"
    day_before = r"(?:\d{4}[-年/.]\d{1,2}[-月/.]\d{1,2}日?\s{1,3})?"
    english = rf" (?:the )?{_NO_DATE}{_NAME}{link}(?:,? on [A-Z0-9][^\n.]{{3,30}})?{licence}"
    linked = r"(?=\[[^\[\]\n]{1,200}\]\(https?:)"
    account = r"(?:微信)?(?:公众号|公眾號)?"
    account_name = r"(?:\s?[（(](?:ID|id|微信|公众号|公眾號)[^()（）\n]{0,40}[）)])?"
    authors = (
        rf"(?:(?:{_NEXT}|\s?[（(])(?:(?:作者|记者|記者)[:：/ ]?|文[:：/])\s{{0,3}}{_PEOPLE}[）)]?)?"
        rf"(?:{_NEXT}(?:责任编辑|责编|编辑|責任編輯|責編|編輯)[:：]\s?[^\n:：]{{2,30}}?)?"
    )
    # In brackets as Markdown has them, or by itself behind the name.
    link_behind = (
        rf"(?:(?:\(|[^\S\n]{{1,3}}<?|{_NEXT}原文(?:链接|地址)?[:：]\s?<?)"
        r"(?P<original_url>https?://[^\s<>()，。]{1,1500})[>)]?)?"
    )
    chinese = (
        rf"{account}(?:{_COLON}|[^\S\n]{{0,3}}(?:(?=[《『「“])|{linked}))"
        rf"{day_before}{_NAME}{link_behind}{account_name}{day}{authors}"
    )
    outlet = rf"(?:{_NEXT}(?:来源|來源)[:：]\s{{0,3}}{_NAME})?"
    address = rf"(?:\[[^\[\]\n]{{0,200}}\]\()?<?(?P<original_url>{_ADDRESS}?)[>)]{{0,2}}"
    html = (
        r"<a\s[^<>]{0,300}?href=[\"'](?P<original_url>https?://[^\s<>\"']{1,1500})[\"'][^<>]{0,300}>"
        rf"{_NAME}</a>"
    )
    return (
        _line(PUBLISHED_BY, english, "outlet"),
        _line(
            {r"\[": f"(?:{'|'.join(sign + more for sign, more in PUBLISHED_BY.items())})"},
            rf" (?:the )?{_NO_DATE}{_NAME}[.。]?\]?\((?P<original_url>{_ADDRESS})\)",
            "outlet",
        ),
        _line(LINKED, rf"(?:{_COLON}|(?<= at| on| in) ){linked}{_NAME}{link}", "outlet"),
        _line(NAMED, chinese, "outlet"),
        _line(
            FROM,
            rf"(?![于於]){NOBODY}(?P<outlet>[\w《》]{{2,30}}?){authors}",
            "outlet",
            only_known=True,
        ),
        _line({**PUBLISHED_BY, **NAMED}, rf"(?:{_COLON}| )(?:the )?{html}", "outlet"),
        _line({**PUBLISHED_BY, **NAMED}, rf"(?:{_COLON}| ){address}", "original_url"),
        _line(ORIGINAL, rf"(?:\]\(|{_COLON}|[^\S\n]{{1,3}}(?=<?https?:)){address}", "original_url"),
        _line(
            ORIGINAL,
            rf"{_COLON}<a\s[^<>]{{0,300}}?href=[\"'](?P<original_url>https?://[^\s<>\"']{{1,1500}})"
            r"[\"'][^<>]{0,300}>[^<>\n]{0,300}</a>",
            "original_url",
        ),
        _line(WRITTEN, rf"{_COLON}{NOBODY}{_PEOPLE}{outlet}", "byline"),
    )


# Each begins with a character that is rare in text: a search then costs next to nothing.
# `<(?<![^\n]<)` is a "<" at the start of a line.
DEFAULT_BODY_RULES = (
    BodyRule("navigation", rf"{_BACK}(?:\s{{0,9}}[｜|]?\s{{0,9}}{_BACK}){{0,20}}\s*\Z"),
    BodyRule("original_url", r"<(?<![^\n]<)(?P<original_url>https?://[^<>\s]{1,1500})?>\s*\Z"),
    BodyRule(
        "outlet",
        r"<p class=[\"']?em_media[\"']?>\s*[（(]\s*文章来源\s*[:：]"
        r"(?P<outlet>.{0,600}?)[）)]\s*</p>",
    ),
    *_in_brackets(
        r"\s{0,9}(?:文章来源|文章來源|来源|來源|稿源|转载自|轉載自|转自|轉自|来自|來自|原载于?|原載於?)"
        r"\s{0,9}[:：]" + NOBODY + r"(?P<outlet>[^\n]{0,600}?)"
        r"(?:[，,；;\s]{1,3}(?:作者|记者|記者)[:：]\s{0,3}(?P<byline>[^（()）<>\n:：]{2,40}))?"
        + _CLOSED_AT_THE_END,
        within=800,
    ),
    # Brackets in the name itself: `（安信国际证券(香港)）`.
    *_in_brackets(
        r"(?P<outlet>[^（()）<>\n]{2,30}[（(][^（()）<>\n]{1,20}[）)][^（()）<>\n]{0,10})"
        + _CLOSED_AT_THE_END,
        within=300,
        only_known=True,
    ),
    *_in_brackets(
        r"(?P<outlet>[^（()）<>\n:：]{2,30})" + _CLOSED_AT_THE_END, within=300, only_known=True
    ),
    *_original_lines(),
)

# How the names of media end, for outlets in brackets that no tag confirms: （完） is no outlet.
DEFAULT_OUTLET_ENDING = (
    r".(?:报|網|网|社|新闻|客户端|财经|周刊|杂志|在线|电台|电视台|广播|通讯|头条|发布|公众号)$"
)


# Where a line may begin that one of the rules for last lines knows: one search for all of them.
LINE_BEGINNING = re.compile(
    rf"[{''.join((*PUBLISHED_BY, *LINKED, *NAMED, *ORIGINAL, *WRITTEN))}]"
    r"(?:(?<![^\n*_>].)|(?<=\n[>—–-] .))",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Rules:
    """Every rule by which an attribution is found."""

    outlet_keys: tuple[str, ...] = (
        "source", "outlet", "publisher", "source_name", "publication", "来源", "出处", "转载自",
        "來源", "出處", "轉載自",
    )  # fmt: skip
    outlet_url_keys: tuple[str, ...] = ("outlet_url", "publisher_url", "source_homepage")
    outlet_feed_keys: tuple[str, ...] = ("outlet_feed", "source_feed")
    original_url_keys: tuple[str, ...] = (
        "original_url", "canonical_url", "canonical", "canonicalurl", "original", "original_link",
        "syndicated_from", "canonical_link", "original_post", "original_article", "originalurl",
        "originallink", "原文链接", "原文地址", "原文", "原文連結", "原文網址",
    )  # fmt: skip
    source_url_keys: tuple[str, ...] = ("source_url", "source_link")
    byline_keys: tuple[str, ...] = ("authors", "author", "byline", "作者")
    rights_keys: tuple[str, ...] = ("rights", "copyright")
    licence_keys: tuple[str, ...] = ("license_url", "licence_url", "license", "licence")
    body: tuple[BodyRule, ...] = DEFAULT_BODY_RULES
    outlet_ending: str = DEFAULT_OUTLET_ENDING
    outlet_tag: str = r"^(?P<outlet>.+)新闻$"
    outlets: Mapping[str, Mapping[str, str]] = dataclasses.field(
        default_factory=dict
    )  # name → url, feed
