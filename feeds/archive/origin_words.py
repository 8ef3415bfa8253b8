"""Words that begin a last line about a text's origin, by language: they are data.

Each mapping is from a word's first character to a pattern for the rest of it.
`feeds.archive.attribution_rules` says what may follow such a word, and what that tells.
"""

from __future__ import annotations

NOBODY = (
    r"(?!(?:[0-9]{4}[-年/.]|综合(?:网络|报道|整理|媒体|消息|自|\W|\Z)|整理自|见水印|公开(?:资料|信息|报道)"
    r"|我的|我们|我們|作者|本人|笔者|筆者|本报讯|本報訊|互联网|互聯網|网络|網絡|網路|网友|網友|本站|原创|原創|未知|佚名|インターネット|ネット|自作|不明"
    r"|(?:my|our|this|their|his|her|mein\w{0,2}|unser\w{0,2}|dies\w{0,2}|mon|notre|ce|cette|mi|nuestro"
    r"|este|esta|meu|nosso|mio|questo)\b"
    r"|(?:hier|ici|aquí|aqui|qui|here)\b))"
)
"""Words that say where a text came from without naming anybody."""

_PUBLISHED = "(?:published|posted|appeared|printed|ran|written) (?:at|on|in|by|for)"
_THING = "(?:article|post|story|piece|essay|interview|column|review|report|speech|talk|text)"
_REPRINTED = (
    "(?:published|posted|printed)(?:(?: (?:with|by) permission)? from| (?:with|by) permission of)"
)
_IN_GERMAN = "(?:erschienen|veröffentlicht|publiziert) (?:in|bei|auf|im)(?: (?:der|dem|den))?"
_IN_FRENCH = "(?:publié|paru|diffusé)e? (?:sur|dans|par|chez)"
PUBLISHED_BY = {
    "O": f"r(?:iginally {_PUBLISHED}|iginalmente publicado e[nm])",
    "F": f"irst {_PUBLISHED}",
    "T": f"h(?:is|e) {_THING} (?:(?:was |is |has been )?re{_REPRINTED}"
    f"|(?:was )?(?:originally|first) {_PUBLISHED})",
    "A": f"(?:n earlier)? version of this {_THING} (?:was )?(?:(?:originally|first) )?{_PUBLISHED}",
    "C": "(?:ross-?posted from"
    f"|et (?:article|texte|billet) (?:a été|est) (?:initialement|d'abord|d’abord) {_IN_FRENCH})",
    "R": f"e{_REPRINTED}",
    "S": "yndicated from",
    "Z": f"uerst {_IN_GERMAN}",
    "U": f"rsprünglich {_IN_GERMAN}",
    "D": f"ieser (?:Artikel|Beitrag|Text) (?:ist|wurde) (?:zuerst|ursprünglich) {_IN_GERMAN}",
    "P": "ubli(?:é(?: initialement| d'abord| d’abord) (?:sur|dans|par)|cado originalmente e[nm]"
    "|cato originariamente (?:su|in))",
    "I": f"nitialement {_IN_FRENCH}",
    "E": "ste (?:artículo|texto|artigo) (?:fue|foi) publicado originalmente e[nm]",
}
"""The outlet follows: `Originally published at`."""

LINKED = {
    "S": "ource",
    "V": "ia",
    "O": "riginally (?:published|posted|appeared)",
    "R": "ead the original(?: (?:article|post|story))? (?:at|on|in)",
    "Q": "uelle",
    "F": "(?:uente|onte|irst published)",
    "出": "典",
    "引": "用元",
    "출": "처",
    "И": "сточник",
}
"""The outlet with a link follows, mostly behind a colon. Without a link these words name what a
text refers to as often as where it is from; `via` without a colon, who told its writer of it."""

_FROM = (
    "(?:转载自|轉載自|转自|轉自|摘自|原载于?|原載於?|原刊[于於]?|首发于?|首發於?"
    "|来自|來自|来源于?|來源於?|原?[发發]表[于於在]|原?刊[登载載发發][于於在])"
)
NAMED = {
    "本": f"文(?:最初|最早)?{_FROM}",
    "转": "(?:载自|自|载来源)",
    "轉": "(?:載自|自|載來源)",
    "文": "章(?:来源于?|來源於?|来自|來自|转载自|轉載自|转自|轉自)",
    "来": "源",
    "來": "源",
    "稿": "(?:件[来來])?源",
    "摘": "自",
    "出": "[处處]",
    "首": "(?:发于|發於)",
    "原": "(?:[载載刊][于於]?|文[来來]源|文?[发發]表[于於])",
    "新": "(?:闻来源|聞來源)",
    "内": "容来源",
    "內": "容來源",
    "転": "載元",
    "初": "出",
}
"""A colon and the outlet follow, or its name in the brackets of titles: `来源：`, `原载于《`."""

FROM = {
    "本": NAMED["本"],
    "转": "(?:载自|自)",
    "轉": "(?:載自|自)",
    "首": NAMED["首"],
    "原": "(?:[载載刊][于於])",
}
"""The name of a medium follows, without any sign: `本文首发于…网`."""

ORIGINAL = {
    "原": "文(?:链接|鏈接|連結|地址|网址|網址|出处|出處|来自|來自|见|見)?",
    "元": "記事",
    "원": "문(?: ?링크)?",
    "O": "riginal(?:(?: (?:article|post|story|source|link))|artikel|beitrag)?",
    "A": "(?:rticle original|rtículo original|rtigo original)",
    "О": "ригинал(?: статьи)?",
    r"\[": r"(?:原文(?:链接|鏈接|連結|地址)?|(?:阅读|閱讀|查看)原文|元記事"
    r"|(?:Read the )?[Oo]riginal(?: (?:article|post|story))?)(?=\]\(https?:)",
}
"""The address of the original follows."""

WRITTEN = {
    "作": "者",
    "文": "",
    "A": "uthors?",
    "撰": "[文稿]",
    "记": "者",
    "記": "者",
    "著": "者",
    "執": "筆者?",
}
"""A colon and the names of the authors follow."""
