"""Two values side by side: what agrees, what differs, and what is said of it."""

from datetime import date

import pytest

from wasl.persons.differences import (
    Agreement,
    Difference,
    Side,
    aligned,
    date_difference,
    digits_difference,
    name_difference,
    phone_difference,
    words_difference,
)


def marked(side: Side | None) -> list[str]:
    """The pieces that carry a mark."""
    return [piece.text.en for piece in side.pieces if piece.differs] if side else []


def whole(side: Side | None) -> str:
    assert side
    return ("" if side.glued else " ").join(piece.text.en for piece in side.pieces)


def said(difference: Difference) -> str | None:
    return difference.caption.en if difference.caption else None


@pytest.mark.parametrize(
    ("row", "person", "agreement"),
    [
        ("أحمد", "أحمد", Agreement.SAME),
        ("احمد", "أحمد", Agreement.SPELLING),
        ("فاطمه", "فاطمة", Agreement.SPELLING),
        ("عبدالرحمن", "عبد الرحمن", Agreement.SPELLING),
        ("Mohamed", "محمد", Agreement.SPELLING),
        ("محمود", "محمد", Agreement.CLOSE),
        ("سعيد", "إبراهيم", Agreement.DIFFERENT),
    ],
)
def test_two_words_are_one_name_nearly_one_or_two(row: str, person: str, agreement: Agreement) -> None:
    assert [pair.agreement for pair in aligned(row, person)] == [agreement]


def test_words_of_a_name_stand_beside_each_other_though_one_is_left_out() -> None:
    pairs = aligned("احمد الشناوي", "أحمد محمود حسن الشناوي")
    assert [(pair.row.written if pair.row else None, pair.agreement.value) for pair in pairs] == [
        ("احمد", "spelling"),
        (None, "absent"),
        (None, "absent"),
        ("الشناوي", "same"),
    ]


def test_a_word_of_an_arabic_name_is_marked_whole_and_its_letters_are_said_beside_it() -> None:
    found = name_difference("زينب علي محمود", "زينب علي محمد")
    assert (marked(found.row), marked(found.person)) == (["محمود"], ["محمد"])
    assert found.agreement == Agreement.CLOSE
    assert said(found) == "“و” in the row alone"


def test_what_one_name_leaves_out_is_no_difference() -> None:
    found = name_difference("زينب علي", "زينب سعيد علي")
    assert (found.agreement, marked(found.row), marked(found.person)) == (Agreement.SAME, [], [])


def test_an_empty_name_agrees_with_nobodys() -> None:
    assert name_difference("", "زينب").agreement == Agreement.DIFFERENT


def test_a_wrong_digit_is_marked_alone() -> None:
    found = digits_difference("28501010101234", "28501010101284")
    assert (marked(found.row), marked(found.person), found.agreement) == (["3"], ["8"], Agreement.CLOSE)
    assert whole(found.row) == "28501010101234"
    assert said(found) == "“3” against “8”"


def test_exchanged_digits_are_said_to_be_exchanged() -> None:
    found = digits_difference("2850101", "2805101")
    assert (marked(found.row), found.agreement) == (["50"], Agreement.CLOSE)
    assert said(found) == "two neighbouring digits are exchanged"


def test_numbers_of_two_people_are_told_apart_by_how_many_digits_differ() -> None:
    found = digits_difference("1111", "1222")
    assert (found.agreement, said(found)) == (Agreement.DIFFERENT, "3 digits differ")


def test_a_digit_too_few_is_marked_where_it_is_missing() -> None:
    found = digits_difference("285010", "28501010")
    assert whole(found.person) == "28501010"
    assert marked(found.row) == []
    assert "".join(marked(found.person)) in ("10", "01")


def test_arabic_digits_are_the_same_digits() -> None:
    assert digits_difference("٢٨٥", "285").agreement == Agreement.SAME


def test_telephones_are_compared_without_country_and_trunk_codes() -> None:
    assert phone_difference("+201012345678", "01012345678").agreement == Agreement.SAME
    found = phone_difference("+201012345678", "01012345679")
    assert (marked(found.row), whole(found.row)) == (["8"], "201012345678")


@pytest.mark.parametrize(
    ("row", "person", "marks", "agreement", "caption"),
    [
        (date(1990, 3, 2), date(1990, 3, 2), [], Agreement.SAME, None),
        (date(1990, 3, 2), date(1990, 2, 3), ["2", "March"], Agreement.CLOSE, "day and month are exchanged"),
        (date(1990, 3, 2), date(1990, 3, 5), ["2"], Agreement.CLOSE, None),
        (date(1990, 3, 2), date(1992, 3, 2), ["1990"], Agreement.CLOSE, "years apart: 2"),
        (date(1990, 3, 2), date(1961, 8, 5), ["2", "March", "1990"], Agreement.DIFFERENT, "years apart: 29"),
        (date(1990, 3, 3), date(1990, 3, 3), [], Agreement.SAME, None),
    ],
)
def test_of_a_date_the_part_that_differs_is_marked(
    row: date, person: date, marks: list[str], agreement: Agreement, caption: str | None
) -> None:
    found = date_difference(row, person)
    assert (marked(found.row), found.agreement, said(found)) == (marks, agreement, caption)


def test_of_a_date_the_same_part_is_marked_in_arabic() -> None:
    found = date_difference(date(1990, 3, 2), date(1990, 3, 5))
    assert found.row
    assert [(piece.text.ar, piece.differs) for piece in found.row.pieces] == [
        ("٢", True),
        ("مارس", False),
        ("١٩٩٠", False),
    ]


def test_of_an_address_the_words_that_the_other_lacks_are_marked_together() -> None:
    found = words_difference("12 شارع النيل، المنيا", "١٢ شارع سعد زغلول، المنيا")
    assert (marked(found.row), marked(found.person)) == (["النيل،"], ["سعد زغلول،"])
    assert found.agreement == Agreement.CLOSE
    assert words_difference("شارع النيل", "ميدان التحرير").agreement == Agreement.DIFFERENT
