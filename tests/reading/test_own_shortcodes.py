"""A Hugo site's own shortcodes become what their templates make, or nothing at all.

What 13 of the 16 first calls become was asked of Hugo 0.168, with the same templates.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from feeds.archive import open_archive
from feeds.archive.hugo.go_template import TemplateWork, filled
from feeds.archive.hugo.own_shortcodes import (
    PageValues,
    ShortcodeCall,
    own_shortcodes,
    shortcode_output,
)
from feeds.archive.hugo.partials import partials_of
from feeds.archive.hugo.references import Reference
from feeds.archive.hugo.shortcodes import Rendering, without_shortcodes
from feeds.archive.hugo.template_functions import UnreadableTemplateError
from feeds.archive.values import FrontMatter
from feeds.html import safe_html
from feeds.html.dialect import GOLDMARK
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
    "is-named": "{{ .IsNamedParams }}",
    "kept": (
        '{{ .Scratch.Set "a" (.Get 0) }}{{ with .Get 1 }}{{ $.Store.Set "b" . }}{{ end }}'
        '{{ .Scratch.Get "a" }}{{ .Store.Get "b" }}'
    ),
    "explained": (
        '{{/* use: {{< explained "a" >}} */}}{{- /* {{ .Inner }} */ -}} <i>{{ .Get 0 }}</i>'
    ),
    "quote": '{{ $by := .Get "by" }}{{ partial "quote.html" (dict "Words" .Inner "by" $by) }}',
    "partial quote.html": (
        "<q>{{ .Words }}</q>{{ with .by }} {{ . }}, {{ $.Words }}{{ end }}{{ .none }}"
    ),
    "whole": '{{ partial "whole" . }}',
    "partial whole": "<b>{{ .Get 0 }}</b>{{ site.Params.motto }}",
    "endless": '{{ partial "endless" . }}',
    "partial endless": '{{ partial "endless" . }}',
    "parent": '{{ .Parent.Get "a" }}',
    "list": (
        '<ul>{{ range $i, $each := split (.Get 0) "," }}<li>{{ $i }} {{ $each }}</li>{{ end }}</ul>'
    ),
    "pairs": (
        '{{ range $key, $value := dict "b" "two" "a" 1 }}{{ $key }}={{ $value }} {{ end }}'
        "{{ range slice }}x{{ else }}none{{ end }}"
    ),
    "leads": (
        "{{ .Page.RelPermalink }} {{ .Page.Permalink }} {{ ref . (.Get 0) }} "
        "{{ relref .Page (.Get 0) }}"
    ),
    "joined": "{{ .Get 0 | absURL }} {{ relURL (.Get 0) }}",
    "sums": (
        '{{ add 1 2 }} {{ mul 2 3 }} {{ .Get 0 | urlize }} {{ delimit (split (.Get 0) " ") "-" }} '
        "{{ gt 2 1 }}"
    ),
    "rust": '<p>{{ .Get 0 }}</p>{{ highlight (trim .Inner "\\n") "rust" "linenos=1" }}',
    "edited": '{{ $c := findRE "a" .Inner }}{{ transform.Highlight (index $c 0) "rust" }}',
    "styled": '{{ findRE "a" "b" }}<p class="highlight ">{{ .Inner }}</p>',
    "block": '{{ .Page.RenderString (dict "display" "block") .Inner }}',
    "either": "{{ .Page.Param (.Get 0) }}",
    "figure": '<p>{{ .Get "src" }}</p>',
}


def shown(site: Path) -> str:
    """The text of the only post of a site."""
    archive = open_archive(site)
    post = archive.read("content/a.md").post
    assert post is not None
    return unsealed(text_of(archive, post))


def render(body: str) -> str:
    site: FrontMatter = {"params": {"motto": "m"}, "baseurl": "https://x.example/blog"}
    page = PageValues(
        "T",
        lambda: {"mood": "calm"},
        site,
        "https://x.example/blog/p/",
        lambda target: f"/{target.removesuffix('.md')}/",
    )
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
        (
            "{{< rust b >}}\nlet a: Vec<u8> = *b;\n\n    c\n{{< /rust >}}",
            '<p>b</p><pre><code class="language-rust">let a: Vec&lt;u8&gt; = *b;\n\n    c'
            "</code></pre>",
        ),
        ("{{< edited >}}\na<b> *c*\n{{< /edited >}}", "\n```\na<b> *c*\n```\n"),
        ("{{< styled >}}*c*{{< /styled >}}", "*c*"),
        ("{{< is-named >}} {{< is-named a >}} {{< is-named a=1 >}}", "false false true"),
        ("{{< kept x y >}} {{< kept z >}}", "xy z"),
        ('{{< set a="1" >}}{{< set b="1" >}}', "1"),
        ('{{< host "https://x.example/a" >}}', "x.example"),
        ("{{< outer a >}}", "a T calm"),
        ("{{< later >}}", "2"),
        ("a{{< loop 1 2 >}}b", "a12b"),
        ("a{{< parent >}}b", "ab"),
        ("{{< explained a >}}", "<i>a</i>"),
        ("{{< quote >}}a{{< /quote >}}{{< quote by=C >}}a{{< /quote >}}", "<q>a</q><q>a</q> C, a"),
        ("{{< whole a >}}{{< endless >}}", "<b>a</b>m"),
        ('{{< list "a,b" >}}', "<ul><li>0 a</li><li>1 b</li></ul>"),
        ("{{< pairs >}}", "a=1 b=two none"),
        ('{{< leads "q.md" >}}', "/blog/p/ https://x.example/blog/p/ /q/ /q/"),
        ("{{< joined img/a.png >}}", "https://x.example/blog/img/a.png /blog/img/a.png"),
        ("{{< joined /a.png >}}", "https://x.example/a.png /a.png"),
        ("{{< joined https://y.example/a >}}", "https://y.example/a https://y.example/a"),
        ('{{< sums "A B" >}}', "3 6 a-b A-B true"),
        ("{{< block >}}a *b*{{< /block >}}", "a <em>b</em>"),
        ("{{< either mood >}}{{< either motto >}}", "calmm"),
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


@pytest.mark.parametrize(
    "body",
    [
        "{{< note >}}a{{< /note >}}\n**b**",
        "{{< note >}}a{{< /note >}}**b**",
        "x\n\n  {{< note >}}a{{< /note >}} **b**",
        "x\n\ny {{< note >}}a{{< /note >}} **b**",
        '{{< figure src="/a.png" >}} [**b**](/x)',
    ],
)
def test_what_follows_a_block_is_still_markdown(body: str) -> None:
    body = render(body)
    assert "<strong>b</strong>" in safe_html(body, "a.md", "https://x.example/")


@pytest.mark.parametrize(
    ("body", "rendered"),
    [
        ("{{< note >}}a{{< /note >}}\nb", '<div class="note">a</div>\n\nb'),
        ("{{< note >}}a{{< /note >}}\n\nb", '<div class="note">a</div>\n\nb'),
        ("{{< note >}}a{{< /note >}}\n\r\nb", '<div class="note">a</div>\n\r\nb'),
        ("{{< note >}}a{{< /note >}}\n", '<div class="note">a</div>\n'),
        ("{{< note >}}a{{< /note >}} b", '<div class="note">a</div>\n\n b'),
        ("{{% note %}}a{{% /note %}}\nb", '<div class="note">a</div>\nb'),
        ("{{< dated abc >}}\nb", "abc: 3\nb"),
    ],
)
def test_only_a_block_of_html_stands_apart_from_the_next_line(body: str, rendered: str) -> None:
    assert render(body) == rendered


def test_words_behind_a_picture_are_a_paragraph_where_html_is_left_out() -> None:
    body = without_shortcodes('{{< figure src="/a.png" >}} **b** c', Rendering(seal=sealed))
    markup = safe_html(body, "a.md", "https://x.example/", GOLDMARK._replace(omits_html=True))
    assert "<p><strong>b</strong> c</p>" in markup


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
    assert shown(tmp_path) == "own calm"


def test_a_template_may_be_written_in_markdown(tmp_path: Path) -> None:
    write(tmp_path, "hugo.toml", 'baseURL = "https://x.example/"\n')
    write(tmp_path, "layouts/shortcodes/a.md", "**{{ .Get 0 }}**")
    write(tmp_path, "layouts/shortcodes/b.md", "other")
    write(tmp_path, "layouts/shortcodes/b.html", "html")
    body = '---\ntitle: t\ndate: 2022-01-01\n---\n{{% a "x" %}} {{% b %}}'
    write(tmp_path, "content/a.md", body)
    assert shown(tmp_path) == "**x** html"


def test_themes_may_lie_in_another_folder(tmp_path: Path) -> None:
    settings = 'baseURL = "https://x.example/"\ntheme = "t"\nthemesDir = "/looks"\n'
    write(tmp_path, "hugo.toml", settings)
    write(tmp_path, "looks/t/layouts/shortcodes/a.html", "of the theme")
    write(tmp_path, "content/a.md", "---\ntitle: t\ndate: 2022-01-01\n---\n{{< a >}}")
    assert shown(tmp_path) == "of the theme"


def test_a_partial_may_stand_in_the_site_or_its_theme(tmp_path: Path) -> None:
    write(tmp_path, "hugo.toml", 'baseURL = "https://x.example/"\ntheme = "t"\n')
    write(tmp_path, "layouts/_shortcodes/a.html", '{{ partial "in/b.html" (dict "x" (.Get 0)) }}')
    write(tmp_path, "themes/t/layouts/partials/in/b.html", '{{ .x }} {{ partial "c" . }}')
    write(tmp_path, "themes/t/layouts/partials/c.html", "theme")
    write(tmp_path, "layouts/partials/c.html", "own {{ .x }}")
    write(tmp_path, "content/a.md", "---\ntitle: a\ndate: 2024-01-02\n---\n{{< a one >}}\n")
    assert shown(tmp_path) == "one own one"


@pytest.mark.parametrize("unsafe", ["true", "false"])
def test_what_a_shortcode_makes_stands_in_code_as_html(tmp_path: Path, unsafe: str) -> None:
    renderer = f"[markup.goldmark.renderer]\nunsafe = {unsafe}\n"
    write(tmp_path, "hugo.toml", f'baseURL = "https://x.example/"\n{renderer}')
    write(tmp_path, "layouts/_shortcodes/key.html", "<kbd>{{ .Get 0 }}</kbd>")
    body = "`{{< key a >}}` {{< key *b* >}}\n\n```\n{{< key c >}}\n```\n"
    write(tmp_path, "content/a.md", f"---\ntitle: a\ndate: 2024-01-02\n---\n{body}")
    archive = open_archive(tmp_path)
    post = archive.read("content/a.md").post
    assert post is not None
    text = text_of(archive, post)
    assert safe_html(text, post.path, "https://x.example/", archive.kind.dialect) == (
        "<p><code><kbd>a</kbd></code> <kbd>*b*</kbd></p>\n<pre><code><kbd>c</kbd>\n</code></pre>"
    )


def test_a_partial_that_calls_itself_is_dropped(tmp_path: Path) -> None:
    write(tmp_path, "hugo.toml", 'baseURL = "https://x.example/"\n')
    write(tmp_path, "layouts/_shortcodes/a.html", 'x{{ partial "b" . }}')
    write(tmp_path, "layouts/partials/b.html", 'y{{ partial "b" . }}')
    write(tmp_path, "content/a.md", "---\ntitle: a\ndate: 2024-01-02\n---\n{{< a >}}z\n")
    archive = open_archive(tmp_path)
    post = archive.read("content/a.md").post
    assert post is not None
    assert text_of(archive, post) == "z"


@pytest.mark.parametrize(
    "template",
    [
        '{{ block "a" . }}{{ end }}',
        "{{ range 1 }}{{ end }}",
        '{{ mul "long" 100000 }}',
        "{{ range slice 1 2 }}{{ range $a, . }}{{ end }}{{ end }}",
        '{{ range split .Inner "" }}{{ end }}',
        "{{ $x := dict 1 }}",
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
        "{{ with .Get 0 }}{{ .Get 1 }}{{ end }}",
        "{{",
    ],
)
def test_what_is_not_known_is_never_guessed(template: str) -> None:
    with pytest.raises(UnreadableTemplateError):
        filled(template, {"Get": lambda key: str(key), "Params": lambda: {}})


@pytest.mark.parametrize(
    ("template", "output"),
    [
        ('{{ or 0 "" "a" "b" }} {{ or "" 0 }} {{ and 1 0 2 }} {{ and 1 2 }}', "a 0 0 2"),
        ("{{ not 0 }} {{ not 1 }} {{ cond true 1 2 }} {{ cond false 1 2 }}", "true false 1 2"),
        ("{{ lt 1 1 }} {{ le 1 1 }} {{ gt 1 1 }} {{ ge 1 1 }}", "false true false true"),
        ("{{ lt 1 2 }} {{ le 2 1 }} {{ gt 2 1 }} {{ ge 1 2 }}", "true false true false"),
        ("{{ eq 1 2 1 }} {{ eq 1 2 }} {{ ne 1 1 }} {{ ne 1 2 }}", "true false false true"),
        ('{{ in (slice 1 2) 2 }} {{ in "abc" "d" }}', "true false"),
        ('{{ index (slice "a" "b") 1 }}', "b"),
        ('{{ index (dict "K" 1 "k" 2) "K" }} {{ index (dict "k" 2) "K" }}', "1 2"),
        ('{{ isset (dict "k" 0) "K" }} {{ isset (dict "k" 0) "x" }}', "true false"),
        ('{{ isset (slice "a") 0 }} {{ isset (slice "a") 1 }}', "true false"),
        ('{{ delimit (slice 1 "b") ", " }}', "1, b"),
        ('{{ delimit (slice "a" | append "b" "c") " " }}', "a b c"),
        ('{{ humanize "harbour-news_of x" }}', "Harbour news of x"),
        ('{{ delimit (first 1 (slice 1 2)) "" }} {{ delimit (after 1 (slice 1 2)) "" }}', "1 2"),
        ('{{ replace "aXa" "a" "bc" }} {{ len "é" }} {{ len (slice 1 2 3) }}', "bcXbc 2 3"),
        ('{{ default "a" 0 }} {{ default "a" false }} {{ default "a" "" }}', "a false a"),
        ('{{ default "a" "b" }} {{ default "a" }}', "b a"),
        ("{{ add 1 2 }} {{ sub 1 2 }} {{ mul 3 2 }} {{ mul 99999 1 }}", "3 -1 6 99999"),
        ('{{ printf "%s %d %v %q 9%%" "a" 1 true "b" }}', "a 1 true &quot;b&quot; 9%"),
        ('{{ hasPrefix "ab" "a" }} {{ hasSuffix "ab" "a" }}', "true false"),
        ('{{ strings.TrimPrefix "a" "aba" }} {{ strings.TrimSuffix "a" "aba" }}', "ba ab"),
        ('{{ trim "xax" "x" }} {{ strings.Contains "ab" "b" }}', "a true"),
        ('{{ markdownify "*a*" }}', "<em>a</em>"),
        ('{{ markdownify "a\\n\\nb" }}', "<p>a</p>\n<p>b</p>"),
        ('{{ markdownify "- a\\n\\nb" }}', "<ul>\n<li>a</li>\n</ul>\n<p>b</p>"),
        ('{{ markdownify "a\\n- b" }}', "<p>a</p>\n<ul>\n<li>b</li>\n</ul>"),
    ],
)
def test_a_function_of_templates_gives_what_hugo_documents(template: str, output: str) -> None:
    assert filled(template, {}) == output


@pytest.mark.parametrize(
    ("names", "arguments", "output"),
    [
        ("transform.Markdownify markdownify", '"*a*"', "<em>a</em>"),
        ("safe.HTML safeHTML", '"<b>"', "<b>"),
        ("safe.URL safeURL safe.CSS safeCSS safe.JS safeJS safe.HTMLAttr safeHTMLAttr", "1", "1"),
        ("transform.Emojify emojify string cast.ToString int cast.ToInt", "1", "1"),
        ("default compare.Default", '"a" ""', "a"),
        ("fmt.Printf printf fmt.Print print", '"a"', "a"),
        ("errorf fmt.Errorf warnf fmt.Warnf erroridf warnidf", '"a"', ""),
        ("eq compare.Eq ge compare.Ge le compare.Le", "1 1", "true"),
        ("ne compare.Ne lt compare.Lt", "1 2", "true"),
        ("gt compare.Gt", "2 1", "true"),
        ("isset collections.IsSet", "(slice 1) 0", "true"),
        ("cond compare.Conditional", "0 1 2", "2"),
        ("lower strings.ToLower", '"A"', "a"),
        ("upper strings.ToUpper title strings.Title", '"a"', "A"),
        ("strings.TrimSpace", '" a "', "a"),
        ("plainify transform.Plainify", '"<b>a"', "a"),
        ("htmlEscape transform.HTMLEscape", '"<"', "&amp;lt;"),
        ("htmlUnescape transform.HTMLUnescape", '"&lt;"', "&lt;"),
        ("urlize urls.URLize anchorize urls.Anchorize", '"A b"', "a-b"),
        ("add math.Add", "3 2", "5"),
        ("sub math.Sub", "3 2", "1"),
        ("mul math.Mul", "3 2", "6"),
        ("replace strings.Replace", '"ab" "a" "c"', "cb"),
        ("hasPrefix strings.HasPrefix in collections.In strings.Contains", '"ab" "a"', "true"),
        ("hasSuffix strings.HasSuffix", '"ab" "b"', "true"),
        ("trim strings.Trim", '"ab" "b"', "a"),
        ("index collections.Index", "(slice 1 2) 1", "2"),
    ],
)
def test_each_name_of_a_function_calls_it(names: str, arguments: str, output: str) -> None:
    for name in names.split():
        assert filled(f"{{{{ {name} {arguments} }}}}", {}) == output, name


@pytest.mark.parametrize(
    "call",
    [
        'append "a" "b"',
        *("slice 1", 'dict "a" 1', 'delimit "ab" ","', 'index "ab" 0', 'index (slice 1) "0"'),
        *("index (slice 1) 1", 'add "a" 1', "mul 100000 1", 'lt "a" 1', "mul -100000 1"),
    ],
)
def test_a_function_that_gets_what_it_cannot_take_drops_its_template(call: str) -> None:
    with pytest.raises(UnreadableTemplateError):
        filled(f"{{{{ {call} }}}}", {})


DOUBLING = "{{ $x := .Inner }}" + '{{ $x = printf "%s%s" $x $x }}' * 60 + "{{ $x }}"
REPLACING = '{{ replace (replace .Inner "a" "' + "a" * 9000 + '") "a" "' + "a" * 9000 + '" }}'


@pytest.mark.parametrize("template", [DOUBLING, REPLACING, "{{ .Inner }}" * 1600])
def test_a_template_that_grows_without_end_is_dropped(template: str) -> None:
    own = {"x": template}
    opening, closing = "{{< x >}}" * 40, "{{< /x >}}" * 40
    assert len(without_shortcodes(f"{opening}{'a' * 90}{closing}", Rendering(own=own))) < 2_000_000


LOOPS = "{{ range .Params }}" * 40 + "x" + "{{ end }}" * 40


@pytest.mark.parametrize("count", [10, 20])
def test_loops_go_through_a_bounded_number_of_values(count: int) -> None:
    values = [1] * count
    with pytest.raises(UnreadableTemplateError):
        filled(LOOPS, {"Params": lambda: values})
    assert filled("{{ range .Params }}x{{ end }}", {"Params": lambda: values}) == "x" * count


@pytest.mark.parametrize("template", ["{{ range .Page.Params.all }}{{ end }}", "{{ partial `p` }}"])
def test_a_template_that_loops_or_calls_others_may_be_called_again_and_again(template: str) -> None:
    page = PageValues("", lambda: {"all": ["1"] * 50}, {})
    own = {"a": template + "x", "partial p": "y"}
    outputs = without_shortcodes("{{< a >}}" * 400, Rendering(own=own, page=page))
    assert outputs.count("x") == 400


def test_empty_rounds_of_a_loop_count_as_well() -> None:
    page = PageValues("", lambda: {"all": ["1"] * 900}, {})
    rendering = Rendering(own={"a": "{{ range .Page.Params.all }}{{ end }}x"}, page=page)
    assert 100 <= without_shortcodes("{{< a >}}" * 200, rendering).count("x") < 112


PIECES = ["{{ ", " }}", "{{- ", " -}}", "if ", "with ", "range ", "else ", "end ", ".Get 0", "(",
          ")", "|", "/*", "*/",
          "$x", ", ", "slice ", " := ", '"a"', ".Inner", "default ", "1", "a", "\n"]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
@example("{{ with default .Get 1 }}")
def test_any_template_is_filled_or_refused(template: str) -> None:
    try:
        output = filled(template, {"Get": lambda key: "x", "Inner": lambda: "y"})
    except UnreadableTemplateError:
        return
    assert isinstance(output, str)


_LONG = '{{ $a := "' + "x" * 10_000 + '" }}'
_LOOP = "{{ range (slice 1 2 3 4 5 6 7 8) }}" * 3
_END = "{{ end }}" * 3


@pytest.mark.long
@pytest.mark.parametrize(
    "steps",
    [
        _LOOP + "{{ if 1 }}{{ end }}" * 200 + _END,
        _LOOP + "{{ $b := len 1 }}" * 100 + _END,
        _LOOP + "x" * 12_000 + _END,
        _LONG + "{{ $a }}" * 600,
        _LONG + _LOOP + '{{ $b := split $a "," }}' * 9 + _END,
        _LONG + "{{ $b := urlize $a }}" * 30,
        _LONG + "{{ $b := markdownify $a }}" * 30,
    ],
    ids=["nodes", "calls", "text", "output", "lists", "names", "Markdown"],
)
def test_a_template_goes_through_so_much_and_no_more(steps: str) -> None:
    with pytest.raises(UnreadableTemplateError, match="much work"):
        filled(steps, {})


def test_all_templates_of_a_body_go_through_so_much_together() -> None:
    work = _LONG + "{{ $b := urlize $a }}" * 9
    rendering = Rendering(own={"a": work + "x", "b": "y"})
    assert without_shortcodes("{{< b >}}" + "{{< a >}}" * 5 + "{{< b >}}", rendering) == "yxx"


def test_lists_that_hold_one_another_are_not_compared() -> None:
    twice = "{{ $a = slice $a $a }}{{ $b = slice $b $b }}" * 60
    lists = "{{ $a := slice 1 }}{{ $b := slice 1 }}" + twice
    for comparison in ("in (slice $a) $b", "gt $a $b", "ge $a $b", "lt $a $b", "le $a $b"):
        with pytest.raises(UnreadableTemplateError):
            filled(f"{lists}{{{{ {comparison} }}}}", {})
    assert filled("{{ in (slice 1 2) 2 }}{{ gt 2 1 }}", {}) == "truetrue"


def test_a_list_is_joined_where_its_texts_are_not_too_long_together() -> None:
    longest = "{{ delimit (slice $a $a $a $a $a $a $a $a $a $a) .Sign }}"
    assert len(filled(_LONG + longest, {"Sign": lambda: ""})) == 100_000
    with pytest.raises(UnreadableTemplateError, match="delimit"):
        filled(_LONG + longest, {"Sign": lambda: "-"})


def test_shortcodes_stand_in_each_other_fifty_deep_at_most() -> None:
    """The text inside is copied for each of them."""

    def nested(depth: int) -> str:
        body = "{{< b >}}" * depth + "x" + "{{< /b >}}" * depth
        return without_shortcodes(body, Rendering(own={"b": "[{{ .Inner }}]"}))

    assert nested(50) == "[" * 50 + "x" + "]" * 50
    assert nested(51) != "[" * 51 + "x" + "]" * 51
    deeper = nested(60)
    assert deeper.count("[") <= 60
    assert "x" in deeper
    assert "{{" not in deeper
    assert deeper != "[" * 60 + "x" + "]" * 60


@pytest.mark.parametrize(
    ("template", "output"),
    [
        ("a {{- /* c */ -}} b", "ab"),
        ("a {{/* c */-}} b", "a b"),
        ("a {{/* c */}} b", "a  b"),
        (" a {{ 1 }}", " a 1"),
        ("\n{{- 1 }}\n", "1\n"),
        (" a ", " a "),
    ],
)
def test_a_hyphen_takes_white_space_away_and_nothing_else_does(template: str, output: str) -> None:
    assert filled(template, {}) == output


def test_each_name_that_a_template_calls_means_the_site_or_its_page() -> None:
    cases = [
        (("absURL", "urls.AbsURL", "absLangURL", "urls.AbsLangURL"), '{{ %s "a b" }}',
         "https://x.example/blog/a b"),
        (("relURL", "urls.RelURL", "relLangURL", "urls.RelLangURL"), '{{ %s "/a" }}', "/a"),
        (("relURL", "urls.RelURL", "relLangURL", "urls.RelLangURL"), '{{ %s "a" }}', "/blog/a"),
        (("partial", "partialCached", "partials.Include", "partials.IncludeCached"),
         '{{ %s "p" (dict "w" 1) "key" }}', "<b>1</b>"),
        (("ref", "relref"), '{{ %s . "q" }}', "/q/"),
        (("Site", "Page.Site"), "{{ .%s.Title }} {{ .%s.BaseURL }} {{ .%s.Params.motto }}",
         "S https://x.example/blog/ m"),
        (("site",), "{{ %s.Title }} {{ %s.BaseURL }} {{ print %s.Params.motto `!` }}",
         "S https://x.example/blog/ m!"),
        (("Inner", "InnerDeindent"), "<{{ .%s }}>", "<*i*>"),
        (("Scratch", "Store"), '{{ .%s.Set "a" 1 }}{{ $.%s.Get "a" }}{{ .%s.Get "b" }}', "1"),
        (("Page.Param",), '{{ .%s "Mood" }} {{ .%s "motto" }}{{ .%s "none" }}', "calm m"),
        (("Page.RenderString",),
         '{{ .%s "*a*" }} {{ $.%s (dict "x" 1) "*b*" }}{{ with 1 }}{{ $.%s "*c*" }}{{ end }}',
         "<em>a</em> <em>b</em><em>c</em>"),
        (("Page.Params",), "{{ .%s.deep.er }}{{ index .%s.list 1 }}{{ len .%s.list }}", "xb2"),
        (("Params",), "{{ .%s.a }}{{ $.%s.A }}{{ len .%s }}", "112"),
    ]  # fmt: skip
    site: FrontMatter = {
        "params": {"motto": "m"}, "baseurl": "https://x.example/blog/", "title": "S",
    }  # fmt: skip
    params: FrontMatter = {"mood": "calm", "Deep": {"Er": "x"}, "list": ["a", "b"]}
    page = PageValues("T", lambda: params, site, "", "/{}/".format)
    call = ShortcodeCall({"A": "1", "b": "2"}, "*i*")
    partials = {"partial p": "<b>{{ .w }}</b>"}
    made = [
        (name, output, shortcode_output(template.replace("%s", name), call, page, partials))
        for names, template, output in cases
        for name in names
    ]
    assert [each for each in made if each[1] != each[2]] == []


def test_what_the_settings_do_not_say_is_empty_in_a_template() -> None:
    template = "<{{ site.Title }}{{ .Site.BaseURL }}{{ absURL `a` }}{{ relURL `b` }}>"
    page = PageValues("T", dict, {})
    assert shortcode_output(template, ShortcodeCall({}, ""), page) == "</a/b>"
    assert shortcode_output("{{ .IsNamedParams }}", ShortcodeCall({"0": "a"}, ""), page) == "false"


def test_partials_call_one_another_five_deep_and_each_other_any_number_of_times() -> None:
    def nested(depth: int) -> dict[str, str]:
        names = [f"partial {number}" for number in range(1, depth + 1)]
        below = [f'x{{{{ partial "{number}" . }}}}' for number in range(2, depth + 1)]
        return dict(zip(names, [*below, "y"], strict=True))

    call, page = ShortcodeCall({}, ""), PageValues("", dict, {})
    assert shortcode_output('{{ partial "1" . }}', call, page, nested(5)) == "xxxxy"
    with pytest.raises(UnreadableTemplateError):
        shortcode_output('{{ partial "1" . }}', call, page, nested(6))
    assert shortcode_output('{{ partial "1" . }}' * 9, call, page, nested(1)) == "y" * 9
    assert shortcode_output('{{ partial "1" . }}' * 9, call, page, nested(5)) == "xxxxy" * 9
    for values in ("1", '"a"', "(slice 1)", "true"):
        with pytest.raises(UnreadableTemplateError):
            shortcode_output(f'{{{{ partial "1" {values} }}}}', call, page, nested(1))


@pytest.mark.parametrize("is_enough", [True, False])
def test_a_call_of_a_shortcode_takes_so_much_work(is_enough: bool) -> None:
    work = TemplateWork()
    work.spend(5_000_000 - 180 - (4 + 1) * 3 + (not is_enough))
    call, page = ShortcodeCall({}, ""), PageValues("", dict, {})
    if is_enough:
        assert shortcode_output("abc", call, page, work=work) == "abc"
    else:
        with pytest.raises(UnreadableTemplateError):
            shortcode_output("abc", call, page, work=work)


def test_a_template_has_twenty_thousand_bytes_at_most(tmp_path: Path) -> None:
    for length in (19_999, 20_000, 20_001):
        write(tmp_path, f"layouts/shortcodes/a{length}.html", "é" + "x" * (length - 2))
        write(tmp_path, f"layouts/partials/p{length}.html", "x" * length)
        write(tmp_path, f"layouts/_shortcodes/c{length}.html", f'{{{{ partial "p{length}" . }}}}')
    templates = own_shortcodes(tmp_path, {})
    shortcodes = {name: text for name, text in templates.items() if name[0] == "a"}
    assert [*shortcodes] == ["a19999", "a20000"]
    assert {name for name in templates if name.startswith("partial")} == {
        "partial p19999", "partial p20000",
    }  # fmt: skip


def test_so_many_templates_of_a_folder_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those in HTML first."""

    def paths_below(root: Path, folder: str) -> list[str]:
        return [f"{folder}/{number:03}.{end}" for number in range(300) for end in ("md", "html")]

    monkeypatch.setattr("feeds.archive.hugo.own_shortcodes.paths_below", paths_below)
    read: list[str] = []

    def read_bytes(root: Path, path: str) -> bytes:
        read.append(path)
        return b"x"

    monkeypatch.setattr("feeds.archive.hugo.own_shortcodes.read_bytes", read_bytes)
    own_shortcodes(tmp_path, {})
    of_one = read[: len(read) // 2]  # there are two folders
    assert len(of_one) == 500
    assert sum(path.endswith(".html") for path in of_one) == 300
    assert min(path for path in of_one if path.endswith(".md")).endswith("/100.md")


def test_two_hundred_partials_are_looked_up_at_most() -> None:
    for count, found in ((199, 199), (200, 200), (201, 200)):
        calls = [f'{{{{ partial "{number}" . }}}}' for number in range(count)]
        partials = partials_of(["".join(calls)], [""], lambda path: path)
        assert len(partials) == found


def test_a_partial_is_found_by_its_name() -> None:
    files = {
        "layouts/partials/a.html": "A",
        "layouts/_partials/b.html": 'B {{ partialCached `x` }}{{ partials.Include  "in/c.svg" }}',
        "layouts/partials/b.html": "",
        "t/layouts/partials/in/c.svg.html": 'C {{ partials.IncludeCached "d.html" }}',
        "t/layouts/_partials/d.html": 'D {{ partial "b" }}',
        "t/layouts/partials/a.html": "theme",
        "layouts/partials/../e.html": "E",
    }
    template = '{{ partial "a" . }}{{ partial "b" }}{{ partial "../e" }}{{ partial "none" }}'
    names = partials_of([template], ["", "t/"], lambda path: files.get(path, ""))
    assert {name: text[0] for name, text in names.items()} == {
        "a": "A", "b": "B", "in/c.svg": "C", "d.html": "D",
    }  # fmt: skip


def test_a_block_at_the_beginning_of_a_line_stands_apart_from_what_follows_it() -> None:
    block = "<p>x</p>"
    own = {"b": block, "i": "<i>x</i>", "q": "<blockquote>x</blockquote>", "n": "<pres>x</pres>"}

    def apart(before: str, after: str, name: str = "b", sign: str = "{{<") -> str:
        body = f"{before}{sign} {name} {'>}}' if sign == '{{<' else '%}}'}{after}"
        return without_shortcodes(body, Rendering(own=own)).removeprefix(before + own[name])

    for start in ("", "\n", "a\n", "a b c\n", "\n\n"):
        for spaces in range(5):
            expected = "\n\n b" if spaces < 4 else " b"
            assert apart(start + " " * spaces, " b") == expected, (start, spaces)
    for before in ("a", "ab", "abc", "abcd", "a ", "\na", "\n a ", "a\n>", "abcde ", "a\n\t", "\t"):
        assert apart(before, " b") == " b", before
    cases = [
        (" b", "\n\n b"), ("b", "\n\nb"), ("   b", "\n\n   b"), ("    b", "    b"), ("", ""),
        ("\n", "\n"), ("\nb", "\n\nb"), ("\n\nb", "\n\nb"), ("\n\r\nb", "\n\r\nb"),
        ("\n b", "\n\n b"), (" \nb", " \nb"), (" {b", " {b"),
    ]  # fmt: skip
    assert [(after, apart("", after)) for after, _ in cases] == cases
    hidden = without_shortcodes("{{< b >}}\nb{{< b >}}\n", Rendering(own=own, seal=sealed))
    assert unsealed(hidden) == "<p>x</p>\nb<p>x</p>\n"
    assert apart("", " b", "i") == " b"
    assert apart("", " b", "n") == " b"
    assert apart("", " b", "q") == "\n\n b"
    assert apart("", " b", sign="{{%") == " b"


def test_what_a_shortcode_leaves_of_its_body() -> None:
    own = {"w": "[{{ .Get 0 }}]", "t": "[{{ .Inner }}]", "l": "<p>\n  a\n\n b</p>\n"}
    own["figure"] = "{{ .Inner }}{{ unknown }}"
    own["h"] = '{{ .Inner | highlight "x" | unknown }}'
    cases = [
        ("[a]()", "[a]()"),  # no shortcode
        ("{{< none >}}[a]()", "a"),
        ("{{< w 1 >}}a{{< /w >}}b", "[1]ab"),
        ("{{< t >}}a{{< /t >}}b", "[a]b"),
        ("{{< t >}}a", "[]a"),
        ("{{< t >}}a{{< t >}}b{{< /t >}}c", "[a[]b]c"),
        ("{{< t />}}a{{< t >}}b{{< /t >}}", "[]a[b]"),
        ("{{< t/ >}}a{{< /t >}}", "[]a"),
        ("{{< w 1/ >}}{{< w/ >}}", "[1][]"),
        ("a{{< /t >}}b{{< / >}}", "ab"),
        ("{{< l >}}", "<p> a b</p>"),
        ("{{% l %}}", "<p>\n  a\n\n b</p>"),
        ("{{< a", "{{< a"),
        ("{{< a %}} {{% w 1 %}}", "{{< a %}} [1]"),
        ("{{< highlight go >}}\n  a\n\n{{< /highlight >}}", "\n```go\n  a\n```\n"),
        ("{{< code >}}a{{< /code >}}", "\n```\na\n```\n"),
        ("{{< details summary=S >}}a{{< /details >}}", "**S**\na"),
        ("{{< details >}}a{{< /details >}}", "**Details**\na"),
        ("{{< details summary=S >}}{{< /details >}}.", "."),
        ("{{</* t */>}}{{%/* w */%}}{{</* a >}}", "{{< t >}}{{% w %}}{{< a>}}"),
        ("{{< param >}}{{< param deep.er.x >}}{{< param DEEP.er.Y >}}{{< param deep >}}.", "ZY."),
        ("[b]({{< ref >}}) [c]({{< relref path=q >}})", "b [c](/q/)"),
        ("{{< ref a lang=DE >}}", "/a/de"),
        ("{{< ref a path=q >}}", "/a/"),
        (
            "{{< figure src=/a.png >}}t{{< /figure >}}",
            '<figure><img src="/a.png" alt=""></figure>',
        ),
        ("{{< h />}}{{< h >}}{{< /h >}}.", "."),
        ("{{< h >}}<a>{{< /h >}}", "\n```\n<a>\n```\n"),
    ]
    params: FrontMatter = {"deep": {"er": {"x": "Z"}}}
    site: FrontMatter = {"params": {"deep": {"er": {"x": "s", "y": "Y"}}}}
    page = PageValues("", lambda: params, site)

    def refer(named: Reference) -> str | None:
        return f"/{named.target}/{named.language}" if named.target else None

    made = [(body, without_shortcodes(body, Rendering(refer, own, page))) for body, _ in cases]
    assert [each for each in made if each not in cases] == []


def test_what_stands_between_percent_signs_is_read_with_the_text() -> None:
    rendering = Rendering(own={"w": "<b>"}, seal="({})".format)
    body = "{{< w >}}{{% w %}}{{< qr tel:1 >}}{{% qr tel:1 %}}"
    link = '<a href="tel:1">tel:1</a>'
    assert without_shortcodes(body, rendering) == f"(<b>)<b>({link}){link}"


def test_what_is_dropped_is_named_as_it_is_written() -> None:
    notes: list[str] = []
    own = {"c": '{{ .Inner | highlight "x" | unknown }}', "t": "[{{ .Get 0 }}]"}
    body = (
        '{{< gone 1 >}}{{% lost %}}{{< ref "x.md" >}}{{% relref "y" %}}{{< ref >}}{{< t a >}}'
        '{{< c >}}a{{< /c >}}{{< figure src="/a.png" >}}{{< /stray >}}{{< highlight >}}a'
        "{{< /highlight >}}{{< comment >}}{{< param none >}}{{</* shown */>}}"
    )
    without_shortcodes(body, Rendering(own=own, note=notes.append))
    assert notes == [
        "{{< gone >}}", "{{% lost %}}", '{{< ref "x.md" >}}', '{{% relref "y" %}}',
        '{{< ref "" >}}', "{{< c >}}",
    ]  # fmt: skip


def test_templates_of_a_body_make_a_million_characters_in_all() -> None:
    own = {"a": "{{ .Inner }}", "b": "{{ .Get 0 }}" + "x" * 49, "c": "w"}
    inner = "y" * 50_000

    def made(count: int, more: str) -> str:
        body = f"{{{{< a >}}}}{inner}{{{{< /a >}}}}" * count + more
        return without_shortcodes(body, Rendering(own=own)).replace(inner, "")

    assert made(9, "{{< b z >}}") == "z" + "x" * 49
    assert made(10, "{{< b z >}}") == ""
    half = "{{< a >}}" + "y" * 24_975 + "{{< /a >}}"
    assert made(9, half * 2 + "{{< b z >}}{{< b z >}}{{< c >}}").strip("y") == ("z" + "x" * 49) * 2
