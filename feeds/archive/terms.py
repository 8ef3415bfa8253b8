"""Categories and tags as front matter spells them → tuples of exact names."""

from __future__ import annotations

from functools import lru_cache

from feeds.archive.values import FrontMatter, Value, texts
from feeds.model import LONGEST_NAME, united_name
from feeds.text.clean import without_controls

_MOST = 1000
_DEEPEST = 3  # lists in lists


def spaced_terms(front_matter: FrontMatter, singular: str, plural: str) -> tuple[str, ...]:
    """Names as Jekyll takes them (its `Utils.pluralized_array_from_hash`): folders of its posts.

    The singular key holds one name, spaces included; the plural a list, or a text of names
    parted by spaces. A name that is written twice counts once.
    """
    one, several = front_matter.get(singular, ""), front_matter.get(plural, "")
    if isinstance(one, str) and isinstance(several, str):
        return _spaced_names(one, several)
    singles = texts(front_matter, singular)
    rest = several.split() if isinstance(several, str) else texts(front_matter, plural)
    return clean_names((*singles, *rest))


@lru_cache(maxsize=4096)  # most posts have the terms of many others
def _spaced_names(one: str, several: str) -> tuple[str, ...]:
    return clean_names((*texts({"one": one}, "one"), *several.split()))


def flat(value: Value, depth: int = _DEEPEST) -> Value:
    """A list with the items of the lists in it, as Ruby's `flatten` gives it and Hexo has them."""
    if not isinstance(value, list) or not depth:
        return value
    items: list[Value] = []
    for item in value:
        inner = flat(item, depth - 1)
        items += inner if isinstance(inner, list) else [inner]
    return items


def listed_terms(front_matter: FrontMatter, *keys: str) -> tuple[str, ...]:
    """Names as Hugo and Zola take them: a list, or one text that is one name."""
    return clean_names(texts(front_matter, *keys))


@lru_cache(maxsize=4096)
def united(names: tuple[str, ...]) -> tuple[str, ...]:
    """These names, the first alone of several that are one term to Hugo."""
    first: dict[str, str] = {}
    for name in names:
        first.setdefault(united_name(name), name)
    return tuple(first.values())


@lru_cache(maxsize=4096)
def clean_names(names: tuple[str, ...]) -> tuple[str, ...]:
    """Each name once, in order, free of what no document can hold, none empty or endless."""
    tidy = (" ".join(without_controls(name).split()) for name in names[:_MOST])
    return tuple(dict.fromkeys(name for name in tidy if name and len(name) <= LONGEST_NAME))
