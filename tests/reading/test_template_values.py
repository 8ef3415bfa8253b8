"""What each function of Hugo's templates gives, under each of its names and at the ends of its
values; what a template may go through; what the shortcodes of a generator itself become."""

from __future__ import annotations

import pytest

from feeds.archive.hugo.go_template import Methods, TemplateWork, filled
from feeds.archive.hugo.template_functions import UnreadableTemplateError
from feeds.archive.shortcode_html import arguments_of, shortcode_html

FUNCTIONS = [
    ("transform.Markdownify markdownify", '"*a*"', "<em>a</em>"),
    ("markdownify", '"a\n\nb"', "<p>a</p>\n<p>b</p>"),
    ("markdownify", '"# a"', "<h1>a</h1>"),
    ("safe.HTML safeHTML", '"<b>"', "<b>"),
    ("safe.URL safeURL safe.CSS safeCSS safe.JS safeJS safe.HTMLAttr safeHTMLAttr", '"<"', "&lt;"),
    ("transform.Emojify emojify string cast.ToString int cast.ToInt", '"5"', "5"),
    ("default compare.Default", '"a" "b"', "b"),
    ("default compare.Default", '"a" ""', "a"),
    ("default", '"a" 0', "a"),
    ("default", '"a" false', "false"),
    ("default", '"a"', "a"),
    ("fmt.Printf printf", '"%s-%d %q %%" "a" 2 "c"', "a-2 &quot;c&quot; %"),
    ("printf", '"%+v %#v %.2f %f %v" 1 2 3.5 4 5', "1 2 3.5 4 5"),
    ("fmt.Print print", '"a" 1 true nil', "a1true"),
    ("errorf fmt.Errorf warnf fmt.Warnf erroridf warnidf", '"a" "b"', ""),
    ("and", "1 0 2", "0"),
    ("and", "1 2", "2"),
    ("or", '"" 2 3', "2"),
    ("or", '0 ""', ""),
    ("or", '"false" "a"', "a"),
    ("not", '""', "true"),
    ("not", '"a"', "false"),
    ("eq compare.Eq", "1 2 1", "true"),
    ("eq compare.Eq", "1 2", "false"),
    ("ne compare.Ne", "1 2", "true"),
    ("ne compare.Ne", "1 1", "false"),
    ("cond compare.Conditional", '1 "y" "n"', "y"),
    ("cond compare.Conditional", '0 "y" "n"', "n"),
    ("len", '"海a"', "4"),
    ("len", "(slice 1 2)", "2"),
    ("len", '(dict "a" 1)', "1"),
    ("isset collections.IsSet", "(slice 1) 0", "true"),
    ("isset collections.IsSet", "(slice 1) 1", "false"),
    ("isset collections.IsSet", '(dict "a" 1) "A"', "true"),
    ("isset collections.IsSet", '(dict "A" 1) "A"', "true"),
    ("isset collections.IsSet", '(dict "a" 1) "b"', "false"),
    ("isset collections.IsSet", '"a" "a"', "false"),
    ("index collections.Index", "(slice 1 2) 1", "2"),
    ("index collections.Index", '(dict "a" 1) "A"', "1"),
    ("index collections.Index", '(dict "a" 1) "b"', ""),
    ("lower strings.ToLower", '"AÉ"', "aé"),
    ("upper strings.ToUpper", '"aé"', "AÉ"),
    ("strings.TrimSpace", '" a "', "a"),
    ("trim strings.Trim", '"xyax" "xy"', "a"),
    ("strings.TrimPrefix", '"a" "aab"', "ab"),
    ("strings.TrimSuffix", '"b" "abb"', "ab"),
    ("hasPrefix strings.HasPrefix", '"ab" "a"', "true"),
    ("hasPrefix strings.HasPrefix", '"ab" "b"', "false"),
    ("hasSuffix strings.HasSuffix", '"ab" "b"', "true"),
    ("hasSuffix strings.HasSuffix", '"ab" "a"', "false"),
    ("strings.Contains", '"abc" "b"', "true"),
    ("strings.Contains", '"abc" "d"', "false"),
    ("replace strings.Replace", '"aXbX" "X" "-"', "a-b-"),
    ("plainify transform.Plainify", '"<b>a</b>"', "a"),
    ("htmlEscape transform.HTMLEscape", '"<"', "&amp;lt;"),
    ("htmlUnescape transform.HTMLUnescape", '"&lt;"', "&lt;"),
    ("urlize urls.URLize anchorize urls.Anchorize", '"A b"', "a-b"),
    (
        "highlight transform.Highlight",
        '"<a>" "go" "x"',
        '<pre><code class="language-go">&lt;a&gt;</code></pre>',
    ),
    ("highlight transform.Highlight", '"a"', "<pre><code>a</code></pre>"),
    ("highlight", "`\"a'<&`", "<pre><code>\"a'&lt;&amp;</code></pre>"),
    ("humanize inflect.Humanize", '"harbour-news_now"', "Harbour news now"),
    ("delimit", '(slice (urls.Parse "https://h.example:8/p/q?r#s").Scheme) ""', "https"),
    ("delimit", '(slice (urls.Parse "https://h.example:8/p/q?r#s").Host) ""', "h.example:8"),
    ("delimit", '(slice (urls.Parse "https://h.example:8/p/q?r#s").Path) ""', "/p/q"),
    ("isset", '(slice 1 2) "0"', "false"),
    ("isset", '(dict "Ab" 1) "ab"', "false"),
    ("add", "1.5 true", "2.5"),
    ("printf", '"%d%%%s" 1 "%s"', "1%%s"),
    ("markdownify", '"*a* `b`"', "<em>a</em> <code>b</code>"),
    ("len", "nil", "0"),
    ("first", '2 "abc"', "ab"),
    ("replace", '"a" "" "b"', "bab"),
    ("title strings.Title", '"a b"', "A B"),
    ("len", '(split "a,b,c" ",")', "3"),
    ("len", '(strings.Split "a,b" ",")', "2"),
    ("delimit collections.Delimit", '(slice 1 2 3) "-"', "1-2-3"),
    ("delimit", '(collections.Slice 1 2) ""', "12"),
    ("delimit", '(append 3 (slice 1 2)) "-"', "1-2-3"),
    ("delimit", '(collections.Append 2 3 (slice 1)) "-"', "1-2-3"),
    ("index", '(collections.Dictionary "a" 1 "b" 2) "b"', "2"),
    ("delimit", '(first 2 (slice 1 2 3)) "-"', "1-2"),
    ("delimit", '(collections.First 0 (slice 1)) "-"', ""),
    ("delimit", '(after 2 (slice 1 2 3)) "-"', "3"),
    ("delimit", '(collections.After 1 (slice 1)) "-"', ""),
    ("in collections.In", "(slice 1 2) 2", "true"),
    ("in collections.In", "(slice 1 2) 3", "false"),
    ("in collections.In", '"abc" "b"', "true"),
    ("add math.Add", "5 3", "8"),
    ("sub math.Sub", "5 3", "2"),
    ("mul math.Mul", "5 3", "15"),
    ("gt compare.Gt", "2 1", "true"),
    ("gt compare.Gt", "1 1", "false"),
    ("ge compare.Ge", "1 1", "true"),
    ("ge compare.Ge", "1 2", "false"),
    ("lt compare.Lt", "1 2", "true"),
    ("lt compare.Lt", "1 1", "false"),
    ("le compare.Le", "1 1", "true"),
    ("le compare.Le", "2 1", "false"),
]


