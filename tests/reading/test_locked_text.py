"""Parts of a text that only some readers may read are in no feed."""

from __future__ import annotations

from feeds.archive.locked_text import without_locked_parts


def test_locked_parts_are_gone_and_all_behind_one_that_never_ends() -> None:
    cases = {
        "a {{< encrypt >}}b{{< /encrypt >}} c": "a  c",
        "a {{% encryptor x %}}b{{% /encryptor %}} c": "a  c",
        "a {{< encrypted >}}b{{< / encrypted >}} c": "a  c",
        "a {{< hugo-encrypt >}}b{{< /hugo-encrypt >}} c": "a  c",
        "a {{< hugo_protect >}}b{{< /hugo_protect >}} c": "a  c",
        "a {%- protected -%}b{% endprotected %} c": "a  c",
        "a {% password(x) %}b{% end %} c": "a  c",
        "a {{< protect >}}b": "a ",
        "a {{< protect >}}b{{< /encrypt >}} c": "a ",
        "a {{< protect />}}b": "a b",
        "a {{% protect /%}}b": "a b",
        "a {{< PROTECT >}}b{{< /PROTECT >}}c": "a {{< PROTECT >}}b{{< /PROTECT >}}c",
        "protect {{< PROTECT >}}b{{< /PROTECT >}}c": "protect c",
        "{{< protectx >}}b{{< /protectx >}}": "{{< protectx >}}b{{< /protectx >}}",
        "{{< encrypt >}}a{{< /encrypt >}}b{{< password >}}c{{< /password >}}d": "bd",
    }
    assert {text: without_locked_parts(text) for text in cases} == cases
