"""What tells whether two posts carry one story: the original's address, the text, its figures.

    title, text, address ─▶ Traits ─ are_one_story ─▶ yes or no

Two texts are nearly the same where their sketches are (`feeds.text.minhash`) and the figures of
one stand in the other. The notices of two days and the reports of two quarters have one wording
and other figures; a copy that lost its last paragraph has the figures that it kept. Nobody's
opinion of a text is here: the same text has the same traits on every machine.

The first letters are compared, for a copy may end early, and the figures of all that is read. A
text with few figures says less, so all its letters count, and the names of days and the numerals
in it are figures.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from feeds.identity import key
from feeds.text.calendar_names import DAYS, MONTHS
from feeds.text.minhash import SLOTS, common_slots, sketch_of_letters, sketch_of_words
from feeds.text.original_address import one_spelling
from feeds.text.sought import simplified

_READ = 8000  # characters of a text that are read
_HEAD = 1000  # of these, those that the first letters stand in
_BEGINNING = 450  # characters without markup
_FIRST = 300  # letters that are compared
_ALL = 3000  # letters of a text with few figures
_FEW_FIGURES = 12  # digits
_SHORT = 60  # letters: a text that says little by itself
_SIGNATURE = 60  # characters: a shorter last line may be somebody's name and number
_HALF = SLOTS // 2  # numbers that two sketches have in common, where figures decide
_MOST_OF_ONE = 12  # where only one text has figures enough
_MOST_OF_BOTH = 20  # of the 32 of two sketches: their texts share about two thirds
_NEARLY_ALL_OF_BOTH = 30
_LETTERS_OF_WORD = 4  # so many letters are compared as one word is

_TAG = re.compile(r"<[^<>]*>")
_LINK = re.compile(r"\]\([^()\n]*\)")
_ADDRESS = re.compile(r"https?://[^\s<>()\"']+")
_REFERENCE = re.compile(r"&#?\w{1,30};")
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
# The beginnings of titles of corrections, in the languages of `feeds.feed.phrases`.
_CORRECTIONS = (
    "更正", "勘误", "订正", "訂正", "勘誤", "correction", "corrected", "corrigend", "erratum",
    "berichtig", "korrektur", "rectificat", "correcci",
)  # fmt: skip


class Traits(NamedTuple):
    """Of one post. Empty values say nothing and are like nothing."""

    address: int  # a key of the original's; 0 where there is none
    sketch: bytes  # of the first letters
    figures: str  # the digits of the text in a row
    required: int  # of these, those before a signature
    whole: bytes  # the sketch of all letters, of a text with few figures
    spelled: str  # its figures, each between spaces, with numerals and days
    is_short: bool
    is_correction: bool

    def __bool__(self) -> bool:
        return bool(self.address or self.sketch)


def traits_of(title: str, text: str, address: str | None) -> Traits:
    """The traits of a post: of its text in Markdown or HTML, and of its original's absolute
    address. The cost is bounded, whatever the text."""
    text = text[:_READ]
    head = _visible(text[:_HEAD])[:_BEGINNING]
    words = _WORD.findall(head)
    letters = "".join(words)[:_FIRST]
    if _WIDE.search(letters):
        return traits_of(title, unicodedata.normalize("NFKC", text), address)
    spelling = one_spelling(address) if address else ""
    original, is_correction = key(spelling) if spelling else 0, _is_correction(title, head)
    if len(letters) < _SHORT:
        # A few words tell nothing by themselves: the title and the tags count as well.
        all_of_it = f"{title}\n{text}" if letters else ""
        written = _WORD.findall(all_of_it)
        sketch, whole = _sketch(written, _ALL), _sketch(written, _ALL, 1)
        return Traits(original, sketch, "", 0, whole, _spelled(all_of_it), True, is_correction)
    sketch, figures, signature = _sketch(words, _FIRST), _digits(text), _signature(text)
    required = len(figures) - len(_digits(signature))
    if required < _FEW_FIGURES:
        visible = _visible(text.rstrip().removesuffix(signature))[:_ALL]
        whole, spelled = _sketch(_WORD.findall(visible), _ALL, 1), _spelled(visible)
        return Traits(original, sketch, figures, required, whole, spelled, False, is_correction)
    return Traits(original, sketch, figures, required, b"", "", False, is_correction)


def are_one_story(traits: Traits, other: Traits) -> bool:
    """Whether two posts have the same original address, or nearly the same text."""
    if traits.address and traits.address == other.address:
        return True
    if not (traits.sketch and other.sketch):
        return False
    if (traits.is_short, traits.is_correction) != (other.is_short, other.is_correction):
        return False
    common = common_slots(traits.sketch, other.sketch)
    if traits.whole and other.whole:
        common += common_slots(traits.whole, other.whole)
        if common < (_NEARLY_ALL_OF_BOTH if traits.is_short else _MOST_OF_BOTH):
            return False
        return traits.spelled in other.spelled or other.spelled in traits.spelled
    if common < (_MOST_OF_ONE if traits.whole or other.whole else _HALF):
        return False
    return _has_figures_of(traits, other) or _has_figures_of(other, traits)


def _has_figures_of(traits: Traits, other: Traits) -> bool:
    return other.figures[: other.required].rstrip(".") in traits.figures


def _visible(text: str) -> str:
    """The text without tags, the addresses of links, and other addresses."""
    text = _TAG.sub("", text) if "<" in text else text
    text = _LINK.sub("]", text) if "](" in text else text
    text = _ADDRESS.sub("", text) if "://" in text else text
    return _REFERENCE.sub("", text) if "&" in text else text


def _sketch(words: list[str], letters: int, number: int = 0) -> bytes:
    """Of the first letters, where the text is written without spaces; else of the words that take
    about as many. Sketches of another number have nothing to do with each other."""
    text = "".join(words)[:letters]
    beginning = sorted(text[:30])
    if beginning and beginning[len(beginning) // 2] >= _WITHOUT_SPACES:
        return sketch_of_letters(simplified(text), number)
    folded = [word.casefold() for word in words[: letters // _LETTERS_OF_WORD]]
    return sketch_of_words(folded, number)


def _digits(text: str) -> str:
    """The digits of the visible text in a row, with the points between them. What is ASCII of a
    Chinese text is short, and has all of its markup."""
    in_ascii = _visible(text.encode("ascii", "ignore").decode()).encode()
    digits = in_ascii.translate(None, _NO_DIGITS)
    return (_DOTS.sub(b".", digits) if b".." in digits else digits).strip(b".").decode()


def _signature(text: str) -> str:
    """The last line or paragraph, where that is short, no sentence, and not all there is."""
    text = text.rstrip()
    start = max(text.rfind("\n"), text.rfind("<p"))
    last = text[start:] if start > 0 else ""
    words = _visible(last).strip()
    return last if len(words) <= _SIGNATURE and not words.endswith(_SENTENCE_ENDS) else ""


def _spelled(visible: str) -> str:
    return "".join(f" {figure}" for figure in _FIGURE.findall(visible)).casefold() + " "


def _is_correction(title: str, visible: str) -> bool:
    beginning = f"{title[:40]} {visible[:20]}".casefold()
    return any(word in beginning for word in _CORRECTIONS)
