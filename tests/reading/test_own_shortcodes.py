"""A Hugo site's own shortcodes become what their templates make, or nothing at all.

What 13 of the 16 first calls become was asked of Hugo 0.168, with the same templates.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from feeds.archive import open_archive
from feeds.archive.hugo.go_template import filled
from feeds.archive.hugo.own_shortcodes import PageValues
from feeds.archive.hugo.shortcodes import Rendering, without_shortcodes
from feeds.archive.hugo.template_functions import UnreadableTemplateError
from feeds.html import safe_html
from feeds.html.sealed import sealed, unsealed
from tests.conftest import text_of, write

TEMPLATES = {
    "note": '<div class="note">{{ .Inner | markdownify }}</div>',
    "raw": "**{{ .Inner }}**",
    "card": (
        '{{- $url := .Get "url" -}}\n{{- with .Get "title" -}}\n'
        '  <a href="{{ $url }}">{{ . }}</a>\n'
        "{{- else -}}\n  <b>{{ $url }}</b>\n{{- end -}}\n"
    ),
    "choice": (
        '{{ if eq (.Get 0) "a" }}A{{ else if .Get 1 }}{{ .Get 1 | upper }}{{ else }}-{{ end }}'
    ),
    "dated": '{{ $x := .Get 0 | default "none" }}{{ printf "%s: %v" $x (len $x) }}',
    "page": "{{ .Page.Title }}/{{ .Page.Params.Mood }}/{{ site.Params.motto }}",
    "set": '{{ if isset .Params "a" }}{{ .Params.a }}{{ end }}{{/* for later */}}',
    "host": "{{ (urls.Parse (.Get 0)).Host }}",
    "outer": "{{ with .Get 0 }}{{ . }} {{ $.Page.Title }} {{ $.Page.Params.Mood }}{{ end }}",
    "later": "{{ $x := 1 }}{{ if true }}{{ $x = 2 }}{{ end }}{{ $x }}",
    "loop": "{{ range .Params }}{{ . }}{{ end }}",
    "figure": '<p>{{ .Get "src" }}</p>',
}


def render(body: str) -> str:
    page = PageValues("T", lambda: {"mood": "calm"}, {"params": {"motto": "m"}})
    return without_shortcodes(body, Rendering(own=TEMPLATES, page=page))


@pytest.mark.parametrize(
    ("body", "rendered"),
    [
        ("{{< note >}}a *b* c{{< /note >}}", '<div class="note">a <em>b</em> c</div>'),
        ("{{% raw %}}a{{% /raw %}}", "**a**"),
        ('{{< card url="/a?b&c" title="T <i>" >}}', '<a href="/a?b&amp;c">T &lt;i&gt;</a>'),
        ('{{< card url="/a" >}}', "<b>/a</b>"),
        ("{{< choice a >}}{{< choice b c >}}{{< choice b >}}", "AC-"),
        ("{{< dated >}} {{< dated abc >}}", "none: 4 abc: 3"),
        ("{{< page >}}", "T/calm/m"),
        ('{{< set a="1" >}}{{< set b="1" >}}', "1"),
        ('{{< host "https://x.example/a" >}}', "x.example"),
        ("{{< outer a >}}", "a T calm"),
        ("{{< later >}}", "2"),
        ("a{{< loop 1 2 >}}b", "ab"),
        ('{{< figure src="/own.png" >}}', "<p>/own.png</p>"),
        (
            "{{< note >}}{{< card url=x >}}{{< /note >}}",
            '<div class="note"><b>x</b></div>',
        ),
        ("{{< param mood >}} {{< param motto >}}{{< param none >}}", "calm m"),
        ("a{{< comment >}}hidden{{< /comment >}}b", "ab"),
        ("{{%/* note */%}}", "{{% note %}}"),
    ],
)
def test_a_plain_template_is_filled_and_another_is_dropped(body: str, rendered: str) -> None:
    assert render(body) == rendered


def test_what_follows_a_block_in_the_next_line_is_still_markdown() -> None:
    body = render("{{< note >}}a{{< /note >}}\n**b**")
    assert "<strong>b</strong>" in safe_html(body, "a.md", "https://x.example/")


@pytest.mark.parametrize(
    ("body", "rendered"),
    [
        ("{{< note >}}a{{< /note >}}\nb", '<div class="note">a</div>\n\nb'),
        ("{{< note >}}a{{< /note >}}\n\nb", '<div class="note">a</div>\n\nb'),
        ("{{< note >}}a{{< /note >}}\n\r\nb", '<div class="note">a</div>\n\r\nb'),
        ("{{< note >}}a{{< /note >}}\n", '<div class="note">a</div>\n'),
        ("{{< note >}}a{{< /note >}} b", '<div class="note">a</div> b'),
        ("{{% note %}}a{{% /note %}}\nb", '<div class="note">a</div>\nb'),
        ("{{< dated abc >}}\nb", "abc: 3\nb"),
    ],
)
def test_only_a_block_of_html_stands_apart_from_the_next_line(body: str, rendered: str) -> None:
    assert render(body) == rendered


def test_every_sign_passes_through_markdown() -> None:
    signs = "".join(map(chr, range(1, 128)))
    markup = f"<div>{signs}</div>"
    assert unsealed(f"<p>{sealed(markup)}</p>") == markup  # a block is in no paragraph
    assert unsealed(f"<p>{sealed(signs)}</p>") == f"<p>{signs}</p>"


def test_the_templates_of_a_theme_count_where_the_site_has_none(tmp_path: Path) -> None:
    write(tmp_path, "hugo.toml", 'baseURL = "https://x.example/"\ntheme = "t"\n')
    write(tmp_path, "layouts/shortcodes/a.html", "own")
    write(tmp_path, "themes/t/layouts/shortcodes/a.html", "theme")
    write(tmp_path, "themes/t/layouts/_shortcodes/deep/b.html", "{{ .Page.Params.mood }}")
    body = "---\ntitle: t\ndate: 2022-01-01\nmood: calm\n---\n{{< a >}} {{< deep/b >}}"
    write(tmp_path, "content/a.md", body)
    archive = open_archive(tmp_path)
    post = archive.read("content/a.md").post
    assert post is not None
    assert text_of(archive, post) == "own calm"


@pytest.mark.parametrize(
    "template",
    [
        "{{ range .Params }}{{ end }}",
        '{{ partial "x" . }}',
        "{{ if .Get 0 }}",
        "{{ end }}",
        "{{ $none }}",
        '{{ .Page.Resources.GetMatch "a" }}',
        "{{ unknown 1 }}",
        "{{ (.Get 0 }}",
        '{{ printf "%s" }}',
        "{{ (index (index .Params 1) 2) }}",
        "{{ with 1 }}{{ .x }}{{ end }}",
        "{{",
    ],
)
def test_what_is_not_known_is_never_guessed(template: str) -> None:
    with pytest.raises(UnreadableTemplateError):
        filled(template, {"Get": lambda key: str(key), "Params": lambda: {}})


DOUBLING = "{{ $x := .Inner }}" + '{{ $x = printf "%s%s" $x $x }}' * 60 + "{{ $x }}"
REPLACING = '{{ replace (replace .Inner "a" "' + "a" * 9000 + '") "a" "' + "a" * 9000 + '" }}'


@pytest.mark.parametrize("template", [DOUBLING, REPLACING, "{{ .Inner }}" * 1600])
def test_a_template_that_grows_without_end_is_dropped(template: str) -> None:
    own = {"x": template}
    opening, closing = "{{< x >}}" * 40, "{{< /x >}}" * 40
    assert len(without_shortcodes(f"{opening}{'a' * 90}{closing}", Rendering(own=own))) < 2_000_000


PIECES = ["{{ ", " }}", "{{- ", " -}}", "if ", "with ", "else ", "end ", ".Get 0", "(", ")", "|",
          "$x", " := ", '"a"', ".Inner", "default ", "1", "a", "\n"]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
@example("{{ with default .Get 1 }}")
def test_any_template_is_filled_or_refused(template: str) -> None:
    try:
        output = filled(template, {"Get": lambda key: "x", "Inner": lambda: "y"})
    except UnreadableTemplateError:
        return
    assert isinstance(output, str)
