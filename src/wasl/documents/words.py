"""What stands on every document, whatever it is."""

from wasl.core.text import Text

NUMBER = Text(ar="رقم الوثيقة", en="Number of the document")
AGENCY = Text(ar="الجهة المصدرة", en="Issued by")
ISSUED = Text(ar="تاريخ الإصدار", en="Date of issue")
VALID_UNTIL = Text(ar="سارية حتى", en="Valid until")
REVOKED = Text(ar="ملغاة", en="Revoked")
REVOKED_ON = Text(ar="أُلغيت هذه الوثيقة في", en="This document was revoked on")
DEMO = Text(
    ar="أصدرتها المنصة في عرض تجريبي: لا قيمة لها أمام أي جهة، ومن ورد فيها شخص متخيَّل.",
    en="Issued by the platform in a demonstration: worth nothing before any office, and whoever it names is made up.",
)
DEMO_MARK = Text(ar="عرض تجريبي", en="Demonstration")
CHECK = Text(
    ar="للتحقق من صدورها وسريانها امسح الرمز أو افتح العنوان:",
    en="To check that it was issued and holds, scan the code or open:",
)
PICTURE = Text(
    ar="رمز QR يفتح صفحة التحقق من الوثيقة", en="QR code that opens the page on which the document is checked"
)
