"""Where the bounds lie by which two texts are one story: to the figure, the letter and the number
of a sketch."""

from __future__ import annotations

import random
from struct import pack
from zlib import crc32

import pytest

from feeds.text.figures import figures_of, figures_of_beginning, signature_of
from feeds.text.minhash import common_slots
from feeds.text.traits import Traits, are_one_story, keys_of, traits_of

UNKNOWN = Traits(0, b"", b"", b"", 0, b"", "", False, False)
NUMBERS = range(1, 17)
CHINESE = "港务局今天宣布，新码头的第一座桥吊已经安装完毕；预计年底前投入使用！" * 6
MANY = UNKNOWN._replace(figures=b"1" * 48, required=48)
FEWER = UNKNOWN._replace(figures=b"1" * 47, required=47)


def sketch(common: int) -> bytes:
    """A sketch that has so many numbers in common with `sketch(16)`."""
    return pack("<16I", *(number if number <= common else number + 100 for number in NUMBERS))


def digits(length: int) -> bytes:
    """No two runs of them are alike, and none has a 7."""
    rng = random.Random(length)
    return bytes(rng.choice(b"012345689") for _ in range(length))


def words(number: int, first: int = 0) -> list[str]:
    """Words of five letters, no two of them alike, and no figures."""
    letters = "abcdefghik"
    return ["w" + "".join(letters[int(d)] for d in f"{n:04}") for n in range(first, first + number)]


# Two posts that are one story


@pytest.mark.parametrize(
    ("first", "second", "least"),
    [
        (
            MANY,
            MANY,
            5,
        ),
        (
            MANY,
            FEWER,
            8,
        ),
        (
            FEWER,
            MANY,
            8,
        ),
        (UNKNOWN._replace(whole=sketch(16)), UNKNOWN, 12),
        (UNKNOWN, UNKNOWN._replace(whole=sketch(16)), 12),
        (UNKNOWN._replace(whole=sketch(16)), UNKNOWN._replace(whole=sketch(10)), 10),  # 20 of both
        (
            UNKNOWN._replace(whole=sketch(16), is_short=True),
            UNKNOWN._replace(whole=sketch(15), is_short=True),
            15,  # 30 of both
        ),
    ],
)
def test_so_many_numbers_of_two_sketches_make_one_story(
    first: Traits, second: Traits, least: int
) -> None:
    whole = first._replace(sketch=sketch(16))
    assert are_one_story(whole, second._replace(sketch=sketch(least)))
    assert not are_one_story(whole, second._replace(sketch=sketch(least - 1)))


@pytest.mark.parametrize(
    ("figures", "required", "other", "others_required", "is_one"),
    [
        (b"12345", 3, b"0123", 4, True),  # those that count stand in the other
        (b"0123", 4, b"12345", 3, True),
        (b"12345", 4, b"0123", 4, False),
        (b"0123", 4, b"12345", 4, False),
    ],
)
def test_the_figures_of_one_stand_in_those_of_the_other(
    figures: bytes, required: int, other: bytes, others_required: int, is_one: bool
) -> None:
    alike = UNKNOWN._replace(sketch=sketch(16))
    one = alike._replace(figures=figures, required=required)
    two = alike._replace(figures=other, required=others_required)
    assert are_one_story(one, two) == is_one


@pytest.mark.parametrize(
    ("spelled", "other", "is_one"),
    [(" 1 2 ", " 2 ", True), (" 2 ", " 1 2 ", True), (" 1 2 ", " 12 ", False)],
)
def test_texts_with_few_figures_have_those_of_one_in_a_row(
    spelled: str, other: str, is_one: bool
) -> None:
    alike = UNKNOWN._replace(sketch=sketch(16), whole=sketch(16))
    assert are_one_story(alike._replace(spelled=spelled), alike._replace(spelled=other)) == is_one


