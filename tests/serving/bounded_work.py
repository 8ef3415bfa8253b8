"""Functions for bounded processes: what a post's code can do to the process that runs it."""

from __future__ import annotations

import json
import os
import re
import signal
import time

DOINGS = {
    "word": lambda: None,
    # C code, which holds the interpreter: no signal handler of Python's runs meanwhile.
    "freeze": lambda: re.match("(a+)+$", "a" * 100 + "b"),
    "sleep": lambda: time.sleep(3600),
    "memory": lambda: bytearray(1 << 40),
    "crash": lambda: os.kill(os.getpid(), signal.SIGSEGV),
    "raise": lambda: [][1],
    "recursion": lambda: json.loads("[" * 100_000),
    "exit": lambda: os._exit(3),
}


def done(setup: str, items: bytes) -> bytes:
    """Do what the words say, and give each with the setup behind it."""
    words = json.loads(items)
    for word in words:
        DOINGS[word.rstrip("0123456789")]()
    return json.dumps([word + setup for word in words]).encode()


class LoadedSlowly:
    """The setup "!", which takes a process more than a second to load."""

    def __reduce__(self) -> tuple[object, ...]:
        return _loaded_slowly, ()


def _loaded_slowly() -> str:
    time.sleep(1.2)
    return "!"


def encode(words: object) -> bytes:
    return json.dumps(words).encode()
