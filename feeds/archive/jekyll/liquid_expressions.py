"""Liquid's expressions as they are spelled, taken apart: operands, filters, the steps of a path."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import islice

ARGUMENT = re.compile(r""""([^"]*)"|'([^']*)'|([^\s,]+)""")
_PARTS = re.compile(r"""(?:"[^"]*"|'[^']*'|[^|"'])+""")
_FILTER = re.compile(r"\s{0,99}(\w{1,99})\s{0,99}[:,]?")
_STEP = re.compile(r"""\.?(?P<key>[\w-]+)\??|\[(?P<inside>"[^"]*"|'[^']*'|[^\[\]]+)\]""")
_MOST_STEPS = 20  # of a path
_EXPRESSIONS = 2048  # that are kept taken apart: a site's posts and includes repeat their own

Arguments = tuple[tuple[str, str], ...]  # of a filter, each as a literal or else a name


@lru_cache(maxsize=_EXPRESSIONS)
def expression_parts(spelled: str) -> tuple[str, tuple[tuple[str, Arguments], ...]]:
    """`page.title | replace: "a", b` in parts: the first operand, and each filter."""
    first, *filters = _PARTS.findall(spelled) or [""]
    return first.strip(), tuple(map(_filter, filters))


def _filter(spelled: str) -> tuple[str, Arguments]:
    """A filter's name and arguments; Liquid also takes a comma for the colon between them."""
    match = _FILTER.match(spelled)
    return (match[1], _argument_list(spelled[match.end() :])) if match else ("", ())


def _argument_list(spelled: str) -> Arguments:
    return tuple((m[1] or m[2] or "", m[3] or "") for m in ARGUMENT.finditer(spelled))


@lru_cache(maxsize=_EXPRESSIONS)
def path_steps(path: str) -> tuple[tuple[str | None, ...], ...]:
    """The keys of a path, each written out or in brackets."""
    return tuple(match.groups() for match in islice(_STEP.finditer(path), _MOST_STEPS))