@pytest.mark.parametrize(
    ("name", "arguments", "shown"),
    [(name, given, shown) for names, given, shown in FUNCTIONS for name in names.split()],
)
def test_a_function_under_each_of_its_names(name: str, arguments: str, shown: str) -> None:
    source = f"{{{{ {name} {arguments} }}}}".replace("\n", "\\n")
    assert filled(source, {}) == shown


@pytest.mark.parametrize(
    "expression",
    [
        '"a" "b"', "unknown 1", "index 1 1", "index (slice 1) 1", 'index (slice 1) "0"',
        'delimit "ab" "-"', 'append 1 "a"', 'dict "a"', 'gt (slice 1) 1', "in (slice 1) (slice 1)",
        'add "1" 2', "add 100000 1", "sub 1 -100000", "mul 1", "slice 1", 'dict "a" 1', ".none",
        "$none", "(1", "1)", "| upper", "1 |", "printf \"%s\"", "upper", '"a',
    ],
)  # fmt: skip
def test_what_is_not_known_of_a_template_is_not_guessed(expression: str) -> None:
    with pytest.raises(UnreadableTemplateError):
        filled(f"{{{{ {expression} }}}}", {})


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("{{ add 99999 99999 }}", "199998"), ("{{ sub -99999 1 }}", "-100000"),
        ("a {{- 1 -}} b", "a1b"), ("a {{ 1 }} b", "a 1 b"), ("a {{/* x */}} b", "a  b"),
        ("a {{- /* x */ -}} b", "ab"), ("a {{ 1 -}} b", "a 1b"), ("a {{- 1 }} b", "a1 b"),
        (r'{{ "a\"b\\c\n\t\q" }}', "a&quot;b\\c\n\t\\q"), ("{{ `a\\n` }}", "a\\n"),
        ("{{ 1.50 }}", "1.5"), ("{{ -3 }}", "-3"), ("{{ true }}{{ false }}{{ nil }}", "truefalse"),
        ("{{ $x := 1 }}{{ $x }}", "1"), ("{{ $x := dict `a` `b` }}{{ $x.a }}{{ $x.A }}", "bb"),
        ("{{ (dict `a` (dict `b` 1)).a.b }}", "1"), ("{{ with 0 }}a{{ else }}b{{ end }}", "b"),
        ("{{ with `a` }}{{ . }}{{ end }}", "a"),
        ("{{ if false }}a{{ else if true }}b{{ end }}", "b"),
        ("{{ if `false` }}a{{ else if 0 }}b{{ else }}c{{ end }}", "c"),
        ("{{ range slice }}a{{ else }}b{{ end }}", "b"),
        ("{{ range nil }}a{{ else }}b{{ end }}", "b"),
        ("{{ range $i, $x := slice 5 6 }}{{ $i }}{{ $x }}{{ . }};{{ end }}", "055;166;"),
        ("{{ range $x := slice 5 6 }}{{ $x }}{{ end }}", "56"),
        ("{{ range $k, $v := dict `b` 1 `a` 2 }}{{ $k }}{{ $v }}{{ end }}", "a2b1"),
        ("{{ `a` | printf `%s%s` `b` }}", "ba"), ("{{ .Inner }}{{ .Inner | upper }}", "xX"),
        ("{{ $.Inner }}{{ with 1 }}{{ $.Inner }}{{ end }}", "xx"),
        ("{{ .Page.Params.a.b }}", "deep"),
        ("{{ (upper .Inner) }}", "X"), ("{{ if and true (not false) }}a{{ end }}", "a"),
        ("{{ with 0 }}a{{ else }}{{ .Inner }}{{ end }}", "x"),
        ("{{ with 1 }}{{ . }}{{ else }}a{{ end }}{{ .Inner }}", "1x"),
        ("{{ print site.Title `!` }}{{ len slice }}", "T!0"),
        ("{{ print nil true false }}", "truefalse"),
        ("{{ site.Params.a.b }}{{ $.Page.Params.A.b }}", "sdeep"),
        ("{{ (.Page.Params).a.b }}{{ (index .Page.Params `a`).B }}", "deepdeep"),
        ("{{ `a` | upper | printf `%s-%s` `b` | lower }}", "b-a"),
        ("{{ (print 1 (print 2 (print 3))) }}{{ print (1) }}", "1231"),
        ("{{ $x := 1 }}{{ $x = 2 }}{{ $x }}{{ with $y := 3 }}{{ $y }}{{ . }}{{ end }}", "233"),
        ("{{ if $x := 0 }}a{{ else }}{{ $x }}{{ end }}", "0"),
        ("{{ range $i, $x := dict }}a{{ else }}b{{ end }}", "b"),
        ("{{ range $x := dict `a` `b` }}{{ $x }}{{ . }}{{ end }}", "bb"),
        ("{{ if 1 }}a{{ else if 1 }}b{{ else }}c{{ end }}d", "ad"),
        ("{{ if 0 }}a{{ else with 1 }}{{ . }}{{ else }}c{{ end }}d", "1d"),
        ("{{ range slice 1 2 }}{{ range slice 3 }}{{ . }}{{ end }}{{ . }}{{ end }}", "3132"),
        ("{{- 1 -}}", "1"), (" {{- /* a */ -}} ", ""), ("a {{/* b */ -}} c", "a c"),
        ("a {{- /* b */}} c", "a c"), ("{{ 1 -}}\n {{- 2 -}} \n{{ 3 }} ", "123 "),
        ("{{ -1 }}", "-1"),
        ("{{ print 12345678901234.5 }}", "12345678901234.5"),
    ],
)  # fmt: skip
def test_a_template_is_what_go_makes_of_it(source: str, shown: str) -> None:
    methods: Methods = {
        "Inner": lambda: "x",
        "Page.Params": lambda: {"a": {"b": "deep"}},
        "site.Title": lambda: "T",
        "site.Params": lambda: {"a": {"b": "s"}},
    }
    assert filled(source, methods) == shown


