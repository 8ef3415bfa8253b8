"""Write `docs/licences.md` from the metadata of what serving installs: `make reference`."""

from __future__ import annotations

import re
from importlib.metadata import PackageMetadata, metadata
from pathlib import Path

ROOT = Path(__file__).parents[1]
TARGET = Path(__file__).with_name("licences.md")

# Packages whose metadata names no licence, by the text of the file that they bring.
_BY_THEIR_FILE = {"huey": "MIT"}

_HEAD = """\
# Licences

*Written by `make reference` from the metadata of the packages in `requirements.txt`.*

Postwire is under the Apache License 2.0. `make serve` and the container install these packages
beside it, with the extra `postgresql`. Each is licensed by its own authors, as its metadata says.

| package | version | licence |
|---|---|---|
"""


def licences_page() -> str:
    """The page, by the metadata of the packages as they are installed here:
    each of `requirements.txt` has to be."""
    text = (ROOT / "requirements.txt").read_text()
    pins = re.findall(r"(?m)^([A-Za-z0-9._-]+)==(\S+)", text)
    rows = (f"| {name} | {version} | {licence(name, metadata(name))} |" for name, version in pins)
    return _HEAD + "\n".join(rows) + "\n"


def licence(name: str, package: PackageMetadata) -> str:
    """An SPDX expression where there is one (PEP 639); else the classifiers, which name the licence
    more exactly than the free text; else the free text's first line.

    :raise KeyError: none is named, nor noted here
    """
    if expression := package.get("License-Expression"):
        return expression
    prefix = "License :: OSI Approved :: "
    classifiers = [c for c in package.get_all("Classifier") or () if c.startswith(prefix)]
    if classifiers:
        return ", ".join(c.removeprefix(prefix) for c in classifiers)
    return (package.get("License") or _BY_THEIR_FILE[name]).partition("\n")[0]


if __name__ == "__main__":
    TARGET.write_text(licences_page())
