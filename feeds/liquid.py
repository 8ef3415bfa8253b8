"""Liquid tags in Jekyll bodies, made readable: rendered where that is certain, else dropped."""

from __future__ import annotations

import re

_RAW = re.compile(r"\{%-?\s*raw\s*-?%\}(.*?)\{%-?\s*endraw\s*-?%\}", re.DOTALL)
_HIGHLIGHT = re.compile(
    r"\{%-?\s*highlight\s+(?P<language>[\w+#.-]+)[^%]*-?%\}\n?(?P<code>.*?)"
    r"\{%-?\s*endhighlight\s*-?%\}",
    re.DOTALL,
)
_COMMENT = re.compile(r"\{%-?\s*comment\s*-?%\}.*?\{%-?\s*endcomment\s*-?%\}", re.DOTALL)
_TAG = re.compile(r"\{%.*?%\}", re.DOTALL)
_OUTPUT = re.compile(r"\{\{.*?\}\}", re.DOTALL)
_FENCE = re.compile(r"(?ms)^(?P<fence>```+|~~~+).*?^(?P=fence)")


def without_liquid(body: str) -> str:
    """The body with `raw` blocks as they are, `highlight` as code, all other tags gone."""
    if "{%" not in body and "{{" not in body:
        return body
    kept: list[str] = []
    body = _RAW.sub(lambda match: _keep(match[1], kept), body)
    body = _COMMENT.sub("", body)
    body = _HIGHLIGHT.sub(lambda match: _keep(_fenced(match), kept), body)
    body = _OUTPUT.sub("", _TAG.sub("", body))
    return _restore(body, kept)


def _fenced(match: re.Match[str]) -> str:
    return f"\n```{match['language']}\n{match['code'].rstrip()}\n```\n"


# A private use character cannot be mistaken for a word of the text.
_MARK = "\ue000"


def _keep(text: str, kept: list[str]) -> str:
    kept.append(text)
    return f"{_MARK}{len(kept) - 1}{_MARK}"


def _restore(body: str, kept: list[str]) -> str:
    return re.sub(f"{_MARK}(\\d+){_MARK}", lambda match: kept[int(match[1])], body)