@pytest.mark.parametrize(
    ("ours", "theirs", "is_one"),
    [
        ((1, 1, 1), (1, 2, 2), True),  # both open with the same words
        ((1, 1, 1), (2, 1, 2), True),  # the same title in two outlets
        ((1, 1, 1), (2, 1, 1), False),  # a column has one title every day
        ((1, 1, 1), (2, 2, 2), False),
        ((0, 1, 1), (2, 2, 2), True),  # figures tell more than the opening
        ((1, 1, 1), (0, 2, 2), True),
    ],
)
def test_two_forms_that_open_with_other_words_are_two_stories(
    ours: tuple[int, int, int], theirs: tuple[int, int, int], is_one: bool
) -> None:
    alike = UNKNOWN._replace(sketch=sketch(16), whole=sketch(16))
    one, other = (
        alike._replace(opening=opening, title=title, publisher=publisher)
        for opening, title, publisher in (ours, theirs)
    )
    assert are_one_story(one, other) == is_one


@pytest.mark.parametrize("trait", ["is_short", "is_correction"])
def test_a_correction_or_a_few_words_are_no_copy_of_a_report(trait: str) -> None:
    report = UNKNOWN._replace(sketch=sketch(16), whole=sketch(16))
    other = report._replace(**{trait: True})
    assert are_one_story(other, other)
    assert not are_one_story(report, other)
    assert are_one_story(report._replace(address=1), other._replace(address=1))
    assert not are_one_story(report._replace(address=1), other._replace(address=2))


def test_a_post_without_traits_is_like_no_other() -> None:
    assert not UNKNOWN
    assert not are_one_story(UNKNOWN, UNKNOWN)
    assert not are_one_story(UNKNOWN, UNKNOWN._replace(sketch=sketch(16)))
    known = ({"address": 1}, {"sketch": sketch(1)}, {"beginning": b"1"})
    assert all(UNKNOWN._replace(**traits) for traits in known)
    assert common_slots(sketch(16), sketch(9)) == 9


# What they are found by


@pytest.mark.parametrize(
    ("length", "number"),
    [(0, 0), (23, 0), (24, 2), (39, 2), (40, 3), (71, 3), (72, 2), (95, 2), (96, 1), (300, 1)],
)
def test_a_text_is_found_by_keys_of_its_figures(length: int, number: int) -> None:
    figures = (b"17" + digits(298))[:length]
    assert len(keys_of(UNKNOWN._replace(figures=figures, required=length))) == number
    # One that does not count is as none.
    one_more = UNKNOWN._replace(figures=figures + b"1", required=length)
    assert len(keys_of(one_more)) == number


@pytest.mark.parametrize(
    ("length", "last"),
    [
        (96, 39),  # without a 7 the first forty are the key
        (72, 39),
        (71, 70),  # all of it is a run
        (100, 39),
    ],
)
def test_a_figure_behind_those_of_the_keys_changes_none(length: int, last: int) -> None:
    figures = digits(length)

    def keys(place: int) -> set[int]:
        other = b"1" if figures[place : place + 1] != b"1" else b"2"
        changed = figures[:place] + other + figures[place + 1 :]
        return keys_of(UNKNOWN._replace(figures=changed, required=length))

    unchanged = keys_of(UNKNOWN._replace(figures=figures, required=length))
    assert keys(last) != unchanged
    for place in range(last + 1, length):
        assert keys(place) == unchanged


@pytest.mark.parametrize(
    ("start", "is_shared"),
    [
        (b"", True),
        (b"2026127", True),  # the longest part of the first 32 begins behind it
        (b"2026127" + b"8" * 11 + b"7", True),
        (b"2026127" + b"8" * 12 + b"7", False),  # no more of the first 32 are left behind it
    ],
)
def test_a_dateline_with_a_7_at_its_end_leaves_a_key(start: bytes, is_shared: bool) -> None:
    report = digits(120)
    copy = start + report
    keys, copied = (
        keys_of(UNKNOWN._replace(figures=each, required=len(each))) for each in (report, copy)
    )
    assert bool(keys & copied) == is_shared


