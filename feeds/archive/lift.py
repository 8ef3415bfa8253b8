"""Cuts the outlet that published a post first, and navigation links, off the end of its text.

The rules of attribution say what they look like; the outlet and the address they name are kept.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from itertools import cycle, islice
from typing import NamedTuple

from feeds.archive.attribution_rules import LINE_BEGINNING, TAIL, BodyRule, Rules
from feeds.model import LONGEST_NAME
from feeds.text.clean import without_controls
from feeds.text.plain import plain

_MOST_PASSES = 8
_MOST_LINES = 60  # no form ends before so many empty lines
_CLOSING = dict(zip("（(【[「『〔", "）)】]」』〕", strict=True))
_IN_BRACKETS = re.compile(
    r"(?P<signs>[ \t>*_-]{0,9}(?:<\w{1,10}(?:\s[^<>\n]{0,100})?>){0,3})(?P<opening>[（(【\[「『〔])"
    r"(?P<inner>[^\n]{2,1700})(?P<closing>[）)】\]」』〕])"
    r"(?P<end>[.。]?[*_]{0,3}(?:</\w{1,10}>){0,4})\s*\Z"
)
_END_TAG = re.compile(r"</(\w{1,10})>")
_END_TAGS = re.compile(r"(?:</\w{1,10}>\s*+)+")


class Lifted(NamedTuple):
    """`body` has no attribution, no navigation and no empty lines at its end; `fields` holds what
    was lifted, by the field of the rule."""

    body: str
    fields: Mapping[str, str]


def lift(body: str, tags: tuple[str, ...], rules: Rules) -> Lifted:
    """Take from a body's end what the rules know, until none of them matches any more.

    The rules stand in the order in which the archive's endings follow each other, the last
    first, and take turns until a whole round has passed since one of them matched.
    """
    head, tail = body[:-TAIL], body[-TAIL:]
    last_lines: int | None = None  # where a rule for last lines may begin; worked out for the first
    fields: dict[str, str] = {}
    idle = 0
    for rule in islice(cycle(rules.body), len(rules.body) * _MOST_PASSES):
        start = len(tail) - rule.within
        if rule.in_last_lines:
            if last_lines is None:
                tail = _out_of_brackets(tail, rules)
                last_lines = _beginning(tail)
            start = max(start, last_lines)
        match = rule.compiled.search(tail, start) if start < len(tail) else None
        if match and (not rule.only_known or _is_known(match, rule, fields, tags, rules)):
            for name, markup in match.groupdict("").items():
                if value := _value(name, markup):
                    fields.setdefault(name, value)
            tail = _without_signs(tail[: match.start()], match) + tail[match.end() :]
            idle, last_lines = 0, None
        elif (idle := idle + 1) == len(rules.body):
            break
    # Stripped before they are joined: each copy of a long text costs as much as a search in it.
    left = head + tail.rstrip("\n")
    return Lifted(left.rstrip("\n"), fields)


def _beginning(tail: str) -> int:
    """Where the first line of origin may begin in the last two lines with text; the end where none
    does."""
    first = LINE_BEGINNING.search(tail, _last_lines(tail))
    return first.start() if first else len(tail)


def _out_of_brackets(tail: str, rules: Rules) -> str:
    """The tail with its last line out of brackets that hold nothing but a line of origin."""
    start = tail.rfind("\n", 0, len(tail.rstrip())) + 1
    line = _IN_BRACKETS.match(tail, start)
    if line is None or _CLOSING[line["opening"]] != line["closing"]:
        return tail
    bare = tail[:start] + line["signs"] + line["inner"] + line["end"]
    inside = start + len(line["signs"])
    if LINE_BEGINNING.match(bare, inside) is None:
        return tail
    lines = (rule for rule in rules.body if rule.in_last_lines)
    return bare if any(rule.compiled.match(bare, inside) for rule in lines) else tail


def _last_lines(tail: str) -> int:
    """Where the last two lines with text begin. End tags that stand alone are no text."""
    start, lines = len(tail), 0
    for _ in range(_MOST_LINES):
        if lines == 2 or start == 0:
            break
        end = start
        start = tail.rfind("\n", 0, end - 1) + 1
        line = tail[start:end].strip()
        lines += bool(line) and not _END_TAGS.fullmatch(line)
    return start


def _without_signs(before: str, match: re.Match[str]) -> str:
    """What stands before a match, without the signs that end with it: of emphasis, of an
    element, of a quote or a list that holds nothing else."""
    line = before[before.rfind("\n") + 1 :]
    if not line.strip("*_>- "):
        return before.removesuffix(line)
    form = match[0].rstrip()
    if form.endswith(("*", "_")):
        return before.rstrip("*_")
    for name in _END_TAG.findall(form):
        before = before.removesuffix(f"<{name}>")
    return before


def _value(name: str, markup: str) -> str:
    """What the group called `name` holds, as plain text: outlets come cut up by links and spans."""
    return markup if name.endswith("_url") else plain_name(markup)


@lru_cache(maxsize=4096)  # an archive names few outlets, and each of them often
def plain_name(markup: str) -> str:
    """The name of an outlet or a person in plain text; "" for what is too long to be one. A name is
    never cut: a part of it would be the name of a feed that nobody knows."""
    name = plain(without_controls(markup)).strip()
    return name if len(name) <= LONGEST_NAME else ""


def _is_known(
    match: re.Match[str],
    rule: BodyRule,
    fields: Mapping[str, str],
    tags: tuple[str, ...],
    rules: Rules,
) -> bool:
    """Whether what was matched is an outlet."""
    if rule.field in fields:  # a further bracket belongs to the text
        return False
    value = _value(rule.field, match.groupdict("").get(rule.field, ""))
    if value.count("(") + value.count("（") != value.count(")") + value.count("）"):
        return False
    tagged = outlet_of_tags(tags, rules.outlet_tag)
    return value == tagged or re.search(rules.outlet_ending, value) is not None


@lru_cache(maxsize=4096)
def outlet_of_tags(tags: tuple[str, ...], pattern: str) -> str | None:
    """The outlet that the first fitting tag names: `海州日报` of `海州日报新闻`."""
    matches = (re.search(pattern, tag) for tag in tags)
    return next((match["outlet"] for match in matches if match), None)
