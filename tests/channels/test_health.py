"""What machines ask: alive, ready, how is it going."""

from pathlib import Path

import pytest
from django.db import OperationalError
from django.test import Client

from tests.nation import Nation
from wasl.channels import health
from wasl.country.api import PackError
from wasl.country.faults import Fault


def test_a_living_process_says_so_without_asking_the_store() -> None:
    answer = Client().get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"alive": True})


def test_a_prepared_platform_is_ready(nation: Nation) -> None:
    answer = Client().get("/readyz")
    assert (answer.status_code, answer.json()) == (200, {"ready": True, "problems": []})


def test_a_store_whose_tables_are_behind_is_not_ready_and_says_what_to_do(
    nation: Nation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health.MigrationExecutor, "migration_plan", lambda *_: ["one", "two"])
    answer = Client().get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["problems"] == ["main store: 2 migrations to apply; run `wasl up`"]


def test_a_store_that_is_down_is_named_without_its_address(nation: Nation, monkeypatch: pytest.MonkeyPatch) -> None:
    def down(*_: object) -> None:
        raise OperationalError("connection to secret-host failed")

    monkeypatch.setattr(health, "MigrationExecutor", down)
    answer = Client().get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["problems"] == ["main store: OperationalError"]


def test_a_broken_country_pack_is_named_with_its_file(nation: Nation, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise PackError([Fault(Path("purposes.yaml"), 7, "care.sections.2", "no such section", "name one that exists")])

    monkeypatch.setattr(health, "catalogue", broken)
    answer = Client().get("/readyz")
    assert answer.status_code == 503
    (problem,) = answer.json()["problems"]
    assert "purposes.yaml" in problem
    assert "name one that exists" in problem


def test_figures_tell_how_long_requests_take_by_route_and_never_by_address(officer: Client, nation: Nation) -> None:
    officer.get(f"/persons/{nation.handle}/?purpose=service-delivery")
    figures = Client().get("/metrics").content.decode()
    assert "wasl_http_request_seconds_bucket" in figures
    assert 'route="persons/<str:handle>/"' in figures
    assert nation.handle not in figures


def test_made_up_methods_do_not_fill_the_figures() -> None:
    Client().generic("BREW", "/healthz")
    figures = Client().get("/metrics").content.decode()
    assert "BREW" not in figures
    assert 'method="other"' in figures
