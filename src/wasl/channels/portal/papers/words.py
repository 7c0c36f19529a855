"""What the pages of documents say."""

from wasl.core.text import Text
from wasl.documents.api import Standing

CHECK_TITLE = Text(ar="تحقق من وثيقة", en="Check a document")
CHECK_LEAD = Text(
    ar="هذه الصفحة تقول لأي شخص هل صدرت وثيقة بهذا الرقم وهل ما زالت سارية. لا تعرض ما كُتب فيها ولا اسم صاحبها.",
    en="This page tells anybody whether a document with this number was issued and still holds. "
    "It shows neither what the document says nor whose it is.",
)
NUMBER = Text(ar="رقم الوثيقة", en="Number of the document")
NUMBER_HINT = Text(ar="كما هو مطبوع عليها، مثل D-7KQ2-M9XA", en="As it is printed on it, such as D-7KQ2-M9XA")
CHECK = Text(ar="تحقق", en="Check")
ERROR = Text(ar="خطأ:", en="Error:")
MISSING = Text(ar="اكتب رقم الوثيقة", en="Write the number of the document")
UNKNOWN = Text(
    ar="لم تصدر عن هذه المنصة وثيقة بهذا الرقم. راجع الرقم، وإن كان صحيحًا فلا تعتمد على الوثيقة.",
    en="This platform has issued no document with this number. Look at the number; if it is right, do not rely on it.",
)
ANSWER = Text(ar="نتيجة التحقق", en="What was found")
KIND = Text(ar="الوثيقة", en="Document")
AGENCY = Text(ar="الجهة المصدرة", en="Issued by")
ISSUED = Text(ar="تاريخ الإصدار", en="Date of issue")
VALID_UNTIL = Text(ar="سارية حتى", en="Valid until")
STANDING = Text(ar="حالتها", en="How it stands")
STANDINGS = {
    Standing.STANDS: Text(ar="صدرت وهي سارية", en="Issued, and holds"),
    Standing.EXPIRED: Text(ar="صدرت وانتهت مدتها", en="Issued, and has expired"),
    Standing.REVOKED: Text(ar="صدرت ثم أُلغيت: لا تعتمد عليها", en="Issued, then revoked: do not rely on it"),
}
LIMIT = Text(
    ar="هذه الصفحة لا تثبت أن ما كُتب على الورقة لم يُغيَّر. إن شككت فاطلب من صاحبها أن يفتحها أمامك من صفحته «وثائقي».",
    en="This page does not prove that what stands on the paper was not changed. If in doubt, ask its holder to open it "
    "before you from their page “My documents”.",
)
DEMO = Text(
    ar="صدرت في عرض تجريبي: لا قيمة لها أمام أي جهة.",
    en="Issued in a demonstration: worth nothing before any office.",
)
ANOTHER = Text(ar="تحقق من وثيقة أخرى", en="Check another document")

MINE = Text(ar="وثائقي", en="My documents")
MINE_LEAD = Text(
    ar="هذه الصفحة تعرض ما صدر لك من وثائق، وتنزّل منها كل وثيقة لتطبعها.",
    en="This page lists the documents that were issued to you, each to be downloaded and printed.",
)
OPEN = Text(ar="نزّل الوثيقة (PDF)", en="Download (PDF)")
CHECK_IT = Text(ar="صفحة التحقق منها", en="The page that checks it")
WHY = Text(ar="سبب الإلغاء", en="Why it was revoked")
NONE = Text(ar="لم تصدر لك وثيقة بعد.", en="No document has been issued to you yet.")
