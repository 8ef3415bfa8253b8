"""The Markdown that a site's settings ask for, as a `Dialect`."""

from __future__ import annotations

from feeds.archive.values import FrontMatter, flag, mapping, text, texts
from feeds.html.dialect import COMMONMARK, GOLDMARK, KRAMDOWN, PULLDOWN_CMARK, Dialect
from feeds.html.typography import Signs, signs_from

_GOLDMARK_EXTENSIONS = {
    "table": "table",
    "strikethrough": "strikethrough",
    "footnote": "footnotes",
    "definitionlist": "description_lists",
    "linkify": "autolink",
    "tasklist": "tasklist",
}
_GOLDMARK_EXTRAS = {
    "insert": "insert",
    "mark": "highlight",
    "subscript": "subscript",
    "superscript": "superscript",
}
_COMMONMARK_NAMES = ("commonmark", "commonmarkghpages", "gfm", "redcarpet")
_KRAMDOWN_QUOTES = "‘’“”"  # in the order of `smart_quotes`
_KRAMDOWN_SYMBOLS = {"hellip": "…", "ndash": "–", "mdash": "—"}
_TYPOGRAPHER = {
    "ellipsis": ("…", "..."),
    "endash": ("–", "--"),
    "emdash": ("—", "---"),
    "leftsinglequote": ("‘", "'"),
    "leftdoublequote": ("“", '"'),
    "rightdoublequote": ("”", '"'),
}
"""goldmark's names of signs, each with comrak's sign and what is typed for it."""


def jekyll_dialect(config: FrontMatter) -> Dialect:
    """kramdown with its options, or CommonMark with its own where `markdown` names a parser of
    it."""
    parser = (text(config, "markdown") or "").lower()
    if parser in _COMMONMARK_NAMES:
        settings = mapping(config, "redcarpet" if parser == "redcarpet" else "commonmark")
        dialect = _commonmark(settings, parser == "commonmarkghpages")
    else:
        dialect = _kramdown(mapping(config, "kramdown"))
    plugins = {*texts(config, "plugins"), *texts(config, "gems")}
    if "jemoji" in plugins:
        dialect = dialect.with_extensions("shortcodes")
    return dialect._replace(separator=text(config, "excerpt_separator"))


def _commonmark(settings: FrontMatter, with_addresses: bool) -> Dialect:
    """As jekyll-commonmark and Redcarpet name what they add; the parser of GitHub Pages makes
    links of bare addresses by itself."""
    names = {name.lower() for key in ("options", "extensions") for name in texts(settings, key)}
    dialect = COMMONMARK._replace(
        is_smart="smart" in names, hard_breaks=bool({"hardbreaks", "hard_wrap"} & names)
    )
    return dialect.with_extensions("autolink") if with_addresses or "autolink" in names else dialect


def _kramdown(options: FrontMatter) -> Dialect:
    dialect = KRAMDOWN
    if (text(options, "input") or "GFM").lower() == "kramdown":
        dialect = dialect.without_extensions("strikethrough", "tasklist")
    quotes = ",".join(texts(options, "smart_quotes"))
    names = [name.strip() for name in quotes.split(",")]
    symbols = mapping(options, "typographic_symbols")
    wanted: dict[str, str | None] = {
        sign: text(symbols, key) for key, sign in _KRAMDOWN_SYMBOLS.items()
    }
    if len(names) == len(_KRAMDOWN_QUOTES):
        entities = (f"&{name};" for name in names)
        wanted |= dict(zip(_KRAMDOWN_QUOTES, entities, strict=True))
    return dialect._replace(
        signs=signs_from(wanted),
        hard_breaks=bool(flag(options, "hard_wrap")),
        reads_html_blocks=bool(flag(options, "parse_block_html")),
    )


def hugo_dialect(config: FrontMatter) -> Dialect:
    """goldmark with the site's `markup` settings (gohugo.io, "Configure markup")."""
    goldmark = mapping(mapping(config, "markup"), "goldmark")
    extensions, parser = mapping(goldmark, "extensions"), mapping(goldmark, "parser")
    renderer = mapping(goldmark, "renderer")
    attribute, extras = mapping(parser, "attribute"), mapping(extensions, "extras")
    off = (name for key, name in _GOLDMARK_EXTENSIONS.items() if _is_off(extensions, key))
    on = (name for key, name in _GOLDMARK_EXTRAS.items() if flag(mapping(extras, key), "enable"))
    dialect = GOLDMARK.without_extensions(*off).with_extensions(*on)
    if flag(config, "enableemoji"):
        dialect = dialect.with_extensions("shortcodes")
    return dialect._replace(
        is_smart=not _is_off(extensions, "typographer"),
        signs=_signs(mapping(extensions, "typographer")),
        hard_breaks=bool(flag(renderer, "hardwraps")),
        omits_html=not flag(renderer, "unsafe"),
        link_scheme=text(extensions, "linkifyprotocol") or GOLDMARK.link_scheme,
        passes=_passed(mapping(extensions, "passthrough")),
        has_heading_attributes=flag(attribute, "title") is not False,
        has_block_attributes=bool(flag(attribute, "block")),
        strikes_single_tildes="subscript" not in dialect.extensions,
    )


def _signs(typographer: FrontMatter) -> Signs:
    """The signs of the typographer extension; an empty one leaves what is typed. A right single
    quote is an apostrophe to comrak as well: it is another one where both are."""
    wanted: dict[str, str | None] = {
        sign: text(typographer, key) or typed
        for key, (sign, typed) in _TYPOGRAPHER.items()
        if key in typographer
    }
    right = text(typographer, "rightsinglequote")
    if right and right == text(typographer, "apostrophe"):
        wanted["’"] = right
    return signs_from(wanted)


def _passed(settings: FrontMatter) -> tuple[tuple[str, str, bool], ...]:
    """The delimiters of the passthrough extension: each an opening, a closing, and whether it is
    one of blocks."""
    if not flag(settings, "enable"):
        return ()
    delimiters = mapping(settings, "delimiters")
    pairs = (
        (pair, key == "block") for key in ("block", "inline") for pair in _pairs(delimiters, key)
    )
    return tuple((opening, closing, is_block) for (opening, closing), is_block in pairs)


def _pairs(delimiters: FrontMatter, key: str) -> list[tuple[str, str]]:
    value = delimiters.get(key)
    pairs = value if isinstance(value, list) else []
    return [
        (opening, closing)
        for pair in pairs
        if isinstance(pair, list) and len(pair) == 2
        for opening, closing in [pair]
        if isinstance(opening, str) and isinstance(closing, str) and opening and closing
    ]


def _is_off(settings: FrontMatter, key: str) -> bool:
    """`key = false`, `key.enable = false` or `key.disable = true`."""
    own = mapping(settings, key)
    switches = (flag(settings, key), flag(own, "enable"))
    return False in switches or bool(flag(own, "disable"))


def zola_dialect(config: FrontMatter) -> Dialect:
    """pulldown-cmark with the site's `markdown` settings (getzola.org, "Configuration")."""
    markdown = mapping(config, "markdown")
    names = {"render_emoji": "shortcodes", "definition_list": "description_lists"}
    on = (name for key, name in names.items() if flag(markdown, key))
    dialect = PULLDOWN_CMARK.with_extensions(*on)
    return dialect._replace(is_smart=bool(flag(markdown, "smart_punctuation")))
