"""`/filter`: a form that narrows a feed. Where a field is wrong, it says so and keeps all
fields."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

from flask import Blueprint, Response, redirect, request

from feeds.addresses import write_target
from feeds.errors import BadParameterError
from feeds.feed.names import display_name
from feeds.index.catalogue import largest
from feeds.model import SITE, Term, TermKind
from feeds.parameters import parse
from feeds.query import Query
from feeds.render import FORMATS
from service.web.current import prefers_page, publication, request_pairs
from service.web.pages import layout, urls
from service.web.pages.filter_fields import KINDS, FieldFault, Fields, Pair, read_fields
from service.web.pages.near import NearFeed, near_feed

blueprint = Blueprint("filter_form", __name__)

PAGE = "page"  # a format of the form alone: the page of the feed that it describes
_OFFERED = 60  # names of each kind in a list; all others are found by what is typed


class OfferedName(NamedTuple):
    """A name in the list of a field: what the field takes, and what people call it."""

    value: str
    label: str


class MeantFeed(NamedTuple):
    """A feed that a text may mean, and where the form stands with it in the text's place."""

    feed: NearFeed
    address: str


class WrongField(NamedTuple):
    """A field's name and text, and the feeds that this may mean."""

    name: str
    text: str
    choices: list[MeantFeed]


class Chosen(NamedTuple):
    """A term that the form has already: the field's name and value, and the words of its chip."""

    field: str
    value: str
    kind: TermKind
    name: str  # for people


@blueprint.get("/filter")
def filtered() -> Response:
    """A redirect to the canonical address of the feed that the form describes, or of its page.
    For people: the form again, where a field has no meaning.

    :raise 400: for programs: a value without meaning
    :raise 404: for programs: a term that no served post has
    """
    extension = request.args.get("format", "rss")
    if extension not in (*FORMATS, PAGE):
        raise BadParameterError("format", extension, f"one of {', '.join(FORMATS)}")
    pairs = [pair for pair in request_pairs() if pair[0] != "format" and pair[1].strip()]
    if prefers_page():
        here = publication()
        fields = read_fields(here.index, pairs, here.defaults)
        if fields.wrong:
            return _form_again(fields, extension)
        pairs = fields.usable
    return _feed(pairs, extension)


def names_offered() -> dict[TermKind, list[OfferedName]]:
    """What the form's lists hold: the feeds with most posts, by kind."""
    site, offered = publication().archive.site, dict[TermKind, list[OfferedName]]()
    for row in largest(publication().index, _OFFERED):
        name = OfferedName(row.term.name, display_name(site, row.term, row.twin))
        offered.setdefault(row.term.kind, []).append(name)
    return offered


def _feed(pairs: list[Pair], extension: str) -> Response:
    here = publication()
    query = parse(SITE, [(name, text.strip()) for name, text in pairs], here.defaults)
    here.compose(replace(query, limit=1))  # a 404 here, not after the redirect
    target = write_target(query, "" if extension == PAGE else extension)
    return redirect(urls.local(target), 303)  # type: ignore[return-value]


def _form_again(fields: Fields, extension: str) -> Response:
    offered = names_offered()
    response = layout.page(
        "filter.html",
        400,
        cache="no-store",
        chosen=[_chosen(name, text) for name, text in fields.usable if name in KINDS],
        typed={name: text for name, text in fields.usable if name not in KINDS},
        wrong=[_wrong(fields, fault, extension) for fault in fields.wrong],
        offered=offered,
        compares_stories=publication().defaults.stories != "off",
        shown=_shown(offered, extension),
        extension=extension,
        formats=urls.formats(Query()),
    )
    response.vary.add("Accept")
    return response


def _shown(offered: Iterable[TermKind], extension: str) -> set[str]:
    """The fields that the form has. What is wrong with others is said above all of them."""
    names = {sign + kind for kind in offered for sign in ("", "-")}
    return {*names, "q", "since", "until", *(() if extension == PAGE else ("limit",))}


def _chosen(field: str, value: str) -> Chosen:
    kind = KINDS[field]
    return Chosen(field, value, kind, near_feed(Term(kind, value)).name)


def _wrong(fields: Fields, fault: FieldFault, extension: str) -> WrongField:
    addresses = (
        urls.with_parameters(
            urls.local("/filter"), [*fields.with_term(fault, term), ("format", extension)]
        )
        for term in fault.meant
    )
    return WrongField(
        fault.name, fault.text, list(map(MeantFeed, map(near_feed, fault.meant), addresses))
    )
