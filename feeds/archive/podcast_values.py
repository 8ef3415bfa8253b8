"""What front matter says of an episode, as WordPress, Podlove and podcast themes write it.

They put the same value under many names: `duration`, `podcast_duration`, `itunes_duration`,
`itunes: {duration: …}`. Here each has one.
"""

from __future__ import annotations

import re

from feeds.archive.values import FrontMatter, Value, named

_GROUPS = ("itunes", "podcast", "podlove", "episode")
_PREFIX = re.compile(r"(?:itunes|podcast)[:_-]")
# `audio_duration`, `enclosure-url`, `mediaLength`: of the one file that a post has
_OF_THE_FILE = re.compile(
    r"(?:audio|enclosure|episode|itunes|media|mp3|podcast)[:_-]?"
    r"(url|file|link|src|length|bytes|size|file_?size|duration|duration_in_seconds|seconds|type|mp3)"
)
_GROUPED = re.compile(r"[0-9]{1,3}(?:([,.' _\u00a0\u202f\u2019])[0-9]{3})(?:\1[0-9]{3}){0,4}")
_PLAIN = re.compile(r"([0-9]{1,15})(?:\.0{1,9})?")
_SIZE_UNIT = re.compile(r"\s{0,9}(?:bytes?|b)\Z", re.IGNORECASE)
_CLOCK = re.compile(r"(?:(?:([0-9]{1,6}):)?([0-9]{1,6}):)?([0-9]{1,9})(?:[.,][0-9]{1,9})?")
# ISO 8601 (`PT1H2M3S`), Go (`1h2m3s`) and words (`1 hour 2 min`)
_UNITS = re.compile(
    r"(?:p?(?:0d)?t)?(?:([0-9]{1,6})\s?h(?:ours?|rs?|r)?)?[\s,]{0,3}(?:([0-9]{1,6})\s?(?:m(?:in(?:ute)?s?)?|'))?"
    r"[\s,]{0,3}(?:([0-9]{1,9})(?:\.[0-9]{1,9})?\s?s(?:ec(?:ond)?s?)?)?"
)


def podcast_values(front_matter: FrontMatter) -> FrontMatter:
    """All values under their plain names. Those in `itunes`, `podcast` and their like count most,
    then those with such a prefix."""
    values = dict(front_matter)
    for key, value in front_matter.items():
        if of_the_file := _OF_THE_FILE.fullmatch(key):
            name = of_the_file[1]
            values["media_type" if name == "type" else name] = value
        elif prefix := _PREFIX.match(key):
            values[key[prefix.end() :]] = value
    for group in _GROUPS:
        about = front_matter.get(group)
        if isinstance(about, dict):
            values |= {key.lower(): value for key, value in about.items()}
    return values


def size(values: FrontMatter, *keys: str) -> int | None:
    """Bytes: `123456`, `123,456`, `123456 bytes`. Megabytes are none: they are rounded."""
    spelled = _SIZE_UNIT.sub("", (named(values, *keys) or "")[:40])
    if plain := _PLAIN.fullmatch(spelled):
        return int(plain[1])
    grouped = _GROUPED.fullmatch(spelled)
    return int(spelled.replace(grouped[1], "")) if grouped else None


def seconds(spelled: str) -> int | None:
    """Seconds: `754`, `754.5`, `12:34`, `1:02:03.456`, `PT12M34S`, `12m34s`, `12 min`. Parts of a
    second are cut off; none at all is no duration."""
    tidy = spelled[:40].strip().lower()
    match = _CLOCK.fullmatch(tidy) or _UNITS.fullmatch(tidy)
    if not tidy or match is None or not any(match.groups()):
        return None
    hours, minutes, rest = (int(part or 0) for part in match.groups())
    return hours * 3600 + minutes * 60 + rest or None


def ordinal(values: FrontMatter, *keys: str) -> int | None:
    """The number of an episode or a season: `3`, `03`, `#3`, `S3`, `Ep. 3`; `3` of `S02E03`."""
    match = _ORDINAL.fullmatch((named(values, *keys) or "")[:40].lower())
    return int(match[1]) if match else None


def wordpress_enclosure(spelled: str) -> FrontMatter:
    """The text in which WordPress keeps an enclosure: address, length and type in a line each, then
    PowerPress's serialised values, among them the duration. Exports may fold it to one line."""
    lines = [line.strip() for line in spelled.splitlines() if line.strip()]
    if len(lines) == 1 and (folded := _FOLDED.fullmatch(spelled.strip())):
        lines = [part or "" for part in folded.groups()]
    keys: dict[str, Value] = {"url": lines[0] if lines else ""}
    for line in lines[1:]:  # an unknown length may be left empty
        key = "length" if line.isdigit() else "type" if _TYPE.fullmatch(line) else "more"
        keys.setdefault(key, line)
    duration = _POWERPRESS_DURATION.search(str(keys.get("more", ""))[:10_000])
    return keys | ({"duration": duration[1]} if duration else {})


_ORDINAL = re.compile(r"(?:s[0-9]{1,4}\s?)?(?:season|episode|ep|s|e|no)?[.\s#]{0,3}([0-9]{1,9})")
_TYPE = re.compile(r"[\w.+-]{1,100}/[\w.+-]{1,100}")
_BETWEEN = r"(?:,?\s{1,9}|\s{0,9}\|\s{0,9})"
_FOLDED = re.compile(
    rf"(\S{{1,2000}}?){_BETWEEN}([0-9]{{1,15}})(?:{_BETWEEN}({_TYPE.pattern}))?(?:\s{{1,9}}(a:.*))?"
)
_POWERPRESS_DURATION = re.compile(r'"duration";s:[0-9]{1,3}:"([0-9:.]{1,20})"')
