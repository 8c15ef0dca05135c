"""What deploy/ says agrees with the settings, the routes and the metrics that exist."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client import REGISTRY
from prometheus_client.parser import text_string_to_metric_families

from bot.settings import Settings
from connectors import metrics, serving, workers
from connectors.limits import LARGEST_BODY, LARGEST_FORM, LARGEST_UPLOAD

NAME = re.compile(r"\bbanshi_[a-z_]+")
LABELS = re.compile(r"(banshi_[a-z_]+)\{([^}]*)\}")
BY = re.compile(r"by \(([a-z_, ]+)\)")
SETTING = re.compile(r"\b(BANSHI_[A-Z_]+)\b")


@pytest.fixture(scope="module")
def deploy(root: Path) -> Path:
    return root / "deploy"


def samples() -> dict[str, set[str]]:
    """Every sample name this program exports, with its labels."""
    metrics.TURNS.labels("web", "answered").inc(0)
    metrics.begin()
    metrics.REQUESTS.labels("GET", "/livez", 200).inc(0)
    metrics.SECONDS.labels("/livez").observe(0.001)
    text = metrics.generate_latest(REGISTRY).decode()
    found: dict[str, set[str]] = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            found.setdefault(sample.name, set()).update(sample.labels)
    return found


def expressions(deploy: Path) -> list[str]:
    """Every query of the dashboard and of the alerts."""
    dashboard = json.loads((deploy / "grafana/dashboard.json").read_text("utf-8"))
    alerts = yaml.safe_load((deploy / "prometheus/alerts.yml").read_text("utf-8"))
    queries = [t["expr"] for panel in dashboard["panels"] for t in panel.get("targets", ())]
    return queries + [rule["expr"] for group in alerts["groups"] for rule in group["rules"]]


def test_dashboard_and_alerts_ask_for_metrics_that_exist(deploy: Path) -> None:
    known = samples()
    asked = {name for query in expressions(deploy) for name in NAME.findall(query)}
    assert len(asked) > 3
    assert sorted(asked - set(known)) == []


def test_dashboard_and_alerts_ask_for_labels_that_exist(deploy: Path) -> None:
    known = samples()
    wrong = [
        (query, label)
        for query in expressions(deploy)
        for name, given in LABELS.findall(query)
        for label in re.findall(r"([a-z_]+)(?==)", given)
        if label not in known[name]
    ]
    grouped = {
        label.strip() for q in expressions(deploy) for b in BY.findall(q) for label in b.split(",")
    }
    assert wrong == []
    assert grouped <= set().union(*known.values()) | {"instance", "job"}


def test_every_metric_is_shown_or_watched(deploy: Path) -> None:
    asked = " ".join(expressions(deploy))
    ours = {family.name for family in REGISTRY.collect() if family.name.startswith("banshi_")}
    assert sorted(name for name in ours if name not in asked) == []


def test_every_setting_that_deploy_gives_exists(deploy: Path) -> None:
    known = {field.field_info.extra["env"] if "env" in field.field_info.extra
             else f"BANSHI_{name.upper()}" for name, field in Settings.__fields__.items()}  # fmt: skip
    given = {
        name
        for file in deploy.rglob("*")
        if file.is_file()
        for name in SETTING.findall(file.read_text("utf-8"))
    }
    assert given
    assert sorted(given - known) == []


def test_compose_and_kubernetes_leave_workers_time_to_finish(deploy: Path) -> None:
    compose: dict[str, Any] = yaml.safe_load((deploy / "compose.yml").read_text("utf-8"))
    grace = int(compose["services"]["banshi-a"]["stop_grace_period"].rstrip("s"))
    pods = [*yaml.safe_load_all((deploy / "kubernetes/banshi.yaml").read_text("utf-8"))]
    pod = next(p for p in pods if p["kind"] == "Deployment")["spec"]["template"]["spec"]
    sleep = int(pod["containers"][0]["lifecycle"]["preStop"]["exec"]["command"][1])
    unit = (deploy / "systemd/banshi.service").read_text("utf-8")
    stop = int(re.search(r"TimeoutStopSec=(\d+)", unit)[1])  # type: ignore[index]
    needed = max(workers.GRACE_SECONDS, serving.GRACE_SECONDS)
    assert min(grace, stop, pod["terminationGracePeriodSeconds"] - sleep) > needed


def test_probes_and_targets_name_routes_and_ports_that_exist(deploy: Path) -> None:
    from connectors.web.health import router

    routes = {route.path for route in router.routes}  # type: ignore[attr-defined]
    pods = [*yaml.safe_load_all((deploy / "kubernetes/banshi.yaml").read_text("utf-8"))]
    container = next(p for p in pods if p["kind"] == "Deployment")["spec"]["template"]["spec"][
        "containers"
    ][0]
    probes = {container[name]["httpGet"]["path"] for name in container if name.endswith("Probe")}
    port = Settings.__fields__["port"].default
    assert probes == {"/livez", "/readyz"}
    assert probes <= routes
    assert container["ports"][0]["containerPort"] == port
    nginx = (deploy / "nginx/banshi.conf").read_text("utf-8")
    targets = yaml.safe_load((deploy / "prometheus/prometheus.yml").read_text("utf-8"))
    hosts = targets["scrape_configs"][0]["static_configs"][0]["targets"]
    assert re.findall(r"server (\S+:\d+)", nginx) == hosts
    assert all(host.endswith(f":{port}") for host in hosts)


def test_nginx_takes_no_larger_bodies_and_waits_less_than_keep_alive(deploy: Path) -> None:
    nginx = (deploy / "nginx/banshi.conf").read_text("utf-8")
    sizes = re.findall(r"client_max_body_size (\d+)([km])", nginx)
    allowed = {int(number) * {"k": 1024, "m": 1024**2}[unit] for number, unit in sizes}
    assert allowed == {LARGEST_BODY, LARGEST_FORM, LARGEST_UPLOAD}
    assert serving.IDLE_SECONDS > 60, "nginx closes idle connections after 60 s"


def test_what_programs_deploy_starts_exist(deploy: Path) -> None:
    unit = (deploy / "systemd/banshi.service").read_text("utf-8")
    backup = (deploy / "systemd/banshi-backup.service").read_text("utf-8")
    assert re.search(r"ExecStart=/srv/banshi/\.venv/bin/banshi serve --workers \d", unit)
    started = re.search(r"ExecStart=/srv/banshi/(\S+)", backup)
    assert started is not None
    assert (deploy.parent / started[1]).stat().st_mode & 0o100
    program = Path(sys.executable).parent / "banshi"
    told = subprocess.run([program, "serve", "--help"], capture_output=True, text=True, check=True)
    assert "--workers" in told.stdout


def test_no_secret_is_written_in_deploy(deploy: Path) -> None:
    example = (deploy / "env.example").read_text("utf-8")
    assert not [line for line in example.splitlines() if "=" in line and line.split("=")[1].strip()
                and not line.startswith("#")]  # fmt: skip


def test_documents_named_in_alerts_exist(deploy: Path) -> None:
    alerts = (deploy / "prometheus/alerts.yml").read_text("utf-8")
    named = re.findall(r"docs/[a-z-]+\.md", alerts)
    assert [name for name in named if not (deploy.parent / name).exists()] == []


def test_nginx_writes_no_query_and_no_id_into_its_log(deploy: Path) -> None:
    nginx = (deploy / "nginx/banshi.conf").read_text("utf-8")
    (written,) = re.findall(r"log_format banshi ([^;]*);", nginx)
    variables = set(re.findall(r"\$(\w+)", written))
    assert (
        variables & {"request", "request_uri", "args", "uri", "http_referer", "query_string"}
        == set()
    )
    assert re.findall(r"access_log (\S+ \w+);", nginx) == ["/var/log/nginx/access.log banshi"]
    assert re.findall(r"error_log \S+ (\w+);", nginx) == ["crit"]
    places = dict(re.findall(r"~\^(/\S+/) (/\S+/);", nginx))
    assert places == {"/api/conversations/": "/api/conversations/", "/sheet/": "/sheet/"}
