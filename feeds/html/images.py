"""Gives each image one address, where a script would fill it in or a browser would choose: feed
readers do neither."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from typing import NamedTuple

from feeds.html.hidden import hides, is_tiny

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
    rewriting, position = _Rewriting(), 0
    markup = _DRAWN.sub("", markup)
    for tag in _TAG.finditer(markup):
        rewriting.add_text(markup[position : tag.start()])
        rewriting.add_tag(tag["name"].lower(), tag[0])
        position = tag.end()
    rewriting.add_text(markup[position:])
    return rewriting.markup()


class _Rewriting:
    """A markup, part by part, and what is known of its images so far."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._shown: set[str] = set()  # addresses outside of `noscript`
        self._fallbacks: list[_Fallback] = []
        self._first: int | None = None  # part of the `noscript` that is open
        self._inside: set[str] = set()  # addresses in it
        self._source: str | None = None  # of the picture that is open; "" before it is known
        self._image = _Image("", "", False)  # the last one outside of `noscript`
        self._place: int | None = None  # its part; None where something else follows it

    def add_text(self, text: str) -> None:
        """What stands before the next tag."""
        self._parts.append(text)
        if text.strip() and self._first is None:
            self._place = None

    def add_tag(self, name: str, tag: str) -> None:
        if name.endswith("picture"):
            self._source = "" if name == "picture" else None
        elif name == "noscript":
            self._open()
        elif name == "/noscript":
            self._close()
        elif name == "source" and self._source is not None:
            self._source = self._source or _address(_attributes(tag))
        elif name in ("source", "video", "audio"):
            self._parts.append(_media(tag))
        elif name == "a":
            self._parts.append(tag)
            self._meet(_attributes(tag).get("href", ""))
        elif name in ("img", "amp-img"):
            self._add_image(_image(tag, self._source or ""))

    def _add_image(self, image: _Image) -> None:
        if self._first is None:
            self._image, self._place = image, len(self._parts)
        self._parts.append(image.markup)
        if image.address:
            self._meet(image.address)

    def _meet(self, address: str) -> None:
        (self._shown if self._first is None else self._inside).add(address)

    def _open(self) -> None:
        if self._first is None:
            self._first, self._inside = len(self._parts), set()

    def _close(self) -> None:
        if self._first is None:
            return
        if self._place is not None and not self._inside <= self._shown:
            if self._image.is_lazy:  # the same image, in another size
                self._inside = set()
            else:
                self._parts[self._place] = ""
        if not any("<pre" in part for part in self._parts[self._first :]):
            fallback = _Fallback(self._first, len(self._parts), frozenset(self._inside))
            self._fallbacks.append(fallback)
        self._first = self._place = None

    def markup(self) -> str:
        """The whole, without each `noscript` whose images are shown elsewhere."""
        for first, last, addresses in self._fallbacks:
            if addresses <= self._shown:
                self._parts[first:last] = [""] * (last - first)
        return "".join(self._parts)


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
    is_hidden = hides(attributes) or is_tiny(attributes)
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
