"""The steps that a worker can be woken for."""

from __future__ import annotations

from typing import Literal

Step = Literal["rescan", "announce", "verify", "deliver", "tell_external_hubs"]
