"""Images whose address a script would fill in, or a browser choose: readers do neither."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping

# One of these stands in every text with such an image.
_SIGNS = ("data-", "srcset", "<noscript", "<picture", "<amp-img")
_TAG = re.compile(
    r"<(?P<name>(?:amp-)?img|/amp-img|source|video|audio|/?picture|/?noscript)\b[^<>]*+>",
    re.IGNORECASE,
)
_ATTRIBUTE = re.compile(r"""\s([\w:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
# Where scripts look for it, the commonest first.
_LAZY = (
    "data-src", "data-original", "data-lazy-src", "data-actualsrc", "data-url", "data-lazy",
    "data-lazyload", "data-original-src", "data-echo", "data-hi-res-src", "data-full-src",
    "data-img-src", "data-cfsrc", "data-pagespeed-lazy-src", "data-flickity-lazyload",
)  # fmt: skip
_SETS = ("srcset", "data-srcset", "data-lazy-srcset")
_ADDRESS = re.compile(r"(?!data:|about:|javascript:)[^\s{}<>]*[./][^\s{}<>]*", re.IGNORECASE)
_KEPT = ("alt", "title", "width", "height", "style", "hidden")


def with_addresses(markup: str) -> str:
    """The markup with the address of each image in its `src`.

    `<noscript>` is taken away, and opened where an image stands in it and nowhere else.
    """
    if not any(sign in markup for sign in _SIGNS):
        return markup
    parts: list[str] = []
    shown: set[str] = set()  # addresses outside of `noscript`
    fallbacks: list[tuple[int, int, frozenset[str]]] = []  # parts of each `noscript`, its images
    source = ""  # of the picture that is open
    in_picture, start, inside = False, -1, set[str]()
    position = 0
    for tag in _TAG.finditer(markup):
        parts.append(markup[position : tag.start()])
        position = tag.end()
        name = tag["name"].lower()
        if name.endswith("picture"):
            in_picture, source = name == "picture", ""
        elif name == "noscript" and start < 0:
            start, inside = len(parts), set()
        elif name == "/noscript" and start >= 0:
            fallbacks.append((start, len(parts), frozenset(inside)))
            start = -1
        elif name == "source" and in_picture:
            source = source or _address(_attributes(tag[0]))
        elif name in ("source", "video", "audio"):
            parts.append(_media(tag[0]))
        elif name in ("img", "amp-img"):
            image, address = _image(tag[0], source)
            parts.append(image)
            (inside if start >= 0 else shown).add(address)
    parts.append(markup[position:])
    for first, last, addresses in fallbacks:
        if addresses <= shown:
            parts[first:last] = [""] * (last - first)
    return "".join(parts)


def _attributes(tag: str) -> dict[str, str]:
    return {
        name.lower(): html.unescape(double or single or bare)
        for name, double, single, bare in _ATTRIBUTE.findall(tag)
    }


def _image(tag: str, source: str) -> tuple[str, str]:
    """An image's tag, written anew where its address stands elsewhere, and that address."""
    attributes = _attributes(tag)
    own = attributes.get("src", "")
    address = _address(attributes) or source or own
    if address == own and not tag.lower().startswith("<amp-"):
        return tag, own
    kept = "".join(
        f' {name}="{html.escape(attributes[name])}"' for name in _KEPT if name in attributes
    )
    return f'<img src="{html.escape(address)}"{kept}>', address


def _media(tag: str) -> str:
    """The tag of a film or a sound, with the address that a script would give it."""
    attributes = _attributes(tag)
    lazy = next((attributes[name] for name in _LAZY if attributes.get(name)), "")
    if not lazy or attributes.get("src"):
        return tag
    return f'{tag[:-1].rstrip("/")} src="{html.escape(lazy)}">'


def _address(attributes: Mapping[str, str]) -> str:
    """The address that a browser with scripts would show; "" where there is none."""
    own = attributes.get("src", "")
    candidates = (
        *(attributes.get(name, "") for name in _LAZY),
        own,
        *(_largest(attributes.get(name, "")) for name in _SETS),
    )
    return next((one for each in candidates if _ADDRESS.fullmatch(one := each.strip())), "")


def _largest(candidates: str) -> str:
    """The address of the widest or densest image of a `srcset`."""
    pairs = [each.split() for each in re.split(r",\s", candidates) if each.strip()]
    return max(pairs, key=_size, default=[""])[0].rstrip(",")


def _size(pair: list[str]) -> float:
    try:
        return float(pair[1].rstrip("wxh,")) if len(pair) > 1 else 1
    except ValueError:
        return 0