def test_a_short_row_is_found_by_its_first_figures_and_its_longest_run() -> None:
    figures = digits(24)

    def keys(figures: bytes) -> set[int]:
        return keys_of(UNKNOWN._replace(figures=figures, required=len(figures)))

    assert keys(figures) & keys(figures + b"75")  # the first 24
    assert keys(b"997" + figures) & keys(b"9997" + figures)  # the longest run
    assert not keys(b"997" + figures[:23]) & keys(figures)


def test_a_text_is_found_by_five_parts_of_its_sketch() -> None:
    whole = keys_of(UNKNOWN._replace(sketch=sketch(16)))
    assert len(whole) == 5
    assert max(whole) < 2**63
    for common, shared in enumerate((0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4, 5, 5)):
        assert len(whole & keys_of(UNKNOWN._replace(sketch=sketch(common)))) == shared
    assert keys_of(UNKNOWN._replace(address=7)) == {7}


def test_keys_of_a_sketch_keep_what_its_three_numbers_say() -> None:
    """Longer numbers are brought below a prime, which no database's integer is too short for."""
    largest = keys_of(UNKNOWN._replace(sketch=b"\xff" * 64))
    assert largest == {(2**96 - 1) % (2**61 - 1)}


# What is read of a text


@pytest.mark.parametrize(
    ("address", "has_key"),
    [(None, False), ("https://news.example/", False), ("https://news.example/1", True)],
)
def test_the_address_of_the_original_is_a_key(address: str | None, has_key: bool) -> None:
    assert (traits_of("a", "", address).address != 0) == has_key


def test_a_text_with_few_figures_has_keys_of_its_opening_its_title_and_its_publisher() -> None:
    text = " ".join(words(30))
    few = traits_of("The  Quay!", f"{text} {digits(23).decode()}.", None, "P & Q")
    assert 0 not in (few.opening, few.title, few.publisher)
    same = traits_of("the quay", f"{text} {digits(23).decode()}.", None, "p q")
    assert (same.opening, same.title, same.publisher) == (few.opening, few.title, few.publisher)
    many = traits_of("The Quay", f"{text} {digits(24).decode()}.", None, "P")
    assert (many.opening, many.title, many.publisher) == (0, 0, 0)
    titles = {traits_of("a" * 300 + end, text, None).title for end in ("", "b", "c")}
    assert len(titles) == 1
    assert traits_of("a" * 299 + "b", text, None).title not in titles
    for letter, is_same in ((99, False), (100, True)):
        letters = "".join(words(30))
        other = letters[:letter] + "x" + letters[letter + 1 :]
        openings = {traits_of("a", each + " b" * 9, None).opening for each in (letters, other)}
        assert (len(openings) == 1) == is_same
    for character, is_same in ((99, False), (100, True)):
        chinese = (CHINESE.replace("7", "") * 2)[:150]
        other = chinese[:character] + "港" + chinese[character + 1 :]
        openings = {traits_of("a", each, None).opening for each in (chinese, other)}
        assert (len(openings) == 1) == is_same


TRAITS = [
    2664487587,
    1028429753,
    402041063,
    453669977,
    177619795,
    3606729799,
    2248125057,
    3790156344,
    987751076,
    2948984383,
    3124331755,
    136456880,
]


def test_traits_are_the_same_on_every_machine() -> None:
    """Those of an index were made by other processes: another way to make them asks for another
    schema of it."""
    latin, chinese = " ".join(words(1500)), CHINESE * 90
    mixed = "".join("港口abcde" if at % 3 else "ひらがな" for at in range(60))
    texts = [
        *(latin, f"{latin[:5000]} 5", f"{latin[:600]} {digits(60).decode()}"),
        *(chinese, f"<p>{chinese[:700]}</p>7", f"{chinese[:300]}{digits(60).decode()}"),
        *(mixed, "一" * 59, "a few words 7", "", "ひらがな" * 30, "абвгд " * 50),
    ]
    assert [crc32(repr(traits_of("A title", text, None)).encode()) for text in texts] == TRAITS


def test_figures_have_one_width() -> None:
    assert traits_of("a", " ".join(words(20)) + " ４２, ７", None).figures == b"427"


