"""The traits of a post that tell whether two posts carry one story: address of the original, text,
figures.

    title, text, address ─▶ Traits ─ are_one_story ─▶ yes or no

Two texts are nearly the same where their sketches are (`feeds.text.minhash`) and the figures of
one stand in the other. The notices of two days, and the reports of two quarters, have the same
wording but different figures. A copy that lost its last paragraph still has the figures of the
rest. No model and no list of sites is involved: the same text has the same traits on every machine.

The first letters and the figures are compared, because a copy may end early. Most reports have many
figures in their first thousand characters: these are enough to find the posts to compare, and they
are quick to read; a sketch of the beginning is made only for a comparison. A text with few figures
says less. Of such a text all that is read counts, and the names of days and the numerals in it
count as figures.

Where there are few figures, likeness alone cannot tell a copy from a form that is filled in with
other names: tenders, notices of boards, columns on the weather. So such texts must also open with
the same words, or have the same title in two outlets: one outlet's column has one title every day.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple
from zlib import crc32

from feeds.identity import quick_key
from feeds.text.calendar_names import DAYS, MONTHS
from feeds.text.chinese_characters import chinese_characters
from feeds.text.figures import away_from_the_end, figures_of, figures_of_beginning, signature_of
from feeds.text.minhash import SLOTS, common_slots, sketch_of_letters, sketch_of_words
from feeds.text.original_address import one_spelling
from feeds.text.search_forms import folded, simplified, squeezed
from feeds.text.visible_text import first_words, visible

_TITLE = 300  # characters of a title that are read
_READ = 8000  # characters of a text that are read
_HEAD = 1000  # of these, those that the first letters stand in, and figures where they are many
_BEGINNING = 450  # characters without markup
_FIRST = 300  # letters that a sketch is made of
_ALL = 3000  # letters of a text with few figures
_FEW_FIGURES = 12  # digits
_MANY_FIGURES = 48  # digits: their posts are found by these, and need no sketch
_KEY_FIGURES = 24  # digits: a text with fewer has keys of its sketch alone
_LONG_KEY = 40  # digits: two reports that begin with one paragraph go apart in them
_RUN_IN = 32  # digits
_ONE_KEY = 96  # digits: nearly always so many are left that a run and what follows is among them
_OF_KEY = 12  # bytes: three numbers of a sketch
_MOST = 2**61 - 1  # a prime: longer numbers are brought below it
_OPENING = 100  # letters that say what a form is about
_SHORT = 60  # letters: a text with fewer says little by itself
_HALF = SLOTS // 2  # numbers that two sketches have in common, where figures decide
_SOME = 5  # where these are many: sketches of other texts have none or one
_MOST_OF_ONE = 12  # where only one text has figures enough
_MOST_OF_BOTH = 20  # of the 32 of two sketches: their texts share about two thirds
_NEARLY_ALL_OF_BOTH = 30
_LETTERS_OF_WORD = 4  # so many letters are compared as one word is

_WORD = re.compile(r"\w+")
_WIDE = re.compile("[Ａ-Ｚａ-ｚ０-９]")
_WITHOUT_SPACES = "\u2e80"  # the first character of the scripts of East Asia
_NUMERAL = "[一二三四五六七八九十百零〇两]"
_NUMBERS = (
    "one two three four five six seven eight nine ten eleven twelve first second third fourth"
)
_NAMES = "|".join((*DAYS, *MONTHS, *_NUMBERS.split())).casefold()
# In a folded text. Most characters begin no figure, which the first line tells at once.
_FIGURE = re.compile(
    rf"(?=[0-9a-z周星礼第上下]|{_NUMERAL})"
    rf"(?:[0-9]+(?:[.,][0-9]+)*|(?:周|星期|礼拜|第){_NUMERAL}{{1,9}}|(?:周|星期|礼拜)[日天]"
    rf"|{_NUMERAL}{{1,9}}(?=[年月日号季点时分岁人名亿万千元])|[上下]半年|\b(?:{_NAMES})\b)"
)
# The beginnings of titles of corrections, in the languages of `feeds.feed.phrases`.
_CORRECTION = re.compile(
    "更正|勘误|订正|訂正|勘誤|correction|corrected|corrigend|erratum|berichtig|korrektur|rectificat"
    "|correcci"
)


class Traits(NamedTuple):
    """The traits of one post. An empty value is unknown, and is like no other."""

    address: int  # a key of the original's; 0 where there is none
    beginning: bytes  # the first characters of a Chinese text
    sketch: bytes  # of the first letters, of a text that has not many figures or is not Chinese
    figures: bytes  # the digits of the text in a row, the first ones of a text that has many
    required: int  # of these, those before a signature
    whole: bytes  # the sketch of all letters, of a text with few figures
    spelled: str  # its figures, each between spaces, with numerals and days
    is_short: bool
    is_correction: bool
    opening: int = 0  # keys of the first words, the title and the publisher, where figures are few
    title: int = 0
    publisher: int = 0

    def __bool__(self) -> bool:
        return bool(self.address or self.beginning or self.sketch)


def traits_of(title: str, text: str, address: str | None, publisher: str = "") -> Traits:
    """The traits of a post: of its text in Markdown or HTML, of its original's absolute address,
    and of who published it. The cost is bounded, whatever the text."""
    text = text[:_READ]
    original = _key_of_address(address) if address else 0
    figures, required = figures_of_beginning(text, _HEAD)
    if required < _MANY_FIGURES:
        text = unicodedata.normalize("NFKC", text) if _WIDE.search(text) else text
        figures, required = figures_of(text)
        if len(text) > _HEAD:  # a copy may have enough in its beginning, whose keys these share
            figures = figures[: _ONE_KEY - 1]
            required = min(required, away_from_the_end(figures))
    is_correction = _is_correction(title, text)
    words, beginning = list[str](), chinese_characters(text, _SHORT)
    if len(beginning) < 2 * _SHORT:
        words, beginning = _WORD.findall(visible(text[:_HEAD])[:_BEGINNING]), b""
        letters = sum(map(len, words))
        if letters < _SHORT:
            return _of_few_words(title, text if letters else "", original, is_correction)
    sketch, whole, spelled = b"", b"", ""
    if words or required < _MANY_FIGURES:
        sketch = _sketch_of_words(words, _FIRST) if words else _sketch(text, _FIRST)
    if required < _FEW_FIGURES:
        signed = text.rstrip().removesuffix(signature_of(text))
        whole, spelled = _sketch(signed, _ALL, 1), _spelled(visible(signed)[:_ALL])
    traits = Traits(
        original, beginning, sketch, figures, required, whole, spelled, False, is_correction
    )
    if required >= _KEY_FIGURES:
        return traits
    opening = _opening_of(text, words)
    return traits._replace(opening=opening, title=_key_of(title), publisher=_key_of(publisher))


def _opening_of(text: str, words: list[str]) -> int:
    if words:
        return crc32("".join(words)[:_OPENING].casefold().encode(errors="replace"))
    return crc32(chinese_characters(text, _OPENING))


def _key_of(name: str) -> int:
    return crc32(squeezed(folded(name[:_TITLE])).encode(errors="replace"))


def _of_few_words(title: str, text: str, original: int, is_correction: bool) -> Traits:
    """A few words tell nothing by themselves: the title and the tags count as well."""
    all_of_it = f"{title}\n{text}" if text else ""
    written = _WORD.findall(all_of_it)
    sketch, whole = _sketch_of_words(written, _ALL), _sketch_of_words(written, _ALL, 1)
    return Traits(original, b"", sketch, b"", 0, whole, _spelled(all_of_it), True, is_correction)


def _key_of_address(address: str) -> int:
    spelling = one_spelling(address)
    return quick_key(spelling) if spelling else 0


def keys_of(traits: Traits) -> set[int]:
    """Numbers of at most 63 bits: two posts of one story nearly always have one in common.

    They are the original's address and parts of the figures: the first ones, and those from the
    longest part without a 7 on, which are found behind another dateline as well. A copy that lost
    its end has fewer figures than the whole text, so a text that has not many has keys of fewer
    figures, too, and one with some has keys of its sketch: three numbers of it each.
    """
    keys = {traits.address} if traits.address else set[int]()
    figures = traits.figures[: traits.required]
    if len(figures) >= _LONG_KEY + _RUN_IN:
        start = figures.index(max(figures[:_RUN_IN].split(b"7"), key=len))
        keys.add(crc32(figures[start : start + _LONG_KEY]))
    if _LONG_KEY <= len(figures) < _ONE_KEY:
        keys.add(crc32(figures[:_LONG_KEY]))
    if _KEY_FIGURES <= len(figures) < _LONG_KEY + _RUN_IN:
        run = max(figures.split(b"7"), key=len)
        keys |= {crc32(figures[:_KEY_FIGURES]), crc32(run)}
    if sketch := traits.sketch:
        for at in range(0, len(sketch) - _OF_KEY, _OF_KEY):
            keys.add(int.from_bytes(sketch[at : at + _OF_KEY], "little") % _MOST)
    return keys


def are_one_story(traits: Traits, other: Traits) -> bool:
    """Whether two posts have the same original address, or nearly the same text."""
    if traits.address and traits.address == other.address:
        return True
    if (traits.is_short, traits.is_correction) != (other.is_short, other.is_correction):
        return False
    if traits.opening and other.opening and _may_be_forms(traits, other):
        return False
    if traits.whole and other.whole:
        return _are_one_whole(traits, other)
    # Figures first: to compare them costs the least, and tells most texts apart.
    if (
        traits.figures[: traits.required] not in other.figures
        and other.figures[: other.required] not in traits.figures
    ):
        return False
    if min(traits.required, other.required) >= _MANY_FIGURES:
        least = _SOME
    else:
        least = _MOST_OF_ONE if traits.whole or other.whole else _HALF
    return _common_of_beginnings(traits, other) >= least


def _may_be_forms(traits: Traits, other: Traits) -> bool:
    """Whether two texts with few figures may be one form, filled in with two names."""
    has_same_title = traits.title == other.title
    return traits.opening != other.opening and not (
        has_same_title and traits.publisher != other.publisher
    )


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


def _spelled(text: str) -> str:
    return "".join(f" {figure}" for figure in _FIGURE.findall(text.casefold())) + " "


def _is_correction(title: str, text: str) -> bool:
    return bool(_CORRECTION.search(f"{title[:40]} {first_words(text)}".casefold()))
