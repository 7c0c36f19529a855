"""Whom programs speak of: an id stands for one person, whoever comes first."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from django.db import connection

from wasl.core.errors import Refusal
from wasl.trust.consent.api import Known, individual, keep_individual, verify_all


@pytest.mark.django_db(transaction=True)
def test_of_two_persons_named_by_one_id_at_once_one_is_kept(own_key: Path) -> None:
    start = Barrier(2)

    def named(handle: str) -> str:
        start.wait()
        try:
            return keep_individual(Known("i-1", handle, "handle", "", has_external=True), handle).person
        except Refusal:
            return ""
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        kept = {handle for handle in pool.map(named, ["amina", "bassem"]) if handle}
    assert kept == {individual("i-1").person}
    assert verify_all().ok
