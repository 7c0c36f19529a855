"""Why a register is not written: each for a reason that trying again does not change. None repeats a value."""

from wasl.core.errors import NotAllowed, Refusal, Unknown
from wasl.core.text import Text


class NotOpen(NotAllowed):
    """The manifest, or the account, does not allow it."""


class NoSuchRow(Unknown):
    """The row that is to be changed is not there."""


class Unfit(Refusal):
    """A value that the register cannot hold as it was meant."""


class Overtaken(Refusal):
    """Somebody else changed the row meanwhile."""


HELD_OTHERWISE = Text(ar="حفظ السجل شيئًا آخر", en="The register kept something else")
_BY_HAND = Text(
    ar="سلّم التغيير إلى الجهة المالكة للسجل لتنفذه",
    en="hand the change over to the register's owner, who makes it by hand",
)
_ANOTHER_VALUE = Text(ar="صحّح القيمة ثم أعد المحاولة", en="correct the value and try again")


def not_open(register_id: str, what: str) -> NotOpen:
    said = Text(
        ar=f"وصف السجل لا يسمح بكتابة: {what}", en=f"the register's manifest does not open this to writing: {what}"
    )
    return NotOpen(said, mend=_BY_HAND, where=register_id)


def incomplete(register_id: str, attributes: str) -> Unfit:
    said = Text(ar=f"صف جديد ينقصه جزء من مفتاحه: {attributes}", en=f"a new row lacks part of its key: {attributes}")
    return Unfit(said, mend=_ANOTHER_VALUE, where=register_id)


def denied(register_id: str) -> NotOpen:
    said = Text(
        ar="حساب هذا النظام لدى السجل لا يملك حق الكتابة",
        en="the register does not let the account of this system write",
    )
    mend = Text(
        ar="اطلب من الجهة حق الكتابة، واكتب عنوان الحساب تحت writing في دفتر العناوين",
        en="ask the agency for the right, and name the account's address under `writing` in the address book",
    )
    return NotOpen(said, mend=mend, where=register_id)


def no_transactions(register_id: str) -> NotOpen:
    said = Text(
        ar="جدول السجل لا يعرف المعاملات",
        en="the register's table knows no transactions, so that nothing could be undone",
    )
    mend = Text(ar="اطلب من الجهة تحويله إلى InnoDB", en="ask the agency to keep it as InnoDB")
    return NotOpen(said, mend=mend, where=register_id)


def no_such_row(register_id: str) -> NoSuchRow:
    said = Text(ar="الصف المطلوب تغييره لم يعد موجودًا", en="the row that is to be changed is not there")
    mend = Text(ar="ابحث عن الصف من جديد", en="look for the row again")
    return NoSuchRow(said, mend=mend, where=register_id)


def several_rows(register_id: str) -> Unfit:
    said = Text(ar="المفتاح يدل على أكثر من صف", en="the key means more than one row")
    mend = Text(ar="اختر في key أعمدة تميز كل صف", en="name columns at `key` that tell every row from every other")
    return Unfit(said, mend=mend, where=register_id)


def unfit(register_id: str, attribute: str, why: Text) -> Unfit:
    where = f"{register_id}.{attribute}"
    return Unfit(
        Text(ar=f"لا يمكن كتابة القيمة: {why.ar}", en=f"the value cannot be written: {why.en}"),
        mend=_ANOTHER_VALUE,
        where=where,
    )


def unkept(register_id: str, attribute: str) -> Unfit:
    said = Text(
        ar="ما يحفظه السجل هنا لا يمكن رده كما كان، فلا يُغيَّر",
        en="what stands here could not be put back as it was, so it is not changed",
    )
    return Unfit(said, mend=_BY_HAND, where=f"{register_id}.{attribute}")


def empty_columns(register_id: str, columns: list[str]) -> Unfit:
    told = ", ".join(columns)
    said = Text(
        ar=f"أعمدة لا تقبل الفراغ ولم تُعطَ قيمة: {told}", en=f"columns that may not be empty were given no value: {told}"
    )
    mend = Text(
        ar="أضفها إلى writes.add في الوصف وإلى الخدمة",
        en="open them at `writes.add` of the manifest and give them in the service",
    )
    return Unfit(said, mend=mend, where=register_id)


def not_taken(register_id: str, cause: str) -> Unfit:
    said = Text(ar=f"رفض السجل القيم ({cause})", en=f"the register did not take the values ({cause})")
    return Unfit(said, mend=_ANOTHER_VALUE, where=register_id)


def overtaken(register_id: str) -> Overtaken:
    said = Text(ar="غيَّر غيرنا هذا الصف في هذه الأثناء", en="somebody else changed this row meanwhile")
    mend = Text(
        ar="اقرأ الصف من جديد وقرر على ما فيه الآن", en="read the row again, and decide on what stands there now"
    )
    return Overtaken(said, mend=mend, where=register_id)


def key_taken(register_id: str) -> Overtaken:
    said = Text(ar="أُخذ مفتاح الصف الجديد في هذه الأثناء", en="the new row's key was taken meanwhile")
    mend = Text(ar="حضِّر التغيير من جديد ليأخذ مفتاحًا آخر", en="prepare the change anew: it is given another key")
    return Overtaken(said, mend=mend, where=register_id)


def no_way_back(register_id: str, how: str) -> Refusal:
    said = Text(ar=f"لا يُردّ هذا التغيير هكذا ({how})", en=f"this change is not taken back in this way ({how})")
    mend = Text(
        ar="يُنهى الصف المضاف (end) ويُردّ الصف المغيَّر إلى ما كان (restore)",
        en="an added row is ended (end); a changed or ended one is put back (restore)",
    )
    return Refusal(said, mend=mend, where=register_id)
