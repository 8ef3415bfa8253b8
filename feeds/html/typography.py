"""Puts a site's own quotes and dashes in the place of those that comrak writes: `«` for `“`.

Such characters in the text itself are replaced while comrak reads it, so that they stay.
"""

from __future__ import annotations

from html import unescape

Signs = tuple[tuple[str, str], ...]
"""What comrak sets, and what the site wants for it: text, or a reference such as `&laquo;`."""

_COVERS = {
    sign: chr(0xFDE0 + number)  # no text has these
    for number, sign in enumerate("“”‘’…–—")
}


def covered(text: str, signs: Signs) -> str:
    """The text without those of its own signs that would be replaced afterwards."""
    for sign, _ in signs:
        text = text.replace(sign, _COVERS[sign])
    return text


def with_own(markup: str, signs: Signs) -> str:
    """The HTML that was made of such a text, with the site's signs."""
    for sign, wanted in signs:
        markup = markup.replace(sign, wanted)
    for sign, _ in signs:
        markup = markup.replace(_COVERS[sign], sign)
    return markup


def signs_from(wanted: dict[str, str | None]) -> Signs:
    """Those of comrak's signs for which a site wants another one."""
    return tuple(
        (sign, other)
        for sign, other in wanted.items()
        if other is not None and sign in _COVERS and unescape(other) != sign
    )