@pytest.mark.parametrize(
    "source",
    [
        "{{ if 1 }}a", "{{ if 1 }}a{{ else }}b", "a{{ end }}", "a{{ else }}b", "{{ 1",
        "{{ range 1 }}{{ end }}",
        "{{ range `ab` }}{{ end }}", "{{ x.y.z }}", "{{ $x.a }}", "{{ (1).a }}", "{{ ~ }}",
        "{{ }}", "{{}}", "{{- -}}", "{{ - }}", "{{ 1- }}", "a {{ .Inner-}} b", "{{ -}}",
        "{{ print 1, 2 }}", "{{ print 1 , 2) }}", "{{ with $i, $x := slice 1 }}{{ end }}",
        "{{ if 0 }}{{ else }}",
        "{{ if 1 }}{{ if 0 }}{{ else }}{{ end }}", "{{ ((1) }}", "{{ (1)) }}", "{{ $x := }}",
        "{{ true 1 }}", "{{ nil 1 }}", "{{ 1 2 }}", "{{ .Page.Nothing.a }}", "{{ $.Nothing }}",
        "{{ with 1 }}{{ .Inner }}{{ end }}", "{{ range slice 1 }}{{ .Inner }}{{ end }}",
        "{{ end }}{{ if 1 }}",
        "{{ len (append 1 `ab`) }}", "{{ index (slice 1) `0` }}", "{{ len (index `ab` 0) }}",
    ],
)  # fmt: skip
def test_a_template_that_cannot_be_read_is_none(source: str) -> None:
    with pytest.raises(UnreadableTemplateError):
        filled(source, {})


