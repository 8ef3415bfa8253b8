"""Names of languages, in English and in themselves, and their tags (BCP 47).

Themes have settings such as `lang: english`, and a language of a Hugo site may have such a key.
"""

from __future__ import annotations

import re

# RFC 5646 section 2.2.1: longer first parts than three letters are reserved, and none is in use.
_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")

_NAMES = {
    "en": "english",
    "de": "german deutsch",
    "fr": "french français francais",
    "es": "spanish español espanol castellano",
    "it": "italian italiano",
    "pt": "portuguese português portugues",
    "pt-BR": "brazilian",
    "nl": "dutch nederlands",
    "sv": "swedish svenska",
    "da": "danish dansk",
    "nb": "bokmål bokmal",
    "no": "norwegian norsk",
    "fi": "finnish suomi",
    "is": "icelandic íslenska",
    "pl": "polish polski",
    "cs": "czech čeština cestina",
    "sk": "slovak slovenčina",
    "sl": "slovenian slovenščina",
    "hr": "croatian hrvatski",
    "sr": "serbian srpski српски",
    "bg": "bulgarian български",
    "ru": "russian русский",
    "uk": "ukrainian українська",
    "be": "belarusian беларуская",
    "el": "greek ελληνικά",
    "hu": "hungarian magyar",
    "ro": "romanian română romana",
    "tr": "turkish türkçe turkce",
    "ar": "arabic العربية",
    "he": "hebrew עברית",
    "fa": "persian farsi فارسی",
    "hi": "hindi हिन्दी",
    "bn": "bengali bangla বাংলা",
    "ta": "tamil தமிழ்",
    "th": "thai ไทย",
    "vi": "vietnamese",
    "id": "indonesian",
    "ms": "malay",
    "ja": "japanese 日本語",
    "ko": "korean 한국어",
    "zh": "chinese 中文 汉语 漢語",
    "zh-Hans": "简体中文",
    "zh-Hant": "繁體中文 繁体中文",
    "ca": "catalan català",
    "eu": "basque euskara",
    "gl": "galician galego",
    "et": "estonian eesti",
    "lv": "latvian latviešu",
    "lt": "lithuanian lietuvių",
    "ga": "irish gaeilge",
    "cy": "welsh cymraeg",
    "la": "latin",
    "eo": "esperanto",
}
_WITH_SPACES = {
    "simplified chinese": "zh-Hans",
    "traditional chinese": "zh-Hant",
    "american english": "en-US",
    "british english": "en-GB",
    "brazilian portuguese": "pt-BR",
    "tiếng việt": "vi",
    "bahasa indonesia": "id",
    "bahasa melayu": "ms",
}
_TAGS = {**{name: tag for tag, names in _NAMES.items() for name in names.split()}, **_WITH_SPACES}


def language_tag(spelled: str | None) -> str | None:
    """The BCP 47 tag of a language: `zh-CN` of `zh_CN` or `zh_CN.UTF-8`, `en` of `English`. None
    for anything that is neither a tag nor a known name."""
    written = (spelled or "").strip()
    if tag := _TAGS.get(" ".join(written.lower().split())):
        return tag
    tag = written.replace("_", "-").split(".")[0].split("@")[0]
    return tag if _TAG.fullmatch(tag) else None
