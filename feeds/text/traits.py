"""What tells whether two posts carry one story: the original's address, the text, its figures.

    title, text, address ─▶ Traits ─ are_one_story ─▶ yes or no

Two texts are nearly the same where their sketches are (`feeds.text.minhash`) and the figures of
one stand in the other. The notices of two days and the reports of two quarters have one wording
and other figures; a copy that lost its last paragraph has the figures that it kept. Nobody's
opinion of a text is here: the same text has the same traits on every machine.

The first letters are compared, for a copy may end early, and the figures of all that is read. A
text with few figures says less, so all its letters count, and the names of days and the numerals
in it are figures. A text with many is found by these alone: its beginning is kept as it is, and a
sketch is made of it where it is compared.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from feeds.identity import key
from feeds.text.calendar_names import DAYS, MONTHS
from feeds.text.chinese_characters import chinese_characters
from feeds.text.minhash import SLOTS, common_slots, sketch_of_letters, sketch_of_words
from feeds.text.original_address import one_spelling
from feeds.text.search_forms import simplified
from feeds.text.visible_text import first_words, may_hide_digits, visible

_READ = 8000  # characters of a text that are read
_HEAD = 1000  # of these, those that the first letters stand in
_BEGINNING = 450  # characters without markup
_FIRST = 300  # letters that a sketch is made of
_COMPARED = 120  # Chinese characters that are compared where figures find the posts
_ALL = 3000  # letters of a text with few figures
_FEW_FIGURES = 12  # digits
_MANY_FIGURES = 48  # digits: their posts are found by these, and need no sketch
_KEY_FIGURES = 24  # digits: a text with fewer has keys of its sketch alone
_RUN_IN = 100  # digits
_OF_KEY = 12  # bytes: three numbers of a sketch
_MOST = 2**61 - 1  # a prime: longer numbers are brought below it
_SHORT = 60  # letters: a text that says little by itself
_SIGNATURE = 60  # characters: a shorter last line may be somebody's name and number
_HALF = SLOTS // 2  # numbers that two sketches have in common, where figures decide
_MOST_OF_ONE = 12  # where only one text has figures enough
_MOST_OF_BOTH = 20  # of the 32 of two sketches: their texts share about two thirds
_NEARLY_ALL_OF_BOTH = 30
_LETTERS_OF_WORD = 4  # so many letters are compared as one word is

_WORD = re.compile(r"\w+")
_WIDE = re.compile("[Ａ-Ｚａ-ｚ０-９]")
_WITHOUT_SPACES = "\u2e80"  # the first character of the scripts of East Asia
_NO_DIGITS = bytes(byte for byte in range(256) if byte not in b"0123456789.")
_DOTS = re.compile(rb"\.{2,}")
_NUMERAL = "[一二三四五六七八九十百零〇两]"
_NUMBERS = (
    "one two three four five six seven eight nine ten eleven twelve first second third fourth"
)
_NAMES = "|".join((*DAYS, *MONTHS, *_NUMBERS.split()))
_FIGURE = re.compile(
    rf"[0-9]+(?:[.,][0-9]+)*|(?:周|星期|礼拜|第){_NUMERAL}{{1,9}}|(?:周|星期|礼拜)[日天]"
    rf"|{_NUMERAL}{{1,9}}(?=[年月日号季点时分岁人名亿万千元])|[上下]半年|\b(?:{_NAMES})\b",
    re.IGNORECASE,
)
_SENTENCE_ENDS = (".", "!", "?", "。", "！", "？")
_PARAGRAPH_ENDS = (*_SENTENCE_ENDS, *(f"{end}</p>" for end in _SENTENCE_ENDS))
# The beginnings of titles of corrections, in the languages of `feeds.feed.phrases`.
_CORRECTION = re.compile(
    "更正|勘误|订正|訂正|勘誤|correction|corrected|corrigend|erratum|berichtig|korrektur|rectificat"
    "|correcci"
)


class Traits(NamedTuple):
    """Of one post. Empty values say nothing and are like nothing."""

    address: int  # a key of the original's; 0 where there is none
    beginning: bytes  # the first characters of a Chinese text
    sketch: bytes  # of the first letters, of a text that has not many figures or is not Chinese
    figures: str  # the digits of the text in a row
    required: int  # of these, those before a signature
    whole: bytes  # the sketch of all letters, of a text with few figures
    spelled: str  # its figures, each between spaces, with numerals and days
    is_short: bool
    is_correction: bool

    def __bool__(self) -> bool:
        return bool(self.address or self.beginning or self.sketch)


def traits_of(title: str, text: str, address: str | None) -> Traits:
    """The traits of a post: of its text in Markdown or HTML, and of its original's absolute
    address. The cost is bounded, whatever the text."""
    text = text[:_READ]
    if _WIDE.search(text, 0, _BEGINNING):
        text = unicodedata.normalize("NFKC", text)
    spelling = one_spelling(address) if address else ""
    original, is_correction = key(spelling) if spelling else 0, _is_correction(title, text)
    words, beginning = list[str](), chinese_characters(text, _COMPARED)
    if len(beginning) < 2 * _SHORT:
        words, beginning = _WORD.findall(visible(text[:_HEAD])[:_BEGINNING]), b""
        letters = sum(map(len, words))
        if letters < _SHORT:
            return _of_few_words(title, text if letters else "", original, is_correction)
    figures, signature = _digits(text), _signature(text)
    required = _length_without(signature, figures) if signature else len(figures)
    sketch, whole, spelled = b"", b"", ""
    if words or required < _MANY_FIGURES:
        sketch = _sketch_of_words(words, _FIRST) if words else _sketch(text, _FIRST)
    if required < _FEW_FIGURES:
        signed = text.rstrip().removesuffix(signature)
        whole, spelled = _sketch(signed, _ALL, 1), _spelled(visible(signed)[:_ALL])
    return Traits(
        original, beginning, sketch, figures, required, whole, spelled, False, is_correction
    )


def _of_few_words(title: str, text: str, original: int, is_correction: bool) -> Traits:
    """A few words tell nothing by themselves: the title and the tags count as well."""
    all_of_it = f"{title}\n{text}" if text else ""
    written = _WORD.findall(all_of_it)
    sketch, whole = _sketch_of_words(written, _ALL), _sketch_of_words(written, _ALL, 1)
    return Traits(original, b"", sketch, "", 0, whole, _spelled(all_of_it), True, is_correction)


def keys_of(traits: Traits) -> set[int]:
    """Numbers of 63 bits: two posts of one story nearly always have one in common.

    They are the original's address and two parts of the figures: the first ones, and the longest
    part of the first hundred without a 7, which is found behind another dateline as well. A copy
    that lost its end may have few figures where the whole text has more, so a text with some has
    keys of its sketch, too: three numbers of it each.
    """
    keys = {traits.address} if traits.address else set[int]()
    if traits.required >= _KEY_FIGURES:
        figures = traits.figures[: min(traits.required, _RUN_IN)]
        keys.add(_number(figures[:_KEY_FIGURES]))
        keys.add(_number(max(figures.split("7"), key=len)))
    if sketch := traits.sketch:
        for at in range(0, len(sketch) - _OF_KEY, _OF_KEY):
            keys.add(int.from_bytes(sketch[at : at + _OF_KEY], "little") % _MOST)
    return keys


def _number(figures: str) -> int:
    return int(figures.replace(".", "") or "0") % _MOST


def are_one_story(traits: Traits, other: Traits) -> bool:
    """Whether two posts have the same original address, or nearly the same text."""
    if traits.address and traits.address == other.address:
        return True
    if (traits.is_short, traits.is_correction) != (other.is_short, other.is_correction):
        return False
    if traits.whole and other.whole:
        return _are_one_whole(traits, other)
    # Figures first: to compare them costs the least, and tells most texts apart.
    if (
        traits.figures[: traits.required] not in other.figures
        and other.figures[: other.required] not in traits.figures
    ):
        return False
    least = _MOST_OF_ONE if traits.whole or other.whole else _HALF
    return _common_of_beginnings(traits, other) >= least


def _common_of_beginnings(traits: Traits, other: Traits) -> int:
    if traits.beginning and other.beginning:
        return common_slots(*map(sketch_of_letters, (traits.beginning, other.beginning)))
    return common_slots(traits.sketch, other.sketch) if traits.sketch and other.sketch else 0


def _are_one_whole(traits: Traits, other: Traits) -> bool:
    common = common_slots(traits.sketch, other.sketch) + common_slots(traits.whole, other.whole)
    if common < (_NEARLY_ALL_OF_BOTH if traits.is_short else _MOST_OF_BOTH):
        return False
    return traits.spelled in other.spelled or other.spelled in traits.spelled


def _sketch(text: str, letters: int, number: int = 0) -> bytes:
    """Of the first letters or words. Sketches of another number have nothing to do with each
    other."""
    characters = chinese_characters(text, letters)
    if len(characters) >= 2 * _SHORT:
        return sketch_of_letters(characters, number)
    return _sketch_of_words(_WORD.findall(visible(text)), letters, number)


def _sketch_of_words(words: list[str], letters: int, number: int = 0) -> bytes:
    """Of the first letters, where the text is written without spaces; else of the words that take
    about as many."""
    text = "".join(words)[:letters]
    beginning = sorted(text[:30])
    if beginning and beginning[len(beginning) // 2] >= _WITHOUT_SPACES:
        return sketch_of_letters(simplified(text).encode("utf-16-le", "replace"), number)
    folded = [word.casefold() for word in words[: letters // _LETTERS_OF_WORD]]
    return sketch_of_words(folded, number)


def _digits(text: str) -> str:
    """The digits of the visible text in a row, with the points between them. What is ASCII of a
    Chinese text is short, and has all of its markup."""
    in_ascii = text.encode("ascii", "ignore")
    if may_hide_digits(in_ascii):
        in_ascii = visible(in_ascii.decode()).encode()
    digits = in_ascii.translate(None, _NO_DIGITS)
    return (_DOTS.sub(b".", digits) if b".." in digits else digits).strip(b".").decode()


def _length_without(signature: str, figures: str) -> int:
    """Of the figures of a text, those before its signature."""
    return len(figures[: len(figures) - len(_digits(signature))].rstrip("."))


def _signature(text: str) -> str:
    """The last line or paragraph, where that is short, no sentence, and not all there is."""
    text = text.rstrip()
    if text.endswith(_PARAGRAPH_ENDS):
        return ""
    start = max(text.rfind("\n"), text.rfind("<p"))
    last = text[start:] if start > 0 else ""
    words = visible(last).strip()
    return last if len(words) <= _SIGNATURE and not words.endswith(_SENTENCE_ENDS) else ""


def _spelled(text: str) -> str:
    return "".join(f" {figure}" for figure in _FIGURE.findall(text)).casefold() + " "


def _is_correction(title: str, text: str) -> bool:
    return bool(_CORRECTION.search(f"{title[:40]} {first_words(text)}".casefold()))
