"""The words of linking quality, in both languages: levels of agreement, causes, kinds of strange columns, groups."""

from wasl.core.digits import arabic_digits
from wasl.core.text import Text
from wasl.country.api import pack
from wasl.persons.counting import AGES
from wasl.persons.explaining import spoken
from wasl.persons.oddities import Kind

_SAME = Text(ar="متطابق", en="same")
_CLOSE = Text(ar="متقارب", en="nearly the same")
_DIFFERENT = Text(ar="مختلف", en="different")
_DIGIT = Text(ar="يختلف رقم واحد", en="one digit differs")

LEVELS: dict[str, Text] = {
    "same": _SAME,
    "same-1": Text(ar="متطابق، أشيع الأسماء", en="same, the commonest names"),
    "same-5": Text(ar="متطابق، اسم متوسط الشيوع", en="same, a middling name"),
    "same-9": Text(ar="متطابق، أندر الأسماء", en="same, the rarest names"),
    "same-default": Text(ar="متطابق، ١ يناير أو ١ يوليو", en="same, 1 January or 1 July"),
    "same-doubtful": Text(ar="متطابق، رقم غير صحيح", en="same, not a valid number"),
    "close": _CLOSE,
    "swapped": Text(ar="اليوم والشهر متبادلان", en="day and month exchanged"),
    "one-part": Text(ar="جزآن من ثلاثة", en="two parts of three"),
    "default-year": Text(ar="السنة فقط", en="the year alone"),
    "near": Text(ar="سنوات متقاربة", en="years near"),
    "different": _DIFFERENT,
    "many": Text(ar="معظم الكلمات", en="most words"),
    "some": Text(ar="بعض الكلمات", en="some words"),
    "few": Text(ar="كلمات قليلة", en="few words"),
    "one": Text(ar="كتابة واحدة", en="one script"),
    "two": Text(ar="كتابتان", en="two scripts"),
}

CAUSES: dict[str, Text] = {
    "empty": Text(ar="لا رقم ولا اسم فيها", en="neither number nor name"),
    "no-candidate": Text(ar="لا أحد يشبهها في السجل المرجعي", en="nobody in the spine is like it"),
    "ambiguous": Text(ar="تحتمل أكثر من شخص، أو واحدًا غير مؤكد", en="several people, or one not sure enough"),
    "conflict": Text(
        ar="رقمها لشخص تخالفه بياناته، أو سبقها قيد أقوى", en="its number is another's, or a better row came first"
    ),
}

METHODS: dict[str, Text] = {
    "number": Text(ar="بالرقم القومي", en="by national number"),
    "number+facts": Text(ar="بالرقم القومي وبيانات أخرى", en="by national number and other facts"),
    "facts": Text(ar="بالاسم وبيانات أخرى", en="by name and other facts"),
}

STRANGE: dict[Kind, Text] = {
    Kind.EMPTY: Text(ar="العمود فارغ", en="the column is empty"),
    Kind.CONSTANT: Text(ar="قيمة واحدة في كل القيود", en="one value in all rows"),
    Kind.ONE_VALUE: Text(ar="قيمة واحدة في كثير من القيود", en="one value in many rows"),
    Kind.DEFAULT_DATE: Text(ar="١ يناير أو ١ يوليو في كثير من القيود", en="1 January or 1 July in many rows"),
    Kind.FUTURE_DATE: Text(ar="تواريخ في المستقبل", en="dates in the future"),
    Kind.SHARED_NUMBER: Text(ar="رقم واحد على قيود كثيرة", en="one number on many rows"),
}

DIMENSIONS: dict[str, Text] = {
    "all": Text(ar="الكل", en="everybody"),
    "governorate": Text(ar="المحافظة", en="governorate"),
    "sex": Text(ar="النوع", en="sex"),
    "age": Text(ar="العمر", en="age"),
    "sex+governorate": Text(ar="النوع والمحافظة", en="sex and governorate"),
}

