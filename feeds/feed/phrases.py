"""The few phrases a feed adds to a post, in the language of the post or site."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from feeds.model import TERM_KINDS


@dataclass(frozen=True, slots=True)
class Phrases:
    first_published: str  # stands before the outlet's name
    original: str  # stands for an outlet whose name is not known
    corrections: str  # the title of the feed of corrections
    withdrawn: str  # stands before the title of a post that was withdrawn
    also_in: str  # stands before the outlets that carry the same story
    unique: str  # in the title of a feed that shows each story once
    entries: str  # how many there are, with the number's place
    kinds: Mapping[str, str]  # titles of lists of feeds, by kind


def _kinds(*names: str) -> Mapping[str, str]:
    return dict(zip(TERM_KINDS, names, strict=True))


_PHRASES = {
    "en": Phrases(
        "First published by",
        "the original publisher",
        "Corrections",
        "Withdrawn: ",
        "Also in:",
        "each story once",
        "{} entries",
        _kinds("Categories", "Tags", "Sources", "Authors", "Collections"),
    ),
    "zh": Phrases(
        "原载",
        "原文",
        "更正与撤回",
        "撤回：",
        "亦见：",
        "不重复",
        "{} 篇",
        _kinds("分类", "标签", "来源", "作者", "专辑"),
    ),
    "zh-hant": Phrases(
        "原載",
        "原文",
        "更正與撤回",
        "撤回：",
        "亦見：",
        "不重複",
        "{} 篇",
        _kinds("分類", "標籤", "來源", "作者", "專輯"),
    ),
    "de": Phrases(
        "Zuerst erschienen bei",
        "dem ursprünglichen Verlag",
        "Berichtigungen",
        "Zurückgezogen: ",
        "Auch bei:",
        "jede Meldung einmal",
        "{} Beiträge",
        _kinds("Kategorien", "Schlagwörter", "Quellen", "Autoren", "Sammlungen"),
    ),
    "fr": Phrases(
        "Publié à l’origine par",
        "l’éditeur d’origine",
        "Corrections",
        "Retiré : ",
        "Aussi dans :",
        "chaque information une fois",
        "{} articles",
        _kinds("Catégories", "Mots-clés", "Sources", "Auteurs", "Collections"),
    ),
    "es": Phrases(
        "Publicado originalmente por",
        "el medio original",
        "Correcciones",
        "Retirado: ",
        "También en:",
        "cada noticia una vez",
        "{} artículos",
        _kinds("Categorías", "Etiquetas", "Fuentes", "Autores", "Colecciones"),
    ),
    "ja": Phrases(
        "初出：",
        "元記事",
        "訂正と取り消し",
        "取り消し：",
        "ほかの掲載：",
        "重複なし",
        "{} 件",
        _kinds("カテゴリー", "タグ", "出典", "著者", "コレクション"),
    ),
}


def phrases_for(language: str) -> Phrases:
    """Those of the closest language there is, English where there is none."""
    tag = language.lower()
    if tag in ("zh-tw", "zh-hk", "zh-mo"):
        tag = "zh-hant"
    return _PHRASES.get(tag) or _PHRASES.get(tag.split("-")[0]) or _PHRASES["en"]
