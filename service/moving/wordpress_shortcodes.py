"""The shortcodes of WordPress itself, as HTML (developer.wordpress.org, "Shortcode API").

Those of plugins stay as they are: only the plugin knows what they mean.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping

_NAMES = "caption|wp_caption|gallery|audio|video|playlist"
_SHORTCODE = re.compile(
    rf"\[\[(?P<escaped>/?(?:{_NAMES}|embed)\b[^\[\]]{{0,1000}})\]\]"
    r"|\[embed\b[^\[\]]{0,1000}\]\s{0,9}(?P<embedded>https?://[^\s\[\]<>\"]{1,2000})\s{0,9}\[/embed\]"
    rf"|\[(?P<end>/?)(?P<name>{_NAMES})\b(?P<arguments>[^\[\]]{{0,1000}})\]"
)
_ARGUMENT = re.compile(r"""(\w{1,40})\s{0,9}=\s{0,9}("[^"]*"|'[^']*'|[^\s"']+)""")
# In the order in which WordPress takes them.
_SOURCES = ("src", "mp3", "m4a", "ogg", "wav", "flac", "mp4", "m4v", "webm", "ogv", "wmv", "flv")


def with_html(content: str, attachments: Mapping[str, str]) -> str:
    """The text with these shortcodes as HTML. `attachments` has addresses by number, for
    galleries: a picture that the export lacks is left out."""
    return _SHORTCODE.sub(lambda match: _html(match, attachments), content)


def _html(match: re.Match[str], attachments: Mapping[str, str]) -> str:
    if match["escaped"]:
        return f"[{match['escaped']}]"
    if address := match["embedded"]:
        return f'<a href="{html.escape(address)}">{html.escape(address)}</a>'
    name, is_end = match["name"], bool(match["end"])
    if name.endswith("caption"):
        return "</figure>" if is_end else "<figure>" + _caption(_arguments(match["arguments"]))
    if is_end or name == "playlist":
        return ""
    arguments = _arguments(match["arguments"])
    if name == "gallery":
        numbers = re.findall(
            "[0-9]{1,18}", arguments.get("ids", "") or arguments.get("include", "")
        )
        return "\n".join(_image(attachments[one]) for one in numbers if one in attachments)
    source = next((arguments[key] for key in _SOURCES if arguments.get(key)), "")
    return f'<{name} controls src="{html.escape(source)}"></{name}>' if source else ""


def _arguments(spelled: str) -> dict[str, str]:
    return {
        name.lower(): html.unescape(value.strip("\"'"))
        for name, value in _ARGUMENT.findall(spelled)
    }


def _caption(arguments: Mapping[str, str]) -> str:
    """Older versions kept the words in an argument; others behind the picture."""
    words = arguments.get("caption", "")
    return f"<figcaption>{html.escape(words)}</figcaption>" if words else ""


def _image(address: str) -> str:
    return f'<img src="{html.escape(address)}" alt="">'
