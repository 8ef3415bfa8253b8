"""What is wrong with a post file, as data: a code, a line, a sentence.

Codes starting with E leave the post out (*broken*); codes starting with R were mended with
certainty and the post is served (*repaired*). `docs/faults.md` explains each to an operator.
"""

from __future__ import annotations

import logging
from functools import lru_cache
from typing import NamedTuple

from feeds.bounded.limits import Failure
from feeds.text.clean import without_controls
from feeds.text.growth import GrowthError

_log = logging.getLogger("postwire")

CODES: dict[str, str] = {
    "E01": "the file cannot be opened",
    "E02": "the file is larger than the limit",
    "E03": "the bytes are no text in any encoding that is certain",
    "E04": "the front matter is never closed",
    "E05": "the front matter cannot be parsed",
    "E06": "the front matter is not a mapping of keys to values",
    "E07": "there is no usable date in the front matter or the file name",
    "E08": "there is neither a title nor any text",
    "E09": "the file cannot be read, for a reason nobody foresaw",
    "E10": "no entry can be made of the post, or no document can hold it",
    "E11": "the permalink is longer than any server takes",
    "E12": "reading or rendering the post takes too long",
    "E13": "reading or rendering the post takes too much memory",
    "E14": "the process that read or rendered the post ended",
    "E15": "what is made of the post is far larger than the post",
    "R01": "straight quotes inside the quoted title",
    "R02": "no title: taken from the text",
    "R03": "the date has no meaning: taken from the file name",
    "R04": "the text was not UTF-8: decoded from another encoding",
    "R05": "two posts share one permalink: the id was made distinct",
    "R06": "control characters were removed",
    "R07": "the date of the last change has no meaning: ignored",
    "R08": "the title needs quotes in YAML: taken as it is written",
    "R09": "tabs before a key or item in YAML: taken as spaces",
    "R10": "commas in a text of tags or categories: kept, as Jekyll keeps them",
    "R11": "a name is too long to be one: left out",
}


class Fault(NamedTuple):
    """One finding in one file. `line` counts from 1 in the file as it lies on disk."""

    line: int
    code: str
    message: str

    @property
    def broken(self) -> bool:
        return self.code.startswith("E")

    def at(self, path: str) -> str:
        """The finding as compilers print it: `path:line: CODE: message`."""
        return f"{path}:{self.line}: {self.code}: {self.message}"


class BrokenFileError(Exception):
    """Raised where a file cannot be read; carries the fault that it becomes."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.message)
        self.fault = fault


_CODE_OF = {"time": "E12", "memory": "E13", "end": "E14"}


def fault_of(failure: Failure, unforeseen: str) -> Fault:
    """The fault of a post for which a bounded process gave no result; `unforeseen` is the code for
    an error that its function raised."""
    return Fault(1, _CODE_OF.get(failure.why, unforeseen), failure.reason)


def fault_of_error(error: BaseException, unforeseen: str) -> Fault:
    """The fault of a post whose reading raised this error; `unforeseen` is its code, but for a lack
    of memory, a growth beyond its bound, and an error that carries a fault."""
    if isinstance(error, BrokenFileError):
        return error.fault
    if isinstance(error, GrowthError):
        return Fault(1, "E15", str(error))
    code = "E13" if isinstance(error, MemoryError) else unforeseen
    return Fault(1, code, reason_of(error))


@lru_cache(maxsize=1000)
def report_left_out(path: str, fault: Fault) -> None:
    """Name in the log, once, a post that is left out of feeds though the index has it."""
    _log.error(fault.at(path))


def reason_of(error: BaseException) -> str:
    """What a fault says of an error that nobody foresaw: text that every document can hold."""
    return without_controls(f"{type(error).__name__}: {str(error)[:200]}")
