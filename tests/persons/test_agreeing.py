from datetime import date, datetime

import pytest

from wasl.persons.agreeing import agree, comparable

SAME = [
    ("name", "أحمد محمود علي حسن", "احمد محمود على حسن"),
    ("name", "أحمد محمود علي حسن", "احمد محمود حسن"),
    ("name", "عبد الله فتحي", "عبدالله فتحى"),
    ("name", "محمد أحمد علي", "Mohamed Ahmed Ali"),
    ("number", "٢٩٠٠١٠١", "2900101"),
    ("phone", "01012345678", "00201012345678"),
    ("phone", "٠١٠١٢٣٤٥٦٧٨", "010-1234-5678"),
    ("address", "12 شارع النيل - المنيا", "المنيا، ١٢ شارع النيل"),
    ("address", "12 شارع النيل المنيا", "شارع النيل المنيا"),
    ("date", date(1990, 1, 2), datetime(1990, 1, 2, 5, 0)),  # noqa: DTZ001
    ("exact", "Teacher ", "teacher"),
    ("code", "01", "01"),
]
DIFFERENT = [
    ("name", "أحمد محمود حسن", "منى محمود حسن"),
    ("name", "أحمد محمود", "محمود أحمد"),
    ("name", "أحمد", "أحمد محمود"),
    ("number", "2900101", "2900102"),
    ("phone", "01012345678", "01012345679"),
    ("address", "12 شارع النيل المنيا", "14 شارع النيل المنيا"),
    ("address", "المنيا", "12 شارع النيل المنيا"),
    ("date", date(1990, 1, 2), date(1990, 2, 1)),
    ("code", "01", "1"),
    ("exact", True, False),
]


@pytest.mark.parametrize(("compare", "one", "two"), SAME)
def test_what_means_the_same_agrees_both_ways(compare: str, one: object, two: object) -> None:
    assert agree(compare, one, two)
    assert agree(compare, two, one)


@pytest.mark.parametrize(("compare", "one", "two"), DIFFERENT)
def test_what_means_something_else_does_not(compare: str, one: object, two: object) -> None:
    assert not agree(compare, one, two)
    assert not agree(compare, two, one)


def test_a_name_in_another_script_is_no_contradiction() -> None:
    assert not comparable("name", "جورج وسوف", "George Wassouf")
    assert comparable("name", "جورج وسوف", "سمير غانم")