@pytest.mark.parametrize(
    "hiding",
    ["<b class=x1>", "[a](/8/9)", "http://a.example/3", "&#8212;", "<h2>", "<H3>"],
)
def test_digits_in_markup_are_no_figures(hiding: str) -> None:
    assert figures_of(f"a 42 {hiding} b") == (b"42", 2)


@pytest.mark.parametrize("text", ["a 4 b 2", "his 4 & 2", "a: 4 [2]", "a<4>b 2"])
def test_figures_beside_signs_that_are_no_markup_count(text: str) -> None:
    assert figures_of(text)[0] == b"42"


@pytest.mark.parametrize(
    ("figures", "has_sketch"), [("", True), ("1" * 47 + "。", True), ("1" * 48 + "。", False)]
)
def test_a_chinese_text_with_many_figures_is_compared_by_its_first_characters(
    figures: str, has_sketch: bool
) -> None:
    """A sketch of them is made where two posts are compared, which is seldom."""
    traits = traits_of("a", CHINESE + figures, None)
    assert len(traits.beginning) == 120
    assert bool(traits.sketch) == has_sketch
    in_words = traits_of("a", " ".join(words(40)) + figures, None)
    assert in_words.sketch
    assert not in_words.beginning


def test_the_first_characters_of_two_texts_are_compared() -> None:
    other = traits_of("a", "今日果园丰收，农民们把苹果装上卡车，运往邻近的城市销售。" * 6, None)
    one = traits_of("a", CHINESE, None)
    alike = {"sketch": b"", "figures": MANY.figures, "required": 48, "whole": b""}
    assert are_one_story(one._replace(**alike), one._replace(**alike))
    assert not are_one_story(one._replace(**alike), other._replace(**alike))
    # Of a text in another script there is a sketch alone.
    assert not are_one_story(one._replace(**alike), MANY._replace(sketch=sketch(16)))
    assert not are_one_story(MANY, MANY._replace(sketch=sketch(16)))


@pytest.mark.parametrize(("characters", "number"), [(59, 0), (60, 120)])
def test_sixty_chinese_characters_are_a_beginning(characters: int, number: int) -> None:
    text = (CHINESE.replace("7", ""))[:characters] + " Quay of the harbour and its bollards" * 3
    assert len(traits_of("a", text, None).beginning) == number


def test_eight_thousand_characters_are_read() -> None:
    text = " ".join(words(2000))
    assert traits_of("a", f"{text[:7999]}5", None).figures == b"5"
    assert traits_of("a", f"{text[:8000]}5", None).figures == b""


@pytest.mark.parametrize(
    ("figures", "place", "is_read"),
    [
        (52, 999, True),
        (53, 1000, False),  # 48 of them are in each copy's beginning: these are enough
        (51, 1000, True),
    ],
)
def test_many_figures_are_those_of_the_first_thousand_characters(
    figures: int, place: int, is_read: bool
) -> None:
    text = digits(figures).decode() + " " + " ".join(words(400))
    text = f"{text[:place]}7{text[place + 1 :]}"
    assert (b"7" in traits_of("a", text, None).figures) == is_read


def test_of_a_long_text_95_figures_are_kept() -> None:
    text = " ".join(words(200)) + digits(200).decode()
    traits = traits_of("a", text, None)
    assert len(traits.figures) == 95
    assert traits.required == 86  # each copy has these: nine tenths


@pytest.mark.parametrize(("figures", "has_whole"), [(11, True), (12, False)])
def test_a_text_with_few_figures_is_compared_as_a_whole(figures: int, has_whole: bool) -> None:
    traits = traits_of("a", f"{' '.join(words(30))} {digits(figures).decode()}.", None)
    assert (traits.required, bool(traits.whole)) == (figures, has_whole)
    assert (traits.spelled != "") == has_whole


@pytest.mark.parametrize(("letters", "is_short"), [(59, True), (60, False)])
def test_sixty_letters_are_no_few_words(letters: int, is_short: bool) -> None:
    text = " ".join(words(20))
    while sum(char != " " for char in text) > letters:
        text = text[:-1]
    traits = traits_of("a title", text, None)
    assert traits.is_short == is_short
    assert (traits.sketch != traits_of("another title", text, None).sketch) == is_short