@pytest.mark.parametrize(
    ("source", "work"),
    [
        ("a" * 100, 100),
        ("{{ `abc` }}", 50 + 3),
        ("{{ $x := `abc` }}", 50),
        ("{{ upper `abc` }}", 50 + 50 + 3 + 3),
        ("{{ plainify `abc` }}", 50 + 50 + 3 * 20 + 3),
        ("{{ .Inner | urlize }}", 50 + 50 + 50 + 1 * 20 + 1),
        ("{{ if true }}ab{{ end }}", 50 + 2),
        ("{{ add 1 2 }}", 50 + 50 + 2 + 1),
        ("{{ len (slice 1 2 3) }}", 50 + 50 + 3 + 50 + 3 + 1),
        ("{{ range slice 1 2 }}a{{ end }}", 50 + 50 + 2 + 2 * 50 + 2),
        ("{{ print .Inner $.Inner }}", 50 + 50 + 2 * 50 + 2 + 2),
        ("{{ .Page.RenderString `abc` }}", 50 + 50 + 3 * 20 + 3),
        ("{{ $.Page.RenderString `abc` }}", 50 + 50 + 3 * 20 + 3),
        ("{{ with 1 }}{{ $.Page.RenderString `abc` }}{{ end }}", 50 + 50 + 50 + 3 * 20 + 3),
        ("{{ urls.Anchorize `abc` | print }}", 50 + 50 + 3 * 20 + 50 + 3 + 3),
        ("{{ with $x := slice 1 2 }}ab{{ end }}", 50 + 50 + 2 + 2),
    ],
)
def test_a_template_takes_so_much_work(source: str, work: int) -> None:
    methods: Methods = {"Inner": lambda: "x", "Page.RenderString": lambda text: text}
    work += 4 * len(source)  # to parse it
    for left, is_filled in ((work, True), (work - 1, False)):
        of_body = TemplateWork()
        of_body.spend(5_000_000 - left)
        if is_filled:
            filled(source, methods, work=of_body)
        else:
            with pytest.raises(UnreadableTemplateError):
                filled(source, methods, work=of_body)


