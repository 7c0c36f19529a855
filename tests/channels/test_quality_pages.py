"""The pages on linking quality, as a browser without scripts meets them."""

import csv
import io
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from tests.channels.conftest import signed_in
from tests.ledger import looks
from tests.nation import Nation
from tests.quality import beside_the_last_run
from wasl.persons.models import LinkRun, QualityFigure
from wasl.persons.quality import quality_of

PAGES = ["/quality/", "/quality/registers/", "/quality/model/", "/quality/figures.csv", "/quality/report.html"]


@pytest.fixture
def measured(nation: Nation) -> Iterator[LinkRun]:
    """The linked nation with its quality."""
    run = LinkRun.objects.latest()
    before = run.quality
    with transaction.atomic():
        beside_the_last_run()
    yield LinkRun.objects.latest()
    QualityFigure.objects.filter(run=run).delete()
    LinkRun.objects.filter(pk=run.pk).update(quality=before)


@pytest.fixture
def steward(measured: LinkRun, clean_ledger: None) -> Client:
    return signed_in("steward")


def page(answer: Any) -> str:
    assert answer.status_code == 200
    return str(answer.content.decode())


def rows(answer: Any) -> list[str]:
    """The registers that a page lists, by id, in order."""
    return re.findall(r'<th scope="row"><a href="/quality/registers/([^/"]+)/"', page(answer))


def of_run(run: LinkRun) -> list[str]:
    quality = quality_of(run)
    assert quality is not None
    return [one.register_id for one in quality.registers]


@pytest.mark.parametrize("address", PAGES)
def test_who_is_not_signed_in_is_led_to_sign_in(stranger: Client, address: str) -> None:
    assert stranger.get(address)["Location"].startswith("/sign-in/?next=/quality/")


@pytest.mark.parametrize("address", PAGES)
def test_stewards_and_auditors_see_quality_and_officers_do_not(measured: LinkRun, address: str) -> None:
    assert signed_in("steward").get(address).status_code == 200
    assert signed_in("auditor").get(address).status_code == 200
    assert signed_in("officer").get(address).status_code == 403


def test_looking_at_counts_is_no_look_at_a_person(steward: Client) -> None:
    for address in PAGES:
        steward.get(address)
    assert not looks()


def test_before_the_first_run_the_page_says_how_to_begin(nation: Nation) -> None:
    kept = {run.pk: run.quality for run in LinkRun.objects.all()}
    LinkRun.objects.update(quality={})
    assert "wasl link" in page(signed_in("steward").get("/quality/"))
    for key, quality in kept.items():
        LinkRun.objects.filter(pk=key).update(quality=quality)


def test_registers_are_ordered_by_what_needs_a_look(steward: Client) -> None:
    by_rows = rows(steward.get("/quality/registers/?order=rows"))
    outcomes = {row["register"]: row["records"] for row in LinkRun.objects.latest().registers}
    assert len(by_rows) > 50
    counts = [int(row.replace(",", "")) for row in _rows_column(steward)]
    assert counts == sorted(counts, reverse=True)
    assert set(by_rows) <= set(outcomes)


def _rows_column(steward: Client) -> list[str]:
    answer = page(steward.get("/quality/registers/?order=rows&lang=en"))
    return re.findall(r'</th>\s*<td class="figure">([\d,]+)</td>', answer)


def test_registers_are_filtered_by_what_is_wrong_and_by_name(steward: Client, measured: LinkRun) -> None:
    behind = rows(steward.get("/quality/registers/?only=behind"))
    assert set(behind) == set(of_run(measured))  # the registers of the test, in which the poor rows fall behind
    one = of_run(measured)[0]
    assert set(rows(steward.get(f"/quality/registers/?q={one}"))) == {one}
    nothing = page(steward.get("/quality/registers/?q=zzzz&lang=en"))
    assert "No register fits" in nothing


def test_odd_questions_are_answered_like_plain_ones(steward: Client) -> None:
    odd = steward.get("/quality/registers/", {"order": "x'--", "only": "\u202e", "q": ""})
    assert rows(odd) == rows(steward.get("/quality/registers/"))


def test_a_register_shows_its_groups_and_why_rows_were_not_linked(steward: Client, measured: LinkRun) -> None:
    told = page(steward.get(f"/quality/registers/{of_run(measured)[0]}/?lang=en"))
    assert "Why rows were not linked" in told
    assert "women and girls" in told
    assert 'svg class="drawn"' in told


def test_an_unknown_register_is_not_found(steward: Client) -> None:
    assert steward.get("/quality/registers/reg-none/").status_code == 404


def test_the_figures_can_be_taken_along(steward: Client, measured: LinkRun) -> None:
    answer = steward.get("/quality/figures.csv")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    lines = list(csv.DictReader(io.StringIO(text)))
    assert len(lines) == QualityFigure.objects.filter(run=measured).count()
    assert {line["dimension"] for line in lines} == {"all", "governorate", "sex", "age", "sex+governorate"}


def test_every_chart_has_its_figures_beside_it_in_a_table(steward: Client) -> None:
    for address in ("/quality/", "/quality/model/"):
        drawn = [part for part in page(steward.get(address)).split("<section") if 'svg class="drawn"' in part]
        assert len(drawn) >= 3
        assert all("<table" in part for part in drawn)
