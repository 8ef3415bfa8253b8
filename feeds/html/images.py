"""Images whose address a script would fill in, or a browser choose: readers do neither."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from typing import NamedTuple

# Each such image has one of these, or one of the tags.
_SIGNS = ("data-", "data:", "srcset")
_TAGS = re.compile(r"<(?:noscript|picture|amp-img)", re.IGNORECASE)
# A drawing that keeps the place of an image; its signs would end the tag.
_DRAWN = re.compile(
    r"""\ssrc\s{0,9}=\s{0,9}(?:"data:image/svg[^"]*+"|'data:image/svg[^']*+')""", re.IGNORECASE
)
_TAG = re.compile(
    r"<(?P<name>(?:amp-)?img|/amp-img|source|video|audio|/?picture|/?noscript|a(?=\sdata-frame))\b"
    # A quotation mark without another one is a character like any.
    r"""(?:[^<>"']++|"(?:[^"<]*+"|(?![^"<]*+"))|'(?:[^'<]*+'|(?![^'<]*+')))*>""",
    re.IGNORECASE,
)
_ATTRIBUTE = re.compile(r"""\s([\w:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
# Where scripts look for the address.
_LAZY = re.compile(
    r"data-(?:original|url|lazy|lazyload|echo)"
    r"|(?:data-|lazy)(?![\w-]*(?:low|thumb|small|place|error|fallback))[\w-]*src"
)
_LAZY_SETS = ("data-srcset", "data-lazy-srcset")
_ADDRESS = re.compile(r"(?!data:|about:|javascript:)[^\s{}<>]*[./][^\s{}<>]*", re.IGNORECASE)
_FILE = re.compile(r"\.(?:jpe?g|png|gif|webp|avif|svg)(?=[?#]|\Z)", re.IGNORECASE)
_NO_ADDRESS = re.compile(r"\s*(?:\Z|data:|about:|javascript:)", re.IGNORECASE)
_CANDIDATE = re.compile(r"([^\s,]\S*+)(?:(?<!,)\s++([^,]*+))?")  # of a `srcset`
_KEPT = ("alt", "title", "width", "height", "style", "hidden")
_TINY = frozenset({"0", "1", "0px", "1px"})  # of trackers


class _Image(NamedTuple):
    markup: str
    address: str  # "" for one that nobody sees
    is_lazy: bool  # whether it is shown by an address that a script would fill in


class _Fallback(NamedTuple):
    """A `noscript`: its parts of the markup, and the addresses that stand in it."""

    first: int
    last: int
    addresses: frozenset[str]


def with_addresses(markup: str) -> str:
    """The markup with the address of each image in its `src`, and the words of those without one.

    `<noscript>` is taken away. It is opened where an image or a frame stands in it that is shown
    nowhere else, or code; an image just before it that no script fills in keeps a place only.
    """
    if not (any(sign in markup for sign in _SIGNS) or _TAGS.search(markup)):
        return markup
    markup = _DRAWN.sub("", markup)
    parts: list[str] = []
    shown: set[str] = set()  # addresses outside of `noscript`
    fallbacks: list[_Fallback] = []
    source = ""  # of the picture that is open
    in_picture, start, inside = False, -1, set[str]()
    last, place = _Image("", "", False), -1  # the image just before, and its part; -1 for none
    position = 0
    for tag in _TAG.finditer(markup):
        parts.append(markup[position : tag.start()])
        position = tag.end()
        if parts[-1].strip() and start < 0:
            place = -1
        name = tag["name"].lower()
        if name.endswith("picture"):
            in_picture, source = name == "picture", ""
        elif name == "noscript" and start < 0:
            start, inside = len(parts), set()
        elif name == "/noscript" and start >= 0:
            if place >= 0 and inside and not inside <= shown:
                inside &= set() if last.is_lazy else inside
                parts[place] = parts[place] if last.is_lazy else ""
            if not any("<pre" in part for part in parts[start:]):
                fallbacks.append(_Fallback(start, len(parts), frozenset(inside)))
            start, place = -1, -1
        elif name == "source" and in_picture:
            source = source or _address(_attributes(tag[0]))
        elif name in ("source", "video", "audio"):
            parts.append(_media(tag[0]))
        elif name == "a":
            parts.append(tag[0])
            (inside if start >= 0 else shown).add(_attributes(tag[0]).get("href", ""))
        elif name in ("img", "amp-img"):
            image = _image(tag[0], source)
            if start < 0:
                last, place = image, len(parts)
            parts.append(image.markup)
            if image.address:
                (inside if start >= 0 else shown).add(image.address)
    parts.append(markup[position:])
    for fallback in fallbacks:
        if fallback.addresses <= shown:
            parts[fallback.first : fallback.last] = [""] * (fallback.last - fallback.first)
    return "".join(parts)


def _attributes(tag: str) -> dict[str, str]:
    return {
        name.lower(): html.unescape(double or single or bare)
        for name, double, single, bare in _ATTRIBUTE.findall(tag)
    }


def _image(tag: str, source: str) -> _Image:
    """An image's tag, written anew where its address stands elsewhere; its words where it has
    none."""
    attributes = _attributes(tag)
    own = attributes.get("src", "")
    address = _address(attributes) or source or own
    if _NO_ADDRESS.match(address):
        return _Image(html.escape(attributes.get("alt", "")), "", False)
    is_hidden = (
        {attributes.get("width"), attributes.get("height")} <= _TINY
        or "none" in attributes.get("style", "").lower()
        or "hidden" in attributes
    )
    shown = "" if is_hidden else address
    if address == own and not tag.lower().startswith("<amp-"):
        return _Image(tag, shown, False)
    kept = "".join(
        f' {name}="{html.escape(attributes[name])}"' for name in _KEPT if name in attributes
    )
    is_lazy = address not in (own, source) and not is_hidden
    return _Image(f'<img src="{html.escape(address)}"{kept}>', shown, is_lazy)


def _media(tag: str) -> str:
    """The tag of a film or a sound, with the address that a script would give it."""
    attributes = _attributes(tag)
    lazy = next((value for name, value in attributes.items() if _LAZY.fullmatch(name)), "")
    if not lazy or attributes.get("src"):
        return tag
    return f'{tag[:-1].rstrip("/")} src="{html.escape(lazy)}">'


def _address(attributes: Mapping[str, str]) -> str:
    """The address that a browser with scripts would show; "" where there is none."""
    candidates = (
        attributes.get("data-src", ""),
        *(value for name, value in attributes.items() if _LAZY.fullmatch(name)),
        *(_largest(attributes.get(name, "")) for name in _LAZY_SETS),
        attributes.get("src", ""),
        _largest(attributes.get("srcset", "")),
        *(
            value
            for name, value in attributes.items()
            if name.startswith("data-") and _FILE.search(value)
        ),
    )
    return next((one for each in candidates if _ADDRESS.fullmatch(one := each.strip())), "")


def _largest(candidates: str) -> str:
    """The address of the widest or densest image of a `srcset` (html.spec.whatwg.org)."""
    pairs = _CANDIDATE.findall(candidates)
    return max(pairs, key=lambda pair: _size(pair[1]), default=("",))[0].rstrip(",")


def _size(descriptors: str) -> float:
    try:
        return float(descriptors.split()[0].rstrip("wxh")) if descriptors.strip() else 1
    except ValueError:
        return 0
