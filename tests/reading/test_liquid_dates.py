"""Dates in Liquid, to the digit: what Ruby 3.1's `strftime` and Jekyll's filters print."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from feeds.archive.jekyll.liquid_dates import OF_DATES
from feeds.text.calendar_names import MONTHS

# Moments at the ends of a century, of a year by weeks, of a half day, of a second.
DIRECTIVES = {
    "1999-12-31 12:59:58.999 +0530": (
        "C=19|d=31|e=31|G=1999|g=99|H=12|I=12|j=365|k=12|L=999|l=12|M=59|m=12|N=999000000|S=58"
        "|s=946625398|U=52|u=5|V=52|W=52|w=5|Y=1999|y=99|A=Friday|a=Fri|B=December|b=Dec|h=Dec"
        "|P=pm|p=PM|z=+0530|%=%|c=Fri Dec 31 12:59:58 1999|D=12/31/99|F=1999-12-31"
        "|r=12:59:58 PM|R=12:59|T=12:59:58|v=31-DEC-1999|x=12/31/99|X=12:59:58"
    ),
    "2000-01-02 00:00:01.001 -0800": (
        "C=20|d=02|e= 2|G=1999|g=99|H=00|I=12|j=002|k= 0|L=001|l=12|M=00|m=01|N=001000000|S=01"
        "|s=946800001|U=01|u=7|V=52|W=00|w=0|Y=2000|y=00|A=Sunday|a=Sun|B=January|b=Jan|h=Jan"
        "|P=am|p=AM|z=-0800|%=%|c=Sun Jan  2 00:00:01 2000|D=01/02/00|F=2000-01-02"
        "|r=12:00:01 AM|R=00:00|T=00:00:01|v= 2-JAN-2000|x=01/02/00|X=00:00:01"
    ),
    "2024-09-05 11:07:09 +0000": (
        "C=20|d=05|e= 5|G=2024|g=24|H=11|I=11|j=249|k=11|L=000|l=11|M=07|m=09|N=000000000|S=09"
        "|s=1725534429|U=35|u=4|V=36|W=36|w=4|Y=2024|y=24|A=Thursday|a=Thu|B=September|b=Sep"
        "|h=Sep|P=am|p=AM|z=+0000|%=%|Z=UTC|c=Thu Sep  5 11:07:09 2024|D=09/05/24|F=2024-09-05"
        "|r=11:07:09 AM|R=11:07|T=11:07:09|v= 5-SEP-2024|x=09/05/24|X=11:07:09"
    ),
}


def date(spelled: str, form: str) -> str:
    return str(OF_DATES["date", 1](spelled, form))


@pytest.mark.parametrize(("spelled", "shown"), [*DIRECTIVES.items()])
def test_each_directive_of_a_date(spelled: str, shown: str) -> None:
    letters = [part.partition("=")[0] for part in shown.split("|")]
    written = [f"{each}={date(spelled, f'%{each}')}" for each in letters]
    assert "|".join(written) == shown


@pytest.mark.parametrize(
    ("directive", "shown"),
    [
        ("%-d", "5"), ("%_d", " 5"), ("%0e", "05"), ("%05d", "00005"), ("%3d", "005"),
        ("%1d", "5"), ("%-m", "9"), ("%_m", " 9"), ("%9Y", "000002024"), ("%-I", "11"),
        ("%_j", "249"), ("%^a", "THU"), ("%^b", "SEP"), ("%#p", "am"), ("%12A", "    Thursday"),
        ("%-12A", "Thursday"), ("%^#a", "THU"), ("%:z", "+08:00"), ("%:d", "05"), ("%Z", ""),
        ("%q", "%q"), ("%-^10B", "SEPTEMBER"), ("%_10H", "        11"), ("%100d", "%100d"),
        ("%---d", "5"), ("%----d", "%----d"), ("%n%t", "\n\t"),
    ],
)  # fmt: skip
def test_flags_and_a_width_stand_before_a_directive(directive: str, shown: str) -> None:
    assert date("2024-09-05 11:07:09 +0800", directive) == shown


@pytest.mark.parametrize("day", range(1, 32))
def test_a_day_is_written_with_its_ordinal(day: int) -> None:
    ending = {1: "st", 2: "nd", 3: "rd", 21: "st", 22: "nd", 23: "rd", 31: "st"}.get(day, "th")
    shown = OF_DATES["date_to_string", 1](f"2024-08-{day:02}", "ordinal")
    assert shown == f"{day}{ending} Aug 2024"


@pytest.mark.parametrize("month", range(1, 13))
def test_a_day_is_written_with_the_name_of_its_month(month: int) -> None:
    spelled, name = f"2024-{month:02}-09", MONTHS[month - 1]
    short, long = (OF_DATES[f"date_to_{kind}string", 0](spelled) for kind in ("", "long_"))
    assert (short, long) == (f"09 {name[:3]} 2024", f"09 {name} 2024")
    american = OF_DATES["date_to_long_string", 2](spelled, "ordinal", "US")
    assert american == f"{name} 9th, 2024"
    assert OF_DATES["date_to_string", 1](spelled, "other") == f"09 {name[:3]} 2024"
    assert OF_DATES["date_to_string", 2](spelled, "ordinal", "UK") == f"9th {name[:3]} 2024"


def test_a_date_is_written_for_machines() -> None:
    spelled = "2024-09-05 11:07:09.5 +0800"
    assert OF_DATES["date_to_xmlschema", 0](spelled) == "2024-09-05T11:07:09+08:00"
    assert OF_DATES["date_to_rfc822", 0](spelled) == "Thu, 05 Sep 2024 11:07:09 +0800"


@pytest.mark.parametrize(
    ("spelled", "shown"),
    [
        ("0", "1970-01-01"),
        ("86399", "1970-01-01"),
        ("99999999999", "5138-11-16"),
        ("999999999999", "999999999999"),  # beyond any year
        ("0999-12-31", "0999-12-31"),  # no year that a feed may have
        ("soon", "soon"),
    ],
)
def test_a_number_is_seconds_and_what_is_no_date_stays(spelled: str, shown: str) -> None:
    assert date(spelled, "%F") == shown


@pytest.mark.parametrize(("length", "end"), [(199, "x4"), (200, "x4"), (201, "x%")])
def test_a_form_has_two_hundred_characters_at_most(length: int, end: str) -> None:
    assert date("2024-09-05", f"{'x' * (length - 2)}%u")[-2:] == end


@pytest.mark.parametrize("spelled", ["now", "today"])
def test_the_present_is_the_beginning_of_a_day(spelled: str) -> None:
    before = datetime.now(UTC)
    shown = date(spelled, "%F %T.%N %z")
    assert shown in {f"{day:%F} 00:00:00.000000000 +0000" for day in (before, datetime.now(UTC))}


def test_a_number_of_seconds_is_as_long_as_it_is() -> None:
    assert [date(seconds, "%s %l %I") for seconds in ("0", "5", "10", "3600")] == [
        "0 12 12", "5 12 12", "10 12 12", "3600  1 01",
    ]  # fmt: skip
