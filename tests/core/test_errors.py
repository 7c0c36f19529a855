from wasl.core.errors import Problem, Refusal
from wasl.core.text import Text


def test_a_refusal_says_where_what_and_how_to_mend() -> None:
    assert str(Refusal("no such column", where="cars.yaml:3", mend="name one that exists")) == (
        "cars.yaml:3: no such column. To mend: name one that exists"
    )


def test_a_refusal_may_be_bilingual_and_does_not_double_its_full_stop() -> None:
    refusal = Refusal(Text(ar="لا يوجد.", en="Not found."), mend=Text(ar="ابحث", en="Search"))
    assert str(refusal) == "لا يوجد. / Not found. To mend: ابحث / Search"


def test_a_problem_reads_as_one_line() -> None:
    problem = Problem("3", Text(ar="خطأ.", en="Wrong."), Text(ar="صحِّح.", en="Mend."))
    assert str(problem) == "3: خطأ. / Wrong. صحِّح. / Mend."
