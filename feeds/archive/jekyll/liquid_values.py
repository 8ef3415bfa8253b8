"""Liquid's outputs and conditions, as far as their result is certain (shopify.github.io/liquid).

A value is a text. What a body makes of its values is bounded: past the bound they are empty.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Sequence
from urllib.parse import quote

from feeds.archive.slug import slugify
from feeds.text.plain import plain

Lookup = Callable[[str], str | None]

_PARTS = re.compile(r"""(?:"[^"]*"|'[^']*'|[^|"'])+""")
_ARGUMENT = re.compile(r""""([^"]*)"|'([^']*)'|([^\s,]+)""")
_QUOTED = re.compile(r"""(?:"([^"]*)"|'([^']*)')""")
_NUMBER = re.compile(r"-?\d{1,15}(?:\.\d{1,15})?")
_JOINTS = re.compile(r"\s(and|or)\s")
_COMPARISON = re.compile(r"(\S+|\"[^\"]*\"|'[^']*')\s+(==|!=|<>|contains)\s+(.+)", re.DOTALL)
_LITERALS = {"nil": None, "null": None, "true": "true", "false": "false", "blank": "", "empty": ""}
_MOST = 1_000_000  # characters of values in one body
_LONGEST = 100_000  # characters of one value
_LONGEST_EXPRESSION = 5_000  # characters


class Values:
    """Looks up and computes the values of one body. `known` says of a name that nothing answers
    to whether it is empty for certain; `address` makes a path one below the site's base."""

    def __init__(self, lookup: Lookup, known: Callable[[str], bool], address: Lookup) -> None:
        self._lookup = lookup
        self._known = known
        self._address = address
        self._left = _MOST
        self.variables: dict[str, str] = {}

    def value(self, expression: str) -> str | None:
        """`page.title | escape`, `"/a.html" | relative_url`: None where any part is unknown."""
        first, *filters = _PARTS.findall(expression[:_LONGEST_EXPRESSION]) or [""]
        value = self._operand(first.strip())
        for spelled in filters:
            name, _, arguments = spelled.strip().partition(":")
            value = self._filtered(name.strip(), value, self._arguments(arguments))
        return self.bounded(value)

    def assign(self, name: str, value: str | None) -> None:
        """What a name stands for from here on; nothing where the value is unknown."""
        name = name.strip()
        if (value := self.bounded(value)) is None:
            self.variables.pop(name, None)
        else:
            self.variables[name] = value

    def is_true(self, condition: str) -> bool | None:
        """Whether a condition holds; None where that is not certain. As Liquid reads it, the
        parts that `and` and `or` join are taken from the right."""
        parts = _JOINTS.split(condition[:_LONGEST_EXPRESSION])
        result = self._holds(parts[-1])
        for joint, part in zip(parts[-2::-2], parts[-3::-2], strict=True):
            holds = self._holds(part)
            if joint == "and":
                result = False if False in (holds, result) else holds and result
            else:
                result = True if True in (holds, result) else holds or result
        return result

    def _operand(self, name: str) -> str | None:
        if quoted := _QUOTED.fullmatch(name):
            return quoted[1] or quoted[2] or ""
        if name in _LITERALS or _NUMBER.fullmatch(name):
            return _LITERALS.get(name, name)
        return self.variables[name] if name in self.variables else self._lookup(name)

    def _is_certain(self, name: str) -> bool:
        is_literal = name in _LITERALS or bool(_QUOTED.fullmatch(name) or _NUMBER.fullmatch(name))
        return is_literal or name in self.variables or self._known(name)

    def _holds(self, part: str) -> bool | None:
        part = part.strip()
        if not (comparison := _COMPARISON.fullmatch(part)):
            return self._operand(part) not in (None, "false") if self._is_certain(part) else None
        left, sign, right = (side.strip() for side in comparison.groups())
        if not (self._is_certain(left) and self._is_certain(right)):
            return None
        one, other = self._operand(left), self._operand(right)
        if sign == "contains":
            return one is not None and other is not None and other in one
        return (one == other) == (sign == "==")

    def _arguments(self, spelled: str) -> Sequence[str | None]:
        matches = _ARGUMENT.finditer(spelled)
        return [self._operand(m[3]) if m[3] else (m[1] or m[2] or "") for m in matches]

    def _filtered(
        self, name: str, value: str | None, arguments: Sequence[str | None]
    ) -> str | None:
        if name == "default":
            return value if value not in (None, "", "false") else next(iter(arguments), None)
        if value is None or None in arguments:
            return None
        if name in ("relative_url", "absolute_url"):
            return self._address(value)
        render = _FILTERS.get((name, len(arguments)))
        return self.bounded(render(value, *arguments)) if render else None

    def bounded(self, value: str | None) -> str | None:
        """The value, counted; None where it is too long, or all of them are."""
        if value is None or len(value) > min(_LONGEST, self._left):
            return None
        self._left -= len(value)
        return value


_FILTERS: dict[tuple[str, int], Callable[..., str]] = {
    ("append", 1): lambda value, end: value + end,
    ("capitalize", 0): lambda value: value[:1].upper() + value[1:],
    ("cgi_escape", 0): lambda value: quote(value, safe="").replace("%20", "+"),
    ("downcase", 0): str.lower,
    ("escape", 0): html.escape,
    ("escape_once", 0): lambda value: html.escape(html.unescape(value)),
    ("lstrip", 0): str.lstrip,
    ("markdownify", 0): str,
    ("newline_to_br", 0): lambda value: value.replace("\n", "<br />\n"),
    ("prepend", 1): lambda value, start: start + value,
    ("remove", 1): lambda value, part: value.replace(part, "") if part else value,
    ("remove_first", 1): lambda value, part: value.replace(part, "", 1),
    ("replace", 2): lambda value, part, other: (
        value.replace(part, other) if part and value.count(part) * len(other) < _LONGEST else value
    ),
    ("replace_first", 2): lambda value, part, other: value.replace(part, other, 1),
    ("rstrip", 0): str.rstrip,
    ("slugify", 0): slugify,
    ("smartify", 0): str,
    ("strip", 0): str.strip,
    ("strip_html", 0): plain,
    ("strip_index", 0): lambda value: re.sub(r"/index\.html?$", "/", value),
    ("strip_newlines", 0): lambda value: value.replace("\n", ""),
    ("upcase", 0): str.upper,
    ("uri_escape", 0): lambda value: quote(value, safe="/%:?#@!$&'()*+,;=~"),
    ("url_encode", 0): lambda value: quote(value, safe="").replace("%20", "+"),
    ("xml_escape", 0): html.escape,
}
