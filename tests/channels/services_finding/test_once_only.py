"""How much the state asks that it knows already, is told to everybody."""

import csv
from io import StringIO

from django.test import Client

from wasl.catalogue.api import Definition, once_only, once_only_over


def test_the_share_of_each_service_each_kind_and_all_stands_there(
    english: Client, offered: dict[str, Definition]
) -> None:
    page = english.get("/services/once-only/").content.decode()
    whole = once_only_over(offered.values())
    assert f"questions answered, of {whole.asked}" in page
    assert "Official copies and certificates" in page
    for slug in offered:
        assert f"/services/{slug}/" in page


def test_the_figures_come_as_a_table_too(english: Client, offered: dict[str, Definition]) -> None:
    answer = english.get("/services/once-only/rates.csv")
    assert answer["Content-Disposition"] == 'attachment; filename="once-only.csv"'
    lines = {line["service"]: line for line in csv.DictReader(StringIO(answer.content.decode("utf-8-sig")))}
    assert set(lines) == set(offered)
    for slug, definition in offered.items():
        share = once_only(definition)
        assert (int(lines[slug]["answered"]), int(lines[slug]["asked"])) == (share.answered, share.asked)


def test_the_archetypes_of_a_country_count_with_those_that_they_extend(english: Client) -> None:
    lines = english.get("/services/once-only/rates.csv").content.decode("utf-8-sig")
    kinds = {line["service"]: line["archetype"] for line in csv.DictReader(StringIO(lines))}
    assert kinds["postal-code"] == "inquiry"  # by post-inquiry


def test_without_services_there_is_no_share_and_no_fault(db: None) -> None:
    assert Client().get("/services/once-only/").status_code == 200
    assert Client().get("/services/once-only/rates.csv").status_code == 200