@pytest.mark.parametrize(
    ("longest", "beyond"),
    [
        ("x" * 20_000, "x" * 20_001),
        ('{{ $x := delimit .Items "x" }}', '{{ $x := delimit .Items "xx" }}'),
    ],
)
def test_a_template_is_bounded(longest: str, beyond: str) -> None:
    methods: Methods = {"Items": lambda: ["x" * 99] * 1000}
    filled(longest, methods)
    with pytest.raises(UnreadableTemplateError):
        filled(beyond, methods)


@pytest.mark.parametrize(("length", "is_made"), [(99_998, True), (99_999, True), (100_000, False)])
def test_a_value_has_a_hundred_thousand_characters_at_most(length: int, is_made: bool) -> None:
    source, methods = '{{ len (print .Long "x") }}', {"Long": lambda: "a" * length}
    if is_made:
        assert filled(source, methods) == str(length + 1)
    else:
        with pytest.raises(UnreadableTemplateError, match="a long value"):
            filled(source, methods)


@pytest.mark.parametrize(("depth", "is_read"), [(49, True), (50, True), (51, False)])
def test_brackets_are_fifty_deep_at_most(depth: int, is_read: bool) -> None:
    source = "{{ " + "(" * depth + "1" + ")" * depth + " }}"
    if is_read:
        assert filled(source, {}) == "1"
    else:
        with pytest.raises(UnreadableTemplateError, match="deeply nested"):
            filled(source, {})


def test_a_function_is_given_twenty_arguments_at_most() -> None:
    for count, given in ((19, 19), (20, 20), (21, 20)):
        assert filled(f"{{{{ len (slice {'1 ' * count}) }}}}", {}) == str(given)


YOUTUBE, X = "https://www.youtube.com/watch?v=", "https://x.com/"


