"""The functions that plain shortcodes call, by their names in Hugo's templates.

An `Html` is markup and goes out as it is; any other value is escaped.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from typing import Any, TypeAlias
from urllib.parse import urlsplit

from feeds.archive.hugo.permalinks import words
from feeds.html.dialect import GOLDMARK
from feeds.html.markdown import rendered
from feeds.text.plain import plain

TemplateValue: TypeAlias = (
    "str | int | float | bool | dict[str, TemplateValue] | list[TemplateValue] | None"
)

LONGEST_VALUE = 100_000  # characters: a template could make each value of two of the last
_VERB = re.compile(r"%(?:[svdq%]|\+v|#v|\.\d+f|f)")


class UnreadableTemplateError(Exception):
    """A template holds something that is not known here."""


class Html(str):
    """Markup that is not to be escaped."""


def as_text(value: TemplateValue) -> str:
    """A value as a template prints it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (dict, list)):
        raise UnreadableTemplateError("a collection as text")
    return str(value)


def escaped(value: TemplateValue) -> str:
    """A value as markup: escaped, unless it is `Html`."""
    return str(value) if isinstance(value, Html) else html.escape(as_text(value))


def is_true(value: TemplateValue) -> bool:
    """Go's truth: nothing empty, and not zero. An argument `false` comes as a text."""
    return bool(value) and value != "false"


def _markdownify(value: TemplateValue) -> Html:
    """Markdown as HTML; one paragraph alone loses its tags."""
    markup = rendered(as_text(value), GOLDMARK).strip()
    is_one = markup.startswith("<p>") and markup.endswith("</p>") and markup.count("<p>") == 1
    return Html(markup[3:-4] if is_one else markup)


def _default(default: TemplateValue, value: TemplateValue = None) -> TemplateValue:
    """gohugo.io/functions/compare/default: any boolean is set; of all else, what is not empty."""
    return value if value or value is False else default


def _printf(template: TemplateValue, *values: TemplateValue) -> str:
    remaining = list(values)

    def written(verb: re.Match[str]) -> str:
        return "%" if verb[0] == "%%" else _formatted(verb[0], remaining.pop(0))

    return _VERB.sub(written, as_text(template))


def _formatted(verb: str, value: TemplateValue) -> str:
    spelled = as_text(value)
    return f'"{spelled}"' if verb == "%q" else spelled


def _equal(one: TemplateValue, *others: TemplateValue) -> bool:
    return any(as_text(one) == as_text(other) for other in others)


def _replace(text: TemplateValue, old: TemplateValue, new: TemplateValue) -> str:
    whole, part, other = as_text(text), as_text(old), as_text(new)
    if whole.count(part) * len(other) > LONGEST_VALUE:
        raise UnreadableTemplateError("replace")
    return whole.replace(part, other)


def at(values: dict[str, TemplateValue], key: str) -> TemplateValue:
    """What stands under a key as it is written, or in lower case; None for nothing."""
    return values[key] if key in values else values.get(key.lower())


def _isset(values: TemplateValue, key: TemplateValue) -> bool:
    if isinstance(values, list) and isinstance(key, int):
        return key < len(values)
    return isinstance(values, dict) and not {as_text(key), as_text(key).lower()}.isdisjoint(values)


def _index(values: TemplateValue, key: TemplateValue) -> TemplateValue:
    if isinstance(values, dict):
        return at(values, as_text(key))
    if isinstance(values, list) and isinstance(key, int):
        return values[key]
    raise UnreadableTemplateError("index")


def _parsed_url(address: TemplateValue) -> dict[str, TemplateValue]:
    parts = urlsplit(as_text(address))
    return {"scheme": parts.scheme, "host": parts.netloc, "path": parts.path}


def _length(value: TemplateValue) -> int:
    return len(value) if isinstance(value, (dict, list)) else len(as_text(value).encode())


def _delimited(values: TemplateValue, sign: TemplateValue) -> str:
    if not isinstance(values, list):
        raise UnreadableTemplateError("delimit")
    spelled = [*map(as_text, values)]
    if sum(map(len, spelled)) + len(spelled) * len(as_text(sign)) > LONGEST_VALUE:
        raise UnreadableTemplateError("delimit")
    return as_text(sign).join(spelled)


def _appended(*values: TemplateValue) -> TemplateValue:
    """The values behind those of a list, which comes last as at the end of a pipeline."""
    if not isinstance(values[-1], list):
        raise UnreadableTemplateError("append")
    return [*values[-1], *values[:-1]]


def _highlighted(code: TemplateValue, language: TemplateValue = "", *_: TemplateValue) -> Html:
    """Code as code, without its colours (gohugo.io, "transform.Highlight")."""
    name = f' class="language-{html.escape(as_text(language))}"' if language else ""
    return Html(f"<pre><code{name}>{html.escape(as_text(code), quote=False)}</code></pre>")


