"""Why a file is not taken, and how to mend it."""

from collections.abc import Sequence

from wasl.core.errors import Refusal
from wasl.core.text import Text

MOST_FILES = 10
"""Of one question."""
MOST_MB = 60
"""Of one case."""


def _refusal(ar: str, en: str, mend_ar: str, mend_en: str) -> Refusal:
    return Refusal(Text(ar=ar, en=en), mend=Text(ar=mend_ar, en=mend_en), where="file")


def other_kind(accept: Sequence[str]) -> Refusal:
    kinds = [one.upper() for one in accept]
    return _refusal(
        "الملف ليس من الأنواع المقبولة هنا",
        "The file is not of a kind that is accepted here",
        f"ارفع ملفًا من نوع {' أو '.join(kinds)}. تغيير اسم الملف لا يغير نوعه",
        f"Upload a {' or '.join(kinds)} file. Changing a file's name does not change its kind",
    )


def too_large(limit_mb: int) -> Refusal:
    return _refusal(
        f"حجم الملف أكبر من {limit_mb} ميجابايت",
        f"The file is larger than {limit_mb} MB",
        "صوِّر المستند بدقة أقل، أو قسِّم الملف، ثم ارفعه من جديد",
        "Scan it at a lower resolution, or split it, and upload it again",
    )


def empty() -> Refusal:
    return _refusal(
        "الملف فارغ أو لم يصل",
        "The file is empty, or did not arrive",
        "افتح الملف على جهازك للتأكد منه، ثم ارفعه من جديد",
        "Open it on your device to make sure of it, then upload it again",
    )


def broken() -> Refusal:
    return _refusal(
        "تعذرت قراءة الملف، فقد يكون تالفًا أو ناقصًا",
        "The file cannot be read: it may be damaged or incomplete",
        "احفظ المستند أو صوِّره من جديد، ثم ارفعه",
        "Save or scan the document again, then upload it",
    )


def encrypted() -> Refusal:
    return _refusal(
        "الملف محمي بكلمة مرور أو مقفل",
        "The file is protected by a password or locked",
        "احفظ نسخة بلا كلمة مرور وبلا قيود، ثم ارفعها",
        "Save a copy without password or restrictions, and upload that",
    )


def active() -> Refusal:
    return _refusal(
        "في الملف برامج أو نماذج تفاعلية أو ملفات أخرى مرفقة داخله",
        "There are programs, interactive forms or other files inside the file",
        "اطبع المستند إلى ملف PDF جديد، أو صوِّره، ثم ارفعه",
        "Print the document into a new PDF, or take a picture of it, and upload that",
    )


def strange_size() -> Refusal:
    return _refusal(
        "أبعاد الصورة أو المستند خارج الحدود المقبولة",
        "The picture or document is far too small, or far too big",
        "صوِّر المستند كله في صورة واضحة، حتى 70 مليون نقطة، ثم ارفعها",
        "Take a clear picture of the whole document, of up to 70 million pixels, and upload that",
    )


def infected() -> Refusal:
    return _refusal(
        "وجد فاحص الملفات برنامجًا ضارًا في هذا الملف، فلم يُحفظ",
        "The scanner found harmful software in this file; it was not kept",
        "افحص جهازك، ثم ارفع نسخة سليمة من المستند",
        "Check your device, then upload a clean copy of the document",
    )


def closed() -> Refusal:
    return _refusal(
        "رفع الملفات غير متاح حتى يُضبط فاحص للملفات",
        "Uploads are closed until a scanner is set",
        "على من يشغّل المنصة أن يحدد فاحصًا في WASL_SCANNER؛ إجاباتك محفوظة، ويمكنك العودة لاحقًا",
        "Whoever runs the platform names one in WASL_SCANNER; your answers are kept, you can come back later",
    )


def scanner_down() -> Refusal:
    return _refusal(
        "تعذر فحص الملف الآن، فلم يُحفظ",
        "The file could not be scanned just now; it was not kept",
        "أعد المحاولة بعد بضع دقائق",
        "Try again in a few minutes",
    )


def too_many() -> Refusal:
    return _refusal(
        f"لا يُرفع لهذا السؤال أكثر من {MOST_FILES} ملفات",
        f"No more than {MOST_FILES} files can be uploaded for this question",
        "احذف ملفًا لا تحتاجه، أو اجمع الصفحات في ملف واحد",
        "Remove one that is not needed, or put the pages into one file",
    )


def too_much() -> Refusal:
    return _refusal(
        f"ملفات هذا الطلب تزيد على {MOST_MB} ميجابايت",
        f"The files of this request come to more than {MOST_MB} MB",
        "احذف ملفًا لا تحتاجه، أو ارفع نسخًا أصغر",
        "Remove one that is not needed, or upload smaller copies",
    )


def not_asked() -> Refusal:
    return _refusal(
        "لا يُطلب ملف هنا في هذا الطلب",
        "No file is asked for here in this request",
        "أكمل من قائمة خطوات الطلب",
        "Go on from the list of its steps",
    )


def lost() -> Refusal:
    return _refusal(
        "تعذر فتح الملف المحفوظ",
        "The kept file cannot be opened",
        "أبلغ من يشغّل المنصة؛ وإن كان الطلب مفتوحًا فارفع الملف من جديد",
        "Tell whoever runs the platform; if the request is still open, upload the file again",
    )
