"""One contract for every provider of faces, and a twin that says that it is one."""

from collections.abc import Iterator

import numpy as np
import pytest

from tests.identity.verification.test_documents import png_of
from wasl.core.conf import settings
from wasl.core.errors import NotAllowed, Refusal
from wasl.identity.verification.api import FaceComparer, compare_faces
from wasl.identity.verification.faces import face_comparer, providers, register

ONE, TWO = (png_of(np.full((8, 8), shade, np.uint8)) for shade in (10, 200))


@pytest.fixture
def outside_demo(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    monkeypatch.setenv("WASL_DEMO", "false")
    settings.cache_clear()
    yield monkeypatch
    monkeypatch.undo()
    settings.cache_clear()


@pytest.mark.parametrize("kind", providers().values(), ids=providers())
def test_every_provider_answers_with_a_score_its_name_and_whether_it_is_a_demonstration(
    kind: type[FaceComparer],
) -> None:
    comparer = kind()
    comparer.check_config()
    answer = comparer.compare(ONE, TWO)
    assert 0 <= answer.score <= 100
    assert answer.provider == kind.id
    assert comparer.compare(ONE, ONE).score >= answer.score
    assert answer.is_demo == (kind.id == "demo")


def test_in_a_demo_the_twin_answers_and_says_that_it_is_one() -> None:
    assert compare_faces(ONE, TWO).is_demo


def test_outside_a_demo_nobody_pretends_to_compare(outside_demo: pytest.MonkeyPatch) -> None:
    assert face_comparer() is None
    with pytest.raises(NotAllowed, match="not available here"):
        compare_faces(ONE, TWO)


def test_the_twin_cannot_be_chosen_outside_a_demo(outside_demo: pytest.MonkeyPatch) -> None:
    outside_demo.setenv("WASL_FACES", "demo")
    settings.cache_clear()
    with pytest.raises(Refusal, match="WASL_FACES"):
        face_comparer()


def test_two_providers_of_one_name_stop_the_start() -> None:
    with pytest.raises(ValueError, match="two providers"):
        register("demo")(providers()["demo"])


def test_what_is_no_picture_reaches_no_provider() -> None:
    with pytest.raises(Refusal):
        compare_faces(ONE, b"rubbish")
