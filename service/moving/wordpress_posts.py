"""Items of a WordPress export → files of posts, as a Jekyll site has them in `_posts`.

The text stays HTML; paragraphs that the classic editor keeps as blank lines get their elements.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta, timezone
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from service.moving.wordpress_export import WordPressItem, WordPressSite
from service.moving.wordpress_shortcodes import with_html

_LONGEST_SLUG = 120  # bytes in UTF-8
_BLOCK = re.compile(
    r"</?(?:p|div|h[1-6]|ul|ol|li|table|blockquote|pre|figure|hr|section|!--)\b|<!--"
)
_UNWRITABLE = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


class PostFile(NamedTuple):
    """A post to be written. `name` is that of the file, safe on every system."""

    name: str
    text: str


class UnreadableItemError(Exception):
    """An item that no post can be made of; `str()` says why."""


def post_file(item: WordPressItem, site: WordPressSite) -> PostFile:
    """The post of an item.

    :raise UnreadableItemError: it has no date, or neither a title nor any text
    """
    values = item.values
    moment = _moment(values)
    if moment is None:
        raise UnreadableItemError(f"no date: {values.get('post_date', '')[:40]!r}")
    if not values.get("title") and not values.get("content", "").strip():
        raise UnreadableItemError("neither a title nor any text")
    front_matter = _front_matter(item, site, moment)
    lines = [f"{key}: {_yaml(value)}\n" for key, value in front_matter.items()]
    name = f"{moment:%Y-%m-%d}-{_slug(values)}.html"
    content = with_html(values.get("content", ""), site.attachments)
    return PostFile(name, f"---\n{''.join(lines)}---\n{paragraphs(content)}\n")


def _front_matter(item: WordPressItem, site: WordPressSite, moment: datetime) -> dict[str, object]:
    values, creator = item.values, item.values.get("creator", "")
    named = [term for term in item.terms if term.name]
    updated = _instant(values.get("post_modified_gmt", ""))
    content = values.get("content", "")
    front_matter: dict[str, object] = {
        "title": values.get("title"),
        "date": moment,
        "last_modified_at": updated if updated and updated > moment else None,
        "author": site.authors.get(creator, creator),
        "categories": [term.name for term in named if term.kind == "category"],
        "tags": [term.name for term in named if term.kind == "post_tag"],
        "nicenames": {term.name: unquote(term.nicename) for term in named if term.nicename},
        "permalink": _permalink(values.get("link", ""), site.url),
        "guid": values.get("guid"),
        "wordpress_id": values.get("post_id"),
        "image": site.attachments.get(item.thumbnail, ""),
        "enclosures": item.enclosures,
        "excerpt": values.get("excerpt", "").strip(),
        "render_with_liquid": False if "{{" in content or "{%" in content else None,
    }
    if (status := values.get("status", "publish")) != "publish":
        front_matter |= {"published": False, "status": status}
    if values.get("post_password"):
        front_matter["password"] = True  # that there is one; the secret stays in WordPress
    return {key: value for key, value in front_matter.items() if value not in ("", None, [], {})}


def _moment(values: dict[str, str]) -> datetime | None:
    """The time of publication, with the offset that the site had then. A draft has no time in GMT,
    but mostly one of the site's."""
    instant, local = (_instant(values.get(key, "")) for key in ("post_date_gmt", "post_date"))
    if instant is None:
        return local or _instant(values.get("post_modified_gmt", ""))
    offset = local - instant if local else timedelta()
    if abs(offset) > timedelta(hours=14) or offset % timedelta(minutes=1):
        return instant
    return instant.astimezone(timezone(offset))


def _instant(spelled: str) -> datetime | None:
    try:
        return datetime.strptime(spelled, "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC)
    except ValueError:  # WordPress writes 0000-00-00 00:00:00 for none
        return None


def _slug(values: dict[str, str]) -> str:
    """The post's name in addresses as part of a file's name: letters, digits, `_` and `-` alone."""
    spelled = unquote(values.get("post_name") or values.get("title", "")).lower()
    slug = re.sub(r"[^\w]+", "-", spelled[:500]).strip("-")
    slug = slug.encode("utf-8", "ignore")[:_LONGEST_SLUG].decode("utf-8", "ignore").strip("-")
    return slug or f"post-{re.sub('[^0-9]', '', values.get('post_id', ''))[:18] or '0'}"


def _permalink(link: str, url: str) -> str:
    """The path of the post's page below the site's address; "" for an address by number."""
    try:
        parts, base = urlsplit(link), urlsplit(url).path.rstrip("/")
    except ValueError:
        return ""
    if parts.query or parts.path == "/":
        return ""
    return parts.path.removeprefix(base).replace(":", "%3A")


def _yaml(value: object) -> str:
    """A value as YAML that is JSON, too, but for dates."""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M:%S %z}"
    spelled = json.dumps(value, ensure_ascii=False)
    return _UNWRITABLE.sub(lambda match: f"\\u{ord(match[0]):04x}", spelled)


def paragraphs(content: str) -> str:
    """HTML in which blank lines divide paragraphs → the same with `p`, and `br` for single breaks.
    What the block editor wrote has its elements already."""
    if "<!-- wp:" in content or re.search(r"<p\b", content):
        return content.strip()
    parts = re.split(r"\n[ \t]*\n", content.replace("\r\n", "\n").strip())
    return "\n\n".join(_paragraph(part.strip()) for part in parts if part.strip())


def _paragraph(part: str) -> str:
    return part if _BLOCK.match(part) else "<p>" + part.replace("\n", "<br>\n") + "</p>"
