"""How far markup may grow beyond its text."""

from __future__ import annotations

import pytest

from feeds.text.growth import GrowthError, refuse_filled_in, refuse_markup


def test_markup_grows_to_five_times_its_text_and_a_million_characters() -> None:
    refuse_markup(1_000_050, 10)
    refuse_filled_in(1_000_010, 10)
    for refuse, length in ((refuse_markup, 1_000_051), (refuse_filled_in, 1_000_011)):
        with pytest.raises(GrowthError, match=f"{length:,} characters of 10"):
            refuse(length, 10)
