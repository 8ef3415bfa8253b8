"""Bytes of post files → Readings (a post, or why there is none), stage by stage, many at once.

    placed ─ decoded ─ parsed ─ decided ─ lifted ─ traced ─ assembled ─▶ a post
       └────────┴─────────┴────────┴──── broken or excluded

Reading one file calls some three hundred functions. At the last one, the first ones have left the
processor's caches. When many files go through one stage before the next stage begins, the code of
a stage stays in the caches, and the whole takes seven tenths of the time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from feeds.archive.assemble import assemble
from feeds.archive.faults import BrokenFileError, Fault, fault_of_error
from feeds.archive.filled_permalink import refuse_long
from feeds.archive.front_matter import Document
from feeds.archive.kind import Kind
from feeds.archive.lift import Lifted, lift
from feeds.archive.long_names import long_name_faults
from feeds.archive.opt_out import opted_out
from feeds.archive.options import Options
from feeds.archive.reading import Excluded, Facts, Reading
from feeds.archive.repair import parsed
from feeds.archive.text_location import located
from feeds.archive.values import FrontMatter
from feeds.identity import fingerprint
from feeds.model import TextLocation
from feeds.text.decode import Decoded, decode
from feeds.text.traits import traits_of


@dataclass(slots=True, eq=False, repr=False)
class Draft:
    """A file on its way to a Reading: each stage adds its part, and any may settle it."""

    path: str
    data: bytes
    faults: tuple[Fault, ...] = ()
    reading: Reading | None = None
    dates: FrontMatter = field(default_factory=dict)  # by version control
    decoded: Decoded = field(init=False)
    document: Document = field(init=False)
    facts: Facts = field(init=False)
    lifted: Lifted = field(init=False)
    digest: str = field(init=False)
    text_location: TextLocation = field(init=False)

    def break_off(self, fault: Fault) -> None:
        """It should be a post, and is none."""
        self.reading = Reading(self.path, fingerprint(self.data), faults=(fault,))

    def leave_out(self, excluded: Excluded) -> None:
        """It is in order, and stands in no feed."""
        self.reading = Reading(self.path, fingerprint(self.data), excluded=excluded)


Stage = Callable[[Draft, Kind, Options], None]


def readings(drafts: Iterable[Draft], kind: Kind, options: Options) -> list[Reading]:
    """What became of each of these files, in their order. Never raises for what a file holds."""
    drafts = list(drafts)
    if kind.file_dates:
        dates = kind.file_dates.of(draft.path for draft in drafts)
        for draft in drafts:
            draft.dates = dates.get(draft.path, {})
    for stage in _STAGES:
        for draft in drafts:
            if draft.reading is None:
                _go_through(stage, draft, kind, options)
    return [draft.reading for draft in drafts if draft.reading]


def _go_through(stage: Stage, draft: Draft, kind: Kind, options: Options) -> None:
    try:
        stage(draft, kind, options)
    except BrokenFileError as error:
        draft.break_off(error.fault)
    except Exception as error:
        # An error that no rule foresaw breaks only this file, and the fault names it.
        draft.break_off(fault_of_error(error, "E09"))


def _place(draft: Draft, kind: Kind, options: Options) -> None:
    if excluded := kind.kept_out(draft.path):
        draft.leave_out(excluded)


def _decode(draft: Draft, kind: Kind, options: Options) -> None:
    decoded = decode(draft.data)
    if decoded is None:
        draft.break_off(Fault(_bad_line(draft.data), "E03", "no text in UTF-8 or GB18030"))
    else:
        draft.decoded = decoded
        draft.faults = _encoding_faults(decoded)


def _parse(draft: Draft, kind: Kind, options: Options) -> None:
    document, mended = parsed(draft.decoded.text, kind.matter_form)
    draft.faults += mended
    if document is None and kind.bare:
        document = Document({}, draft.decoded.text, "", 1)
    if document is None:
        draft.leave_out(Excluded("no post: no front matter"))
    else:
        draft.document = document


def _decide(draft: Draft, kind: Kind, options: Options) -> None:
    written = draft.document.front_matter
    front_matter = kind.front_matter(draft.path, written | draft.dates if draft.dates else written)
    if front_matter is not draft.document.front_matter:
        draft.document = draft.document._replace(front_matter=front_matter)
    facts = opted_out(front_matter) or kind.facts(draft.path, draft.document)
    if isinstance(facts, Excluded):
        draft.leave_out(facts)
    else:
        refuse_long((facts.permalink,))
        draft.facts = facts


def _lift(draft: Draft, kind: Kind, options: Options) -> None:
    draft.lifted = lift(draft.document.body, draft.facts.tags, options.rules)


def _trace(draft: Draft, kind: Kind, options: Options) -> None:
    draft.digest = fingerprint(draft.data)
    draft.text_location = located(
        draft.data, draft.digest, draft.decoded, draft.document.body, draft.lifted.body
    )


def _assemble(draft: Draft, kind: Kind, options: Options) -> None:
    post, faults = assemble(
        draft.path,
        draft.document,
        draft.lifted,
        draft.facts,
        draft.text_location,
        kind.site,
        kind.dialect,
        options,
    )
    terms = (*draft.facts.categories, *draft.facts.tags)
    faults += long_name_faults(draft.document, terms, options.rules) if post else ()
    traits = None
    if post and options.stories != "off":
        publisher = post.attribution.outlet or next(iter(draft.facts.categories), "")
        address = post.attribution.original_url
        traits = traits_of(post.title, draft.lifted.body, address, publisher)
    draft.reading = Reading(draft.path, draft.digest, post, None, draft.faults + faults, traits)


_STAGES: tuple[Stage, ...] = (_place, _decode, _parse, _decide, _lift, _trace, _assemble)


def _encoding_faults(decoded: Decoded) -> tuple[Fault, ...]:
    foreign = decoded.encoding != "utf-8"
    return (
        *([Fault(1, "R04", f"decoded from {decoded.encoding}")] if foreign else []),
        *([Fault(1, "R06", "control characters removed")] if decoded.removed else []),
    )


def _bad_line(data: bytes) -> int:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        return data.count(b"\n", 0, error.start) + 1
    return 1