@pytest.mark.parametrize(("place", "is_compared"), [(74, True), (75, False)])
def test_the_first_75_words_are_compared(place: int, is_compared: bool) -> None:
    """Of 450 characters, words of five letters and their spaces: 75."""
    assert (len(sketches(words(400), place)["sketch"]) > 1) == is_compared


@pytest.mark.parametrize(
    ("trait", "place", "is_compared"),
    [("sketch", 74, True), ("sketch", 75, False), ("whole", 749, True), ("whole", 750, False)],
)
def test_a_word_counts_as_four_letters(trait: str, place: int, is_compared: bool) -> None:
    """Words of two letters: three hundred letters are 75 of any words, three thousand 750."""
    text = [chr(0x430 + number % 32) + chr(0x430 + number // 32) for number in range(1000)]
    assert (len(sketches(text, place)[trait]) > 1) == is_compared


def sketches(text: list[str], place: int) -> dict[str, set[bytes]]:
    """Those of a text that has another word at a place each time: a sketch is of the least of many
    numbers, which one word may leave as they are."""
    each = [
        traits_of("a", " ".join([*text[:place], word, *text[place + 1 :]]), None)
        for word in words(60, 5000)
    ]
    return {"sketch": {one.sketch for one in each}, "whole": {one.whole for one in each}}


@pytest.mark.parametrize(("letters", "is_correction"), [(31, True), (32, False)])
def test_a_correction_says_so_in_the_first_forty_characters_of_its_title(
    letters: int, is_correction: bool
) -> None:
    title = "x" * (letters - 1) + " Korrektur"
    assert traits_of(title, "", None).is_correction == is_correction


def test_a_correction_says_so_at_the_start_of_its_text() -> None:
    assert traits_of("a", "<p>Corrected: the quay", None).is_correction
    assert not traits_of("a", "The quay of the harbour was corrected", None).is_correction


# Figures and signatures


def test_figures_are_the_digits_that_a_reader_sees() -> None:
    texts = {"a~1 ２３4": b"14", '<a href="/9">1</a>': b"1", "[1](/9) https://x.example/8": b"1"}
    assert {text: figures_of(text)[0] for text in texts} == texts


def test_one_figure_of_ten_may_stand_beyond_a_copys_end() -> None:
    assert figures_of_beginning("1" * 30, 20) == (b"1" * 20, 18)
    assert figures_of_beginning("1" * 30, 19) == (b"1" * 19, 18)
    assert figures_of_beginning("1" * 30, 30) == (b"1" * 30, 30)
    assert figures_of_beginning("1" * 30, 40) == (b"1" * 30, 30)


@pytest.mark.parametrize(
    ("text", "signature"),
    [
        ("The quay.\nAnna 12", "\nAnna 12"),
        ("<p>The quay.</p><p>Anna 12</p>", "<p>Anna 12</p>"),
        ("The quay.\n" + "x" * 60, "\n" + "x" * 60),
        ("The quay.\n" + "x" * 61, ""),
        ("The quay.\n<p>Anna 12</p>\n ", "<p>Anna 12</p>"),
        ("<p>One\n12", "\n12"),
        ("The quay.\nSee 12 https://a.example/1.", ""),
        ("Anna 12", ""),  # all there is
        ("<p>Anna 12</p>", ""),
        ("x\n12", "\n12"),
        ("The quay.\nAnna 12.", ""),
        ("The quay.\nAnna 12?", ""),
        ("The quay.\n12!", ""),
        ("码头。\n十二。", ""),
        ("码头。\n十二！", ""),
        ("码头。\n十二？", ""),
        ("<p>The quay</p><p>Anna 12.</p>", ""),
        ("<p>The quay</p><p>Anna 12.</p><br>", ""),
    ],
)
def test_a_signature_is_a_short_last_line(text: str, signature: str) -> None:
    assert signature_of(text) == signature
    figures, required = figures_of(text)
    assert len(figures) - required == sum(map(signature.count, "0123456789"))