@pytest.mark.parametrize(
    ("name", "arguments", "html"),
    [
        ("figure", {}, ""),
        ("figure", {"0": "/a.png"}, '<figure><img src="/a.png" alt=""></figure>'),
        ("img", {"src": "/a?b&c"}, '<figure><img src="/a?b&amp;c" alt=""></figure>'),
        (
            "image",
            {"src": "/a", "caption": "*A* b", "title": "T<", "attr": "B&", "attrlink": "/h?&"},
            '<figure><img src="/a" alt="A b"><figcaption>T&lt; <em>A</em> b '
            '<a href="/h?&amp;">B&amp;</a></figcaption></figure>',
        ),
        (
            "figure",
            {"src": "/a", "link": "/l?&", "alt": '"'},
            '<figure><a href="/l?&amp;"><img src="/a" alt="&quot;"></a></figure>',
        ),
        (
            "figure",
            {"src": "/a", "attr": "B"},
            '<figure><img src="/a" alt=""><figcaption>B</figcaption></figure>',
        ),
        ("figure", {"src": "/a", "attrlink": "/h"}, '<figure><img src="/a" alt=""></figure>'),
        ("own", {"src": "/a.JPEG?x=1"}, '<figure><img src="/a.JPEG?x=1" alt=""></figure>'),
        ("own", {"src": "/a.mp3"}, ""),
        ("own", {}, ""),
        ("youtube", {"id": "a/b"}, f'<a href="{YOUTUBE}a%2Fb">{YOUTUBE}a%2Fb</a>'),
        ("youtube", {}, ""),
        ("x", {"user": "u", "id": "1"}, f'<a href="{X}u/status/1">{X}u/status/1</a>'),
        ("tweet", {"0": "u", "1": "1"}, f'<a href="{X}u/status/1">{X}u/status/1</a>'),
        ("x", {"user": "u"}, ""),
        (
            "gist",
            {"0": "u", "1": "1"},
            '<a href="https://gist.github.com/u/1">https://gist.github.com/u/1</a>',
        ),
        (
            "instagram",
            {"id": "1"},
            '<a href="https://www.instagram.com/p/1/">https://www.instagram.com/p/1/</a>',
        ),
        (
            "qr",
            {"text": "https://q.example/"},
            '<a href="https://q.example/">https://q.example/</a>',
        ),
        ("qr", {"0": "tel:1"}, '<a href="tel:1">tel:1</a>'),
        ("qr", {"text": "<a b>"}, "&lt;a b&gt;"),
        ("qr", {}, ""),
    ],
)
def test_a_shortcode_of_a_generator_is_html(
    name: str, arguments: dict[str, str], html: str
) -> None:
    assert shortcode_html(name, arguments) == html


def test_a_named_argument_of_a_shortcode_counts_before_one_by_its_place() -> None:
    assert shortcode_html("figure", {"src": "/a", "0": "/b"}) == shortcode_html(
        "figure", {"src": "/a"}
    )
    assert shortcode_html("youtube", {"id": "a", "0": "b"}) == shortcode_html(
        "youtube", {"id": "a"}
    )
    assert shortcode_html("qr", {"text": "a", "0": "b"}) == "a"
    picture = {"src": "/a.png", "id": "a"}
    assert shortcode_html("youtube", picture) == shortcode_html("youtube", {"id": "a"})
    assert (
        shortcode_html("vimeo", {"0": "1"})
        == '<a href="https://vimeo.com/1">https://vimeo.com/1</a>'
    )
    for suffix in ("png", "jpg", "jpeg", "gif", "webp", "avif", "svg", "PNG", "png?a=b"):
        assert shortcode_html("own", {"src": f"/a.{suffix}"}).startswith("<figure><img")
    for source in ("/a.pngx", f"/a.png?{'x' * 101}", "/png"):
        assert shortcode_html("own", {"src": source}) == ""
    for address in ("http://a", "https://a", "mailto:a@b"):
        assert shortcode_html("qr", {"0": address}) == f'<a href="{address}">{address}</a>'
    alone = shortcode_html("figure", {"src": "/a", "attr": "B", "title": "T"})
    assert alone == '<figure><img src="/a" alt=""><figcaption>T B</figcaption></figure>'
    lines = {"src": "/a", "caption": "A\nb", "alt": "given"}
    assert 'alt="given"><figcaption>A b</figcaption>' in shortcode_html("figure", lines)


def test_an_argument_of_a_shortcode_is_read_by_its_quotes() -> None:
    cases = {
        '"': {},
        '""': {"0": ""},
        "''": {"0": ""},
        '"a\\"b" c': {"0": 'a"b', "1": "c"},
        "a='b' \"c\"": {"a": "b", "1": "c"},
        'a-b = "c"': {"a-b": "c"},
        "a=b,c=d": {"a": "b", "c": "d"},
        "'a\"": {"0": "'a"},
        "": {},
    }
    assert {spelled: arguments_of(spelled) for spelled in cases} == cases