_FIELDS = {
    "number": Text(ar="الرقم القومي", en="National number"),
    "scripts": Text(ar="كتابة الاسم (عربية أو لاتينية)", en="Script of the name"),
    "full_name": Text(ar="الاسم الكامل", en="Full name"),
    "third": Text(ar="الاسم الثالث", en="Third name"),
    "birth_year": Text(ar="سنة الميلاد", en="Year of birth"),
    "governorate": Text(ar="محافظة الإقامة", en="Governorate of residence"),
    "birth_governorate": Text(ar="محافظة الميلاد", en="Governorate of birth"),
    "given_name": Text(ar="الاسم الأول", en="Given name"),
    "father_name": Text(ar="اسم الأب", en="Father's name"),
    "grandfather_name": Text(ar="اسم الجد", en="Grandfather's name"),
    "family_name": Text(ar="اسم العائلة", en="Family name"),
    "mother_name": Text(ar="اسم الأم", en="Mother's name"),
}
_SEXES = {
    "male": Text(ar="الرجال والصبية", en="men and boys"),
    "female": Text(ar="النساء والبنات", en="women and girls"),
}
_UNKNOWN = {
    "governorate": Text(ar="من لا تُعرف محافظته", en="people of unknown governorate"),
    "sex": Text(ar="من لا يُعرف نوعه", en="people of unknown sex"),
    "age": Text(ar="من لا يُعرف عمره", en="people of unknown age"),
}


def field_name(field: str) -> Text:
    """What a field is called: the engine's word, or a column of the standard shape."""
    return _FIELDS.get(field) or spoken(f"{field}=")[0].name


def key_name(key: str) -> Text:
    """A blocking key, as the names of its parts."""
    parts = [field_name(part) for part in key.split("+")]
    return Text(ar=" + ".join(part.ar for part in parts), en=" + ".join(part.en for part in parts))


def level_name(level: str) -> Text:
    """
    >>> level_name("same-1").en, level_name("same-3").en
    ('same, the commonest names', 'same, frequency band 3 of 9')
    """
    if known := LEVELS.get(level):
        return known
    band = level.removeprefix("same-")
    return Text(ar=f"متطابق، شريحة الشيوع {arabic_digits(band)} من ٩", en=f"same, frequency band {band} of 9")


def fact_name(fact: str) -> Text:
    """A fact of a reason line with its sign: `birth_date~swapped` as "Date of birth: day and month are exchanged"."""
    if fact == "scripts":
        return _FIELDS["scripts"]
    said = spoken(fact)
    if not said:
        return Text(ar=fact, en=fact)
    name = field_name(said[0].field)
    return Text(ar=f"{name.ar}: {said[0].words.ar}", en=f"{name.en}: {said[0].words.en}")


def group_name(dimension: str, code: str) -> Text:
    """Of whom a figure speaks: "women and girls of Aswan"."""
    if dimension == "all":
        return DIMENSIONS["all"]
    if "+" in dimension:
        sex, governorate = (group_name(*part) for part in zip(dimension.split("+"), code.split("+"), strict=True))
        return Text(ar=f"{sex.ar}، {governorate.ar}", en=f"{sex.en}, {governorate.en}")
    if not code:
        return _UNKNOWN[dimension]
    if dimension == "sex":
        return _SEXES.get(code, Text(ar=code, en=code))
    return _age(code) if dimension == "age" else _home(code)


def _home(code: str) -> Text:
    known = pack().governorates.get(code)
    return Text(ar=f"محافظة {known.name.ar}", en=f"{known.name.en} governorate") if known else Text(ar=code, en=code)


def _age(band: str) -> Text:
    if band == AGES[-1]:
        least = band.removesuffix("+")
        return Text(ar=f"من {arabic_digits(least)} سنة فأكثر", en=f"{least} years and older")
    least, most = band.split("-")
    return Text(ar=f"من {arabic_digits(least)} إلى {arabic_digits(most)} سنة", en=f"{least} to {most} years")
