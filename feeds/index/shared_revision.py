"""The number of the last refresh, in eight bytes of memory that all processes of the host share.

A look at it costs no system call, so a worker compares it before each answer.
"""

from __future__ import annotations

import errno
import mmap
import os
import struct
from pathlib import Path

_FILE_NAME = "index.revision"


class SharedRevision:
    """The number; 0: none yet. What one process sets, every other one reads at once."""

    _FORMAT = struct.Struct("=Q")

    def __init__(self, state: Path) -> None:
        descriptor, access = _opened(state / _FILE_NAME)
        try:
            if os.fstat(descriptor).st_size < self._FORMAT.size:
                os.ftruncate(descriptor, self._FORMAT.size)
            self._memory = mmap.mmap(descriptor, self._FORMAT.size, access=access)
        finally:
            os.close(descriptor)

    def get(self) -> int:
        return int(self._FORMAT.unpack_from(self._memory)[0])

    def set(self, revision: int) -> None:
        self._FORMAT.pack_into(self._memory, 0, revision)


def _opened(path: Path) -> tuple[int, int]:
    """A descriptor and how the memory may be used. Where nothing can be written, the number can
    still be read, and feeds be served."""
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT, 0o644), mmap.ACCESS_WRITE
    except OSError as error:
        if error.errno not in (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOSPC):
            raise
        return os.open(path, os.O_RDONLY), mmap.ACCESS_READ
