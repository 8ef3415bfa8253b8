"""What decides a setting: an option, a variable, a file or nothing, in this order."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.settings.config_file import ConfigFile
from service.settings.kubernetes import is_of_kubernetes
from service.settings.sources import Sources, variables

FILE = ConfigFile(
    Path("postwire.toml"),
    {"port": 1, "archive": "x", "log_requests": True, "table": {"a": 1}},
    'port = 1\narchive = "x"\nlog_requests = true\n[table]\na = 1\n',
)


@pytest.mark.parametrize(
    ("options", "named", "key", "source"),
    [
        ({"port": 2}, {"port": "POSTWIRE_PORT"}, ("port",), "--port"),
        ({"log_requests": True}, {}, ("log_requests",), "--log-requests"),
        ({"archive": "y"}, {}, ("archive",), "ARCHIVE"),
        ({"port": 2}, {}, ("archive",), "postwire.toml:2"),
        ({"archive": "y"}, {}, ("port",), "postwire.toml:1"),
        ({}, {"archive": "POSTWIRE_ARCHIVE"}, ("archive",), "POSTWIRE_ARCHIVE"),
        ({}, {"port": "postwire_PORT"}, ("port",), "postwire_PORT"),
        ({}, {}, ("table", "a"), "postwire.toml:5"),
        ({}, {}, ("table", "b"), "postwire.toml:4"),
        ({}, {}, ("host",), "default"),
    ],
)
def test_the_first_source_that_names_a_setting_decides_it(
    options: dict[str, object], named: dict[str, str], key: tuple[str, ...], source: str
) -> None:
    assert Sources(options, named, FILE).of(*key) == source


def test_variables_are_settings_in_any_case_but_for_our_own_and_those_of_kubernetes() -> None:
    assert variables(
        {
            "POSTWIRE_HOST": "::1",
            "postwire_Base_URL": "https://feeds.example",
            "POSTWIRE_NONSENSE": "",
            "XPOSTWIRE_PORT": "1",
            "POSTWIRE": "",
            "POSTWIRE_CHECKOUT": "x",
            "POSTWIRE_GIT_NAME": "x",
            "POSTWIRE_GIT_SECRET": "x",
            "POSTWIRE_SERVICE_HOST": "10.0.0.1",
            "POSTWIRE_PORT": "tcp://10.0.0.1:80",
        }
    ) == {
        "host": "POSTWIRE_HOST",
        "base_url": "postwire_Base_URL",
        "nonsense": "POSTWIRE_NONSENSE",
    }


@pytest.mark.parametrize(
    ("name", "value", "is_theirs"),
    [
        ("SERVICE_HOST", "10.0.0.1", True),
        ("WEB_SERVICE_HOST", "10.0.0.1", True),
        ("SERVICE_PORT", "80", True),
        ("SERVICE_PORT_HTTP", "80", True),
        ("SERVICES_HOST", "x", False),
        ("HOST", "10.0.0.1", False),
        ("PORT", "8000", False),
        ("PORT", "tcp://10.0.0.1:80", True),
        ("WEB_PORT", "udp://10.0.0.1:80", True),
        ("PORT", "http://10.0.0.1:80", False),
        ("PORT", "tcp://", False),
        ("PORT_80_TCP", "tcp://10.0.0.1:80", True),
        ("PORT_80_TCP", "8000", False),
        *((f"PORT_80_{kind}_PROTO", "x", True) for kind in ("TCP", "UDP", "SCTP")),
        *((f"WEB_PORT_80_TCP_{part}", "x", True) for part in ("PROTO", "PORT", "ADDR")),
        ("PORT_80_ICMP_ADDR", "x", False),
        ("PORT_80_TCP_NAME", "tcp://x", False),
    ],
)
def test_a_variable_of_kubernetes_is_known_by_its_name_and_its_value(
    name: str, value: str, is_theirs: bool
) -> None:
    assert is_of_kubernetes(name, value) == is_theirs
