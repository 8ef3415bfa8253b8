"""The files in deploy/ use commands, settings and units that this release understands."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml
from click import Context
from flask.testing import FlaskClient

from service.cli import main
from service.settings.settings import Settings
from tests.conftest import free_port
from tests.serving.image import Image, instructions

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
FILES = sorted(path for path in DEPLOY.iterdir() if path.is_file())
TEXTS = [*FILES, *sorted((ROOT / "docs").glob("*.md")), ROOT / "README.md"]


def commands(path: Path) -> list[list[str]]:
    """The arguments of every `postwire …` that a file runs."""
    text = path.read_text()
    lists = re.findall(r'^\s*(?:command:|CMD)\s*\["postwire", (.*)\]', text, re.MULTILINE)
    lines = re.findall(r"^Exec\w+=/\S+/postwire (.*)$", text, re.MULTILINE)
    return [re.findall(r'"([^"]*)"', listed) for listed in lists] + [shlex.split(x) for x in lines]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_command_is_one_of_ours_with_options_that_it_has(path: Path) -> None:
    for name, *arguments in commands(path):
        command = main.get_command(Context(main), name)
        assert command
        options = {option for parameter in command.params for option in parameter.opts}
        assert {argument for argument in arguments if argument.startswith("--")} <= options


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.name)
def test_every_variable_named_is_a_setting(path: Path) -> None:
    text = path.read_text()
    named = {name.lower() for name in re.findall(r"\bPOSTWIRE_([A-Z_]*[A-Z])\b", text)}
    added = set(re.findall(r"(?m)^\+ +(\w+): .* = Field\($", text))  # by a worked list
    assert named <= set(Settings.model_fields) | added


@pytest.mark.parametrize("path", sorted(DEPLOY.glob("*.yaml")), ids=lambda path: path.name)
def test_a_compose_file_refers_to_what_it_defines(path: Path) -> None:
    composed = yaml.safe_load(path.read_text())
    for service in composed["services"].values():
        assert set(service.get("depends_on", ())) <= set(composed["services"])
        for volume in service.get("volumes", ()):
            source = volume.split(":")[0]
            assert source in composed["volumes"] or (DEPLOY / source).is_file() or "$" in source


def test_the_dockerfile_copies_existing_files_and_runs_as_an_unprivileged_user() -> None:
    text = (DEPLOY / "Dockerfile").read_text()
    for line in re.findall(r"^COPY (?!--from)(.*)$", text, re.MULTILINE):
        for source in line.split()[:-1]:
            assert (ROOT / source).exists(), source
    assert re.search(r"^USER postwire$", text, re.MULTILINE)
    assert re.search(r"^HEALTHCHECK ", text, re.MULTILINE)


@pytest.mark.process
@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="SYSTEMD-ANALYZE IS NOT INSTALLED")
def test_systemd_accepts_the_unit(tmp_path: Path) -> None:
    """Another program stands in place of ours, which is not installed: systemd looks for it."""
    text = (DEPLOY / "postwire.service").read_text()
    unit = tmp_path / "postwire.service"
    unit.write_text(re.sub(r"(?m)^(Exec\w+)=\S+", r"\1=/bin/true", text))
    checked = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(unit)], capture_output=True, text=True
    )
    assert (checked.returncode, checked.stderr) == (0, "")


def test_uninstalling_removes_what_the_unit_and_systemd_have_made() -> None:
    """A user that systemd makes up keeps its state in /var/lib/private, with a link to it."""
    unit = (DEPLOY / "postwire.service").read_text()
    environment, program, state = (
        re.findall(rf"(?m)^{key}=-?(.+)$", unit)[0]
        for key in ("EnvironmentFile", "ExecStart", "StateDirectory")
    )
    made = {
        "/etc/systemd/system/postwire.service",
        environment,
        program.partition("/bin/")[0],
        f"/var/lib/{state}",
        f"/var/lib/private/{state}",
    }
    section = (ROOT / "docs/operations.md").read_text().partition("## Uninstall")[2]
    (removal,) = re.findall(r"(?m)^    rm -r (.+)$", section.partition("\n## ")[0])
    assert set(removal.split()) == made
    assert "systemctl daemon-reload" in section.partition("\n## ")[0]


NGINX = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")


@pytest.mark.process
@pytest.mark.skipif(not NGINX, reason="NGINX IS NOT INSTALLED")
def test_nginx_accepts_the_server_of_the_compose_file(tmp_path: Path) -> None:
    """With a loopback address in place of the container's name, which nginx would look up, and with
    a port that any user may listen on."""
    server = (DEPLOY / "nginx.compose.conf").read_text().replace("http://web:", "http://127.0.0.1:")
    assert "listen 80" in server
    server = server.replace("listen 80", f"listen 127.0.0.1:{free_port()}")
    whole = tmp_path / "nginx.conf"
    whole.write_text(f'pid "{tmp_path}/pid"; events {{}} http {{ access_log off; {server} }}')
    command = [str(NGINX), "-t", "-q", "-p", str(tmp_path), "-e", "stderr", "-c", str(whole)]
    checked = subprocess.run(command, capture_output=True, text=True)
    assert checked.returncode == 0, checked.stderr


def expressions() -> list[str]:
    """What the alerts and the dashboard ask Prometheus."""
    rules = yaml.safe_load((DEPLOY / "prometheus-alerts.yml").read_text())
    dashboard = json.loads((DEPLOY / "grafana-dashboard.json").read_text())
    asked = [rule["expr"] for group in rules["groups"] for rule in group["rules"]]
    asked += [target["expr"] for panel in dashboard["panels"] for target in panel["targets"]]
    return asked


def test_alerts_and_dashboard_ask_for_metrics_and_labels_that_there_are(
    client: FlaskClient,
) -> None:
    client.get("/feed.rss")
    text = client.get("/metrics").text
    names = set(re.findall(r"(?m)^# TYPE (\S+) ", text)) | set(re.findall(r"(?m)^(\w+)[{ ]", text))
    labels = set(re.findall(r'[{,](\w+)="', text)) | {"instance", "job"}
    # These come of what a fresh archive in a folder has none of.
    later = ("postwire_archive_", "postwire_deliveries_")
    for expression in expressions():
        for name in re.findall(r"\bpostwire_\w+", expression):
            assert name in names or name.startswith(later), name
        asked = re.findall(r'[{,](\w+)(?:=|!=|=~)"', expression)
        assert set(asked) <= labels | {"outcome"}, expression


def test_a_dashboards_panels_do_not_overlap() -> None:
    panels = json.loads((DEPLOY / "grafana-dashboard.json").read_text())["panels"]
    places = [(panel["gridPos"]["x"], panel["gridPos"]["y"]) for panel in panels]
    assert len(set(places)) == len(places) == len({panel["id"] for panel in panels})


def test_each_alert_is_explained() -> None:
    rules = yaml.safe_load((DEPLOY / "prometheus-alerts.yml").read_text())
    page = (ROOT / "docs" / "monitoring.md").read_text()
    for group in rules["groups"]:
        for rule in group["rules"]:
            assert rule["alert"] in page


@pytest.mark.process
def test_the_hook_brings_a_checkout_to_what_was_pushed_and_has_the_service_look(
    tmp_path: Path,
) -> None:
    """A program stands in place of `postwire`, which notes what it is asked."""

    def git(*arguments: str | Path, folder: Path = tmp_path) -> str:
        command = ["git", "-c", "user.name=a", "-c", "user.email=a@example.org", "-C", str(folder)]
        environment = {"GIT_CONFIG_GLOBAL": os.devnull, "PATH": f"{tmp_path}:{os.environ['PATH']}"}
        return subprocess.run(
            [*command, *map(str, arguments)],
            env=environment | {"CHECKOUT": str(tmp_path / "served"), "BRANCH": "main"},
            check=True,
            capture_output=True,
            text=True,
        ).stdout

    noted = tmp_path / "noted"
    (tmp_path / "postwire").write_text(f'#!/bin/sh\necho "$@" >> "{noted}"\n')
    (tmp_path / "postwire").chmod(0o755)
    git("init", "-q", "--bare", "-b", "main", "site.git")
    git("clone", "-q", "site.git", "mine")
    mine = tmp_path / "mine"
    git("checkout", "-q", "-b", "main", folder=mine)
    git("commit", "-q", "--allow-empty", "-m", "first", folder=mine)
    git("push", "-q", "origin", "main", folder=mine)
    git("clone", "-q", "site.git", "served")
    shutil.copy(DEPLOY / "post-receive", tmp_path / "site.git" / "hooks" / "post-receive")
    (mine / "post.md").write_text("Text.")
    git("add", "post.md", folder=mine)
    git("commit", "-q", "-m", "second", folder=mine)
    git("push", "-q", "origin", "main", "HEAD:refs/heads/other", folder=mine)
    assert (tmp_path / "served" / "post.md").exists()
    assert noted.read_text() == f"refresh --archive {tmp_path / 'served'}\n"


def test_every_line_of_the_dockerfile_is_read_whole_and_maps_below_a_folder(tmp_path: Path) -> None:
    """`make image` runs them: that takes minutes and the network."""
    lines = list(instructions((DEPLOY / "Dockerfile").read_text()))
    assert {name for name, _ in lines} == {
        *("FROM", "COPY", "RUN", "ENV", "USER", "VOLUME", "EXPOSE"),
        *("HEALTHCHECK", "STOPSIGNAL", "CMD"),
    }
    image = Image(tmp_path)
    commands = [image.mapped(text) for name, text in lines if name == "RUN"]
    assert len(commands) == 5
    for command in commands[1:3]:
        paths = re.findall(r"(?:^|\s)(/\S+)", command)
        assert paths
        assert all(path.startswith(f"{tmp_path}/") for path in paths)
