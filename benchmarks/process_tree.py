"""The memory of a command with all its processes, sampled from /proc while it runs.

Pages that processes share are counted once for each of them, and a peak shorter than the
sampling interval is missed. For a program that forks, the figure is rather too high.
"""

import os
import subprocess
import threading
from pathlib import Path

_SAMPLE_SECONDS = 0.02
_PAGE_KB = os.sysconf("SC_PAGE_SIZE") // 1024


def peak_rss_kb_until_end(process: subprocess.Popen[bytes]) -> int:
    """Wait for the process while a thread samples; the peak of its descendants' RSS, in KB.

    The process itself is not counted: it is GNU time, whose 1 or 2 MB are not the command's.
    """
    peak = 0
    ended = threading.Event()

    def sample() -> None:
        nonlocal peak
        while not ended.wait(_SAMPLE_SECONDS):
            peak = max(peak, sum(map(_rss_kb, _descendants(process.pid))))

    sampler = threading.Thread(target=sample)
    sampler.start()
    process.wait()
    ended.set()
    sampler.join()
    return peak


def _descendants(pid: int) -> list[int]:
    descendants: list[int] = []
    unvisited = [pid]
    while unvisited:
        below = _children(unvisited.pop())
        descendants += below
        unvisited += below
    return descendants


def _children(pid: int) -> list[int]:
    try:
        tasks = list(Path(f"/proc/{pid}/task").iterdir())
        return [int(child) for task in tasks for child in (task / "children").read_text().split()]
    except (FileNotFoundError, ProcessLookupError):  # it has ended meanwhile
        return []


def _rss_kb(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * _PAGE_KB
    except (FileNotFoundError, ProcessLookupError):
        return 0
