"""The few words a feed adds to a post, in the language of the post or site."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    first_published: str  # stands before the outlet's name
    original: str  # stands for an outlet whose name is not known
    corrections: str  # the title of the feed of corrections
    withdrawn: str  # stands before the title of a post that was withdrawn


_WORDS = {
    "en": Words("First published by", "the original publisher", "Corrections", "Withdrawn: "),
    "zh": Words("原载", "原文", "更正与撤回", "撤回："),
    "zh-hant": Words("原載", "原文", "更正與撤回", "撤回："),
    "de": Words(
        "Zuerst erschienen bei", "dem ursprünglichen Verlag", "Berichtigungen", "Zurückgezogen: "
    ),
    "fr": Words("Publié à l’origine par", "l’éditeur d’origine", "Corrections", "Retiré : "),
    "es": Words("Publicado originalmente por", "el medio original", "Correcciones", "Retirado: "),
    "ja": Words("初出：", "元記事", "訂正と取り消し", "取り消し："),
}


def words_for(language: str) -> Words:
    """The words of the closest language there is, English where there is none."""
    tag = language.lower()
    if tag in ("zh-tw", "zh-hk", "zh-mo"):
        tag = "zh-hant"
    return _WORDS.get(tag) or _WORDS.get(tag.split("-")[0]) or _WORDS["en"]