def _humanized(value: TemplateValue) -> str:
    """A name as words: `harbour-news` as `Harbour news`."""
    spaced = re.sub("[-_]", " ", as_text(value))
    return spaced[:1].upper() + spaced[1:]


def _single(value: TemplateValue) -> Any:
    """A value that may be compared. Collections may not: lists that hold one another could take
    for ever."""
    if isinstance(value, (list, dict)):
        raise UnreadableTemplateError("a collection compared")
    return value


def _dictionary(*pairs: TemplateValue) -> TemplateValue:
    return {as_text(key): value for key, value in zip(*[iter(pairs)] * 2, strict=True)}


def _number(value: TemplateValue) -> int | float:
    """A number to compute with. Texts, which could be multiplied, and numbers without bound are
    refused: their results could be very long."""
    if isinstance(value, (int, float)) and abs(value) < LONGEST_VALUE:
        return value
    raise UnreadableTemplateError("a number")


def _as_it_is(value: TemplateValue) -> TemplateValue:
    return value


def _nothing(*_: TemplateValue) -> str:
    """What `warnf` and `errorf` add to a page: their messages are for whoever builds the site."""
    return ""


_Function = Callable[..., TemplateValue]
_WRITTEN: dict[str, _Function] = {
    "transform.Markdownify markdownify": _markdownify,
    "safe.HTML safeHTML": lambda value: Html(as_text(value)),
    "safe.URL safeURL safe.CSS safeCSS safe.JS safeJS safe.HTMLAttr safeHTMLAttr": _as_it_is,
    "transform.Emojify emojify string cast.ToString int cast.ToInt": _as_it_is,
    "default compare.Default": _default,
    "fmt.Printf printf": _printf,
    "fmt.Print print": lambda *values: "".join(map(as_text, values)),
    "errorf fmt.Errorf warnf fmt.Warnf erroridf warnidf": _nothing,
    "and": lambda *values: next((each for each in values if not is_true(each)), values[-1]),
    "or": lambda *values: next((each for each in values if is_true(each)), values[-1]),
    "not": lambda value: not is_true(value),
    "eq compare.Eq": _equal,
    "ne compare.Ne": lambda one, other: not _equal(one, other),
    "cond compare.Conditional": lambda test, yes, no: yes if is_true(test) else no,
    "len": _length,
    "isset collections.IsSet": _isset,
    "index collections.Index": _index,
    "lower strings.ToLower": lambda text: as_text(text).lower(),
    "upper strings.ToUpper": lambda text: as_text(text).upper(),
    "strings.TrimSpace": lambda text: as_text(text).strip(),
    "trim strings.Trim": lambda text, cut: as_text(text).strip(as_text(cut)),
    "strings.TrimPrefix": lambda prefix, text: as_text(text).removeprefix(as_text(prefix)),
    "strings.TrimSuffix": lambda suffix, text: as_text(text).removesuffix(as_text(suffix)),
    "hasPrefix strings.HasPrefix": lambda text, part: as_text(text).startswith(as_text(part)),
    "hasSuffix strings.HasSuffix": lambda text, part: as_text(text).endswith(as_text(part)),
    "strings.Contains": lambda text, part: as_text(part) in as_text(text),
    "replace strings.Replace": _replace,
    "plainify transform.Plainify": lambda text: plain(as_text(text)),
    "htmlEscape transform.HTMLEscape": lambda text: html.escape(as_text(text)),
    "htmlUnescape transform.HTMLUnescape": lambda text: html.unescape(as_text(text)),
    "urls.Parse": _parsed_url,
    "urlize urls.URLize anchorize urls.Anchorize": lambda text: words(as_text(text)).lower(),
    "highlight transform.Highlight": _highlighted,
    "humanize inflect.Humanize": _humanized,
    "title strings.Title": lambda text: as_text(text).title(),
    "split strings.Split": lambda text, sign: [*as_text(text).split(as_text(sign))],
    "delimit collections.Delimit": _delimited,
    "slice collections.Slice": lambda *values: [*values],
    "append collections.Append": _appended,
    "dict collections.Dictionary": _dictionary,
    "first collections.First": lambda count, values: values[:count],
    "after collections.After": lambda count, values: values[count:],
    "in collections.In": lambda values, value: _single(value) in values,
    "add math.Add": lambda one, other: _number(one) + _number(other),
    "sub math.Sub": lambda one, other: _number(one) - _number(other),
    "mul math.Mul": lambda one, other: _number(one) * _number(other),
    "gt compare.Gt": lambda one, other: _single(one) > other,
    "ge compare.Ge": lambda one, other: _single(one) >= other,
    "lt compare.Lt": lambda one, other: _single(one) < other,
    "le compare.Le": lambda one, other: _single(one) <= other,
}
FUNCTIONS: dict[str, _Function] = {
    name: function for names, function in _WRITTEN.items() for name in names.split()
}
