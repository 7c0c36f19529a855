"""Schools, universities, what they certify, and the hospitals that universities run."""

import numpy as np
import polars as pl

from wasl.synthetic.content import content
from wasl.synthetic.nation import Nation
from wasl.synthetic.simulation.draw import serials

_YEARS_KEPT = 35
_AT_SCHOOL = pl.col("stage") != "university"


@content("pupils")
def pupils(nation: Nation, rng: np.random.Generator) -> pl.DataFrame:
    at_school = nation.schooling.filter(_AT_SCHOOL & pl.col("current"))
    return at_school.join(_guardians(nation), on="pid", how="left", maintain_order="left").select(
        "school_no",
        "stage",
        pl.col("grade").cast(pl.Int64),
        pupil_code="student_no",
        school_year=pl.col("year").cast(pl.Int64),
        _pid_pupil="pid",
        _pid_guardian="guardian",
    )


def _guardians(nation: Nation) -> pl.DataFrame:
    """The father while he lives, then the mother."""
    living_father = nation.persons["alive"].gather(nation.persons["father_pid"])
    guardian = pl.when(living_father).then("father_pid").otherwise("mother_pid")
    return nation.persons.select("pid", guardian=guardian)


@content("schools")
def schools(nation: Nation, rng: np.random.Generator) -> pl.DataFrame:
    return nation.schools.select(
        "governorate", "address", school_no="no", school_name="name", school_type="kind", administration="city"
    )


@content("school-certificates")
def school_certificates(nation: Nation, rng: np.random.Generator) -> pl.DataFrame:
    passed = _kept(nation).filter(_AT_SCHOOL & pl.col("certificate").is_not_null())
    return passed.select(
        "certificate",
        pl.col("total").cast(pl.Float64),
        exam_year=pl.col("year").cast(pl.Int64),
        seat_no=_seat(rng, passed),
        school_name="institution",
        _pid_pupil="pid",
    )


@content("university-students")
def university_students(nation: Nation, rng: np.random.Generator) -> pl.DataFrame:
    return (
        _kept(nation)
        .filter(~_AT_SCHOOL)
        .select(
            "student_no",
            "faculty",
            university="institution",
            study_year=pl.col("grade").cast(pl.Int64),
            academic_year=pl.col("year").cast(pl.Int64),
            status=pl.when("current").then(pl.lit("enrolled")).otherwise(pl.lit("graduated")),
            _pid_student="pid",
        )
    )


@content("university-admissions")
def university_admissions(nation: Nation, rng: np.random.Generator) -> pl.DataFrame:
    students = nation.schooling.filter(~_AT_SCHOOL & pl.col("current"))
    count = students.height
    return students.select(
        admission_year=pl.col("year").cast(pl.Int64) - pl.col("grade").cast(pl.Int64) + 1,
        seat_no=_seat(rng, students),
        total=pl.coalesce("total", pl.Series(rng.uniform(55, 98, count).round(1))),
        choices=pl.Series(rng.integers(10, 61, count)),
        allocated_faculty="faculty",
        allocated_university="institution",
        _pid_applicant="pid",
    )


def _kept(nation: Nation) -> pl.DataFrame:
    """Schooling that is recent enough to have been put into a database."""
    return nation.schooling.filter(pl.col("year") >= nation.today.year - _YEARS_KEPT)


def _seat(rng: np.random.Generator, rows: pl.DataFrame) -> pl.Expr:
    """The seat number; made up where the person's last schooling does not keep it."""
    return pl.coalesce("seat_no", serials(rng, rows.height, 9))


@content("hospital-visits")
def hospital_visits(nation: Nation, rng: np.random.Generator) -> pl.DataFrame:
    return nation.visits.select("visit_no", "patient_no", "hospital", "visited", "department", _pid_patient="pid")
