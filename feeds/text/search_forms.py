"""The forms of a name that a search compares: one spelling, and the pinyin and initials of Chinese.

The one door to OpenCC and to pypinyin. Both are loaded where a Chinese name is met for the first
time: their tables take some tens of megabytes, which a site without Chinese never needs.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import cache

_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_OTHER = re.compile(r"[\W_]+")
_BEGINNING = 120  # characters that show which script a text is written in


def folded(text: str) -> str:
    """Without differences of case, of width, and of traditional and simplified characters: ＡＢＣ
    and `abc`, 財經 and 财经 are one. A run of white space is one space."""
    plain = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    return _simplified()(plain) if _HAN.search(plain) else plain


def simplified(text: str) -> str:
    """A text in traditional characters in simplified ones; any other text as it is. It is one where
    Big5 has more of its first characters than GB 2312: the two encodings have one script each."""
    beginning = text[:_BEGINNING]
    if len(beginning.encode("big5", "ignore")) <= len(beginning.encode("gb2312", "ignore")):
        return text
    return _simplified()(text)


def squeezed(text: str) -> str:
    """A folded text without spaces and punctuation; as it is where nothing else is in it."""
    return _OTHER.sub("", text) or text


def sought_forms(name: str) -> list[str]:
    """Every form in which a person may type this name: the name folded, without its punctuation,
    and, where it is Chinese, by its pinyin without tones and by the initials of that: `海州日报`
    by `haizhouribao` and by `hzrb`."""
    plain = folded(name)
    forms = [plain, squeezed(plain)]
    if _HAN.search(plain):
        syllables = _syllables()(plain)
        forms += [squeezed("".join(syllables)), _initials(syllables)]
    return [form for form in dict.fromkeys(forms) if form]


def _initials(syllables: list[str]) -> str:
    """The first letter of each syllable; a part that is no Chinese stays whole: `36k` of 36氪."""
    parts = (part if part.isdigit() else part[:1] for part in syllables)
    return squeezed("".join(parts))


@cache
def _simplified() -> Callable[[str], str]:
    from opencc import OpenCC

    convert: Callable[[str], str] = OpenCC("t2s").convert
    return convert


@cache
def _syllables() -> Callable[[str], list[str]]:
    from pypinyin import lazy_pinyin

    return lazy_pinyin
