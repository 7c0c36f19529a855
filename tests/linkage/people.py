"""A few thousand made-up people to link, with families, quick to make."""

import datetime as dt
from typing import Any

import numpy as np
import polars as pl

_MEN = (
    "محمد أحمد محمود مصطفى علي حسن حسين إبراهيم خالد عمر يوسف طارق هشام كريم سامي عادل جمال فتحي رمضان شعبان "
    "عبدالله عبدالرحمن ياسر وليد أشرف ماجد نبيل سعيد صلاح منصور زكريا إسماعيل ياسين مازن مروان سيف آدم حمزة"
)
_WOMEN = "فاطمة مريم آية سارة منى هدى أمل إيمان أسماء شيماء دعاء إسراء رانيا داليا دينا رشا مروة هبة نهى نسرين"
_FAMILIES = (
    "السيد الشربيني المنشاوي الطنطاوي البنا النجار الحداد الفقي الجندي الشافعي البدوي الدسوقي الصعيدي المصري سليمان "
    "رضوان شحاتة عطية عوض غنيم خليل مرسي زكي فهمي صالح سالم حجازي هلال رزق نصار شاهين عامر بركات درويش"
)
MEN, WOMEN, FAMILIES = _MEN.split(), _WOMEN.split(), _FAMILIES.split()
LATIN = {
    "محمد": "Mohamed", "أحمد": "Ahmed", "محمود": "Mahmoud", "مصطفى": "Mostafa", "علي": "Ali", "حسن": "Hassan",
    "حسين": "Hussein", "إبراهيم": "Ibrahim", "خالد": "Khaled", "عمر": "Omar", "يوسف": "Youssef", "طارق": "Tarek",
    "السيد": "El Sayed", "الشربيني": "El Sherbiny", "النجار": "El-Naggar", "المصري": "Elmasry", "سليمان": "Soliman",
    "فاطمة": "Fatma", "مريم": "Mariam", "سارة": "Sara", "منى": "Mona", "هدى": "Hoda", "عوض": "Awad",
}  # fmt: skip


def person(record: str = "s1", **facts: Any) -> dict[str, Any]:
    """One row of a spine, a man of known facts unless told otherwise."""
    return {
        "record": record,
        "number": "88001010100015",
        "full_name": "طارق خالد يوسف النجار",
        "birth_date": dt.date(1980, 1, 17),
        "sex": "male",
        "birth_governorate": "1",
        "governorate": "1",
        "mother_name": "منى حسن",
    } | facts


def table(*rows: dict[str, Any]) -> pl.DataFrame:
    return pl.DataFrame(
        list(rows), schema_overrides={"birth_date": pl.Date, "number": pl.String}, infer_schema_length=None
    )


def crowd(size: int = 3000, seed: int = 1) -> list[dict[str, Any]]:
    """People in pairs of brothers and sisters of different names."""
    rng = np.random.default_rng(seed)
    rows = []
    for place in range(size):
        if place % 2 == 0:
            father, grandfather, mother_father = rng.choice(MEN, 3)
            family, mother, home = rng.choice(FAMILIES), rng.choice(WOMEN), str(rng.integers(1, 28))
            given = rng.permutation(len(WOMEN))
        male = bool(rng.integers(0, 2))
        day = dt.date(1950, 1, 1) + dt.timedelta(int(rng.integers(0, 20000)))
        rows.append(
            person(
                f"s{place + 100}",
                number=f"8{day:%y%m%d}{int(home):02d}{place % 10000:04d}{place // 10000}",
                full_name=f"{(MEN if male else WOMEN)[given[place % 2]]} {father} {grandfather} {family}",
                birth_date=day,
                sex="male" if male else "female",
                birth_governorate=home,
                governorate=home,
                mother_name=f"{mother} {mother_father}",
            )
        )
    return rows
