"""What browsers and programs meet on a platform that is no demo."""

from pathlib import Path
from typing import Any

import pytest

from tests.security.conftest import run_outside_a_demo

PAGES = ["page", "home", "by_proxy", "broken", "other_host", "trace", "static", "git"]
MORE = ["healthz", "language", "waiting"]
EVERYTHING = [*PAGES, "in_clear_by_browser", "in_clear_by_program", "in_clear_by_form", *MORE]


def test_every_cookie_is_bound_to_this_host_and_to_https(outside: dict[str, Any]) -> None:
    cookies = {name: kept for what in EVERYTHING for name, kept in outside[what]["cookies"].items()}
    assert {"__Host-csrf", "__Host-language"} <= set(cookies)
    assert any(name.startswith("__Host-openid-waiting-") for name in cookies)
    for name, kept in cookies.items():
        assert name.startswith("__Host-")
        assert kept["secure"]
        assert kept["path"] == "/"
        assert not kept["domain"]


def test_no_cookie_is_open_to_scripts_or_sent_along_from_other_sites(outside: dict[str, Any]) -> None:
    cookies = [kept for what in EVERYTHING for kept in outside[what]["cookies"].values()]
    assert cookies
    assert all(kept["httponly"] and kept["samesite"] == "Lax" for kept in cookies)


def test_the_session_has_the_same_protection(outside: dict[str, Any]) -> None:
    settings = outside["settings"]
    assert settings["SESSION_COOKIE_NAME"] == "__Host-session"
    assert settings["SESSION_COOKIE_SECURE"]
    assert settings["SESSION_COOKIE_HTTPONLY"]
    assert settings["SESSION_COOKIE_SAMESITE"] == "Lax"


@pytest.mark.parametrize("what", PAGES)
def test_browsers_are_told_to_come_by_https_alone_for_a_year(outside: dict[str, Any], what: str) -> None:
    assert outside[what]["headers"]["strict-transport-security"] == "max-age=31536000; includeSubDomains"


@pytest.mark.parametrize("what", EVERYTHING)
def test_every_answer_says_what_a_browser_may_do_with_it(outside: dict[str, Any], what: str) -> None:
    headers = outside[what]["headers"]
    for directive in ("default-src 'self'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"):
        assert directive in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("what", PAGES)
def test_other_sites_are_not_told_the_address_of_a_page(outside: dict[str, Any], what: str) -> None:
    assert outside[what]["headers"]["referrer-policy"] == "same-origin"


@pytest.mark.parametrize("what", [one for one in EVERYTHING if one != "static"])
def test_no_other_site_may_read_an_answer_and_no_cache_keeps_it(outside: dict[str, Any], what: str) -> None:
    headers = outside[what]["headers"]
    assert "access-control-allow-origin" not in headers
    assert "no-store" in headers["cache-control"]


@pytest.mark.parametrize("what", ["page", "home", "broken", "static", "by_proxy"])
def test_every_text_names_its_kind_and_its_characters(outside: dict[str, Any], what: str) -> None:
    kind = outside[what]["headers"]["content-type"]
    assert kind.startswith(("text/html", "text/css"))
    assert "utf-8" in kind


def test_a_browser_is_led_to_https(outside: dict[str, Any]) -> None:
    answer = outside["in_clear_by_browser"]
    assert answer["status"] == 301
    assert answer["headers"]["location"] == "https://wasl.example/sign-in/"


@pytest.mark.parametrize("what", ["in_clear_by_program", "in_clear_by_form"])
def test_a_program_that_speaks_in_the_clear_is_told_so_and_not_led_on(outside: dict[str, Any], what: str) -> None:
    answer = outside[what]
    assert answer["status"] == 403
    assert "location" not in answer["headers"]
    assert "https" in answer["body"]


def test_what_a_proxy_tells_is_believed_of_a_proxy_alone(outside: dict[str, Any]) -> None:
    assert outside["by_proxy"]["status"] == 200
    assert outside["by_liar"]["status"] == 301


def test_asked_from_inside_the_platform_says_without_https_that_it_lives(outside: dict[str, Any]) -> None:
    assert outside["healthz"]["status"] == 200


def test_another_host_name_is_refused(outside: dict[str, Any]) -> None:
    assert outside["other_host"]["status"] == 400


def test_trace_is_refused(outside: dict[str, Any]) -> None:
    assert outside["trace"]["status"] == 405
    assert "TRACE" not in outside["trace"]["headers"]["allow"]


@pytest.mark.parametrize("what", ["folder", "git"])
def test_neither_folders_nor_the_history_of_the_source_are_served(outside: dict[str, Any], what: str) -> None:
    assert outside[what]["status"] == 404


def test_more_than_a_megabyte_is_refused(outside: dict[str, Any]) -> None:
    assert outside["too_long"]["status"] in (400, 413)


def test_a_failure_shows_nothing_of_the_inside(outside: dict[str, Any]) -> None:
    assert outside["broken"]["status"] == 500
    for inside in ("secret", "postgresql", "Traceback", "RuntimeError", ".py"):
        assert inside not in outside["broken"]["body"]


def test_a_failure_is_logged_whole(outside: dict[str, Any]) -> None:
    assert "RuntimeError" in outside["log"]
    assert "Traceback" in outside["log"]


def test_no_answer_names_the_software(outside: dict[str, Any]) -> None:
    for what in EVERYTHING:
        assert not {"server", "x-powered-by"} & set(outside[what]["headers"])


def test_the_demos_log_ins_open_nothing(outside: dict[str, Any]) -> None:
    assert outside["signing_in"]["status"] == 200  # the form again
    assert "__Host-session" not in outside["signing_in"]["cookies"]


def test_debugging_outside_a_demo_stops_the_start(tmp_path: Path) -> None:
    done = run_outside_a_demo(tmp_path, WASL_DEBUG="true")
    assert done.returncode != 0
    assert "WASL_DEBUG" in done.stderr


def test_a_missing_key_stops_the_start(tmp_path: Path) -> None:
    done = run_outside_a_demo(tmp_path, WASL_SECRET_KEY="")
    assert done.returncode != 0
    assert "WASL_SECRET_KEY" in done.stderr
