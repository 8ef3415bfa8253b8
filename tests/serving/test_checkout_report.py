"""What every process of a host says of the repository that its archive comes from."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.checkout.report import CheckoutReport, read_report, write_report
from service.web.status_json import as_json
from service.web.status_numbers import StatusNumbers

SOURCE = "https://git.example/site.git#main"
NEW = CheckoutReport(SOURCE)


def test_a_commit_is_served_since_it_came_and_no_later() -> None:
    report = NEW.served("a" * 40, 10.0)
    assert (report.commit, report.since) == ("a" * 40, 10.0)
    assert report.served("a" * 40, 20.0).since == 10.0
    again = report.served("b" * 40, 20.0)
    assert (again.commit, again.since) == ("b" * 40, 20.0)


def test_a_fetch_fails_since_the_first_of_several_failures() -> None:
    first = NEW.succeeded(5.0).failed("no route", 10.0)
    second = first.failed("timed out", 20.0)
    assert (second.error, second.tried, second.fetched) == ("timed out", 20.0, 5.0)
    assert second.failing_since == 10.0
    mended = second.succeeded(30.0)
    assert (mended.error, mended.failing_since, mended.fetched, mended.tried) == (
        *(None, None),
        *(30.0, 30.0),
    )
    assert mended.failed("no route", 40.0).failing_since == 40.0


def test_a_report_is_read_as_it_was_written(tmp_path: Path) -> None:
    report = NEW.served("a" * 40, 10.5).failed("no route", 20.0)
    write_report(tmp_path, report)
    assert read_report(tmp_path, SOURCE) == report
    assert read_report(tmp_path, "elsewhere").source == "elsewhere"


@pytest.mark.parametrize("written", [None, "", "[]", "{", '{"unknown": 1}'])
def test_a_report_that_cannot_be_read_is_an_empty_one(tmp_path: Path, written: str | None) -> None:
    if written is not None:
        (tmp_path / "report.json").write_text(written)
    assert read_report(tmp_path, SOURCE) == NEW


def test_a_program_gets_the_times_as_dates_and_all_else_as_it_is() -> None:
    report = NEW.served("a" * 40, 0.5).succeeded(60.0)
    written = as_json(StatusNumbers({}, "site", "jekyll", report))["checkout"]
    assert written == {
        "source": SOURCE,
        "commit": "a" * 40,
        "since": "1970-01-01T00:00:00.500000+00:00",
        "fetched": "1970-01-01T00:01:00+00:00",
        "tried": "1970-01-01T00:01:00+00:00",
        "error": None,
        "failing_since": None,
    }
    assert "checkout" not in as_json(StatusNumbers({}, "site", "jekyll"))
