"""What the page that checks credentials says; the script shows the same words."""

from wasl.core.text import Text
from wasl.identity.wallet.api import Problem

TITLE = Text(ar="تحقق من وثيقة رقمية", en="Check a digital credential")
LEAD = Text(
    ar="هذه الصفحة تتحقق من وثيقة رقمية تُعرض عليك: من أصدرها، وهل ما زالت سارية، وما تكشفه فقط.",
    en="This page checks a digital credential that is shown to you: its issuer, whether it holds, what it discloses.",
)
STAYS = Text(
    ar="التحقق يجري على جهازك: لا يُرسل شيء، ويعمل بلا اتصال بعد أول فتح.",
    en="It is checked on your device: nothing is sent, and it works without a connection after it was opened once.",
)
TEXT = Text(ar="نص الوثيقة", en="The credential as text")
HINT = Text(ar="الصق النص الذي في رمز QR أو في الملف", en="Paste what the QR code or the file holds")
CHECK = Text(ar="تحقق", en="Check")
CAMERA = Text(ar="امسح بالكاميرا", en="Scan with the camera")
FILE = Text(ar="أو اختر ملفًا", en="Or choose a file")
READY = Text(ar="الصفحة جاهزة للعمل بلا اتصال.", en="The page is ready to work without a connection.")
ASK = Text(ar="اطلب من حامل محفظة أن يعرض وثيقته", en="Ask somebody with a wallet to show a credential")

GOOD = Text(ar="نعم: الوثيقة صحيحة وسارية", en="Yes: the credential is genuine and holds")
BAD = Text(ar="لا: لا تعتمد على هذه الوثيقة", en="No: do not rely on this credential")
UNTIL = Text(ar="تسري حتى", en="It holds until")
AS_OF = Text(ar="لم تكن ملغاة في", en="It was not revoked on")
DISCLOSED = Text(ar="ما كُشف منها", en="What it discloses")
NOTHING = Text(ar="لم يُكشف شيء منها.", en="It discloses nothing.")
BEARER = Text(
    ar="هذا لا يثبت أن من أمامك هو صاحبها: قارن بصورته أو اطلب عرضها من محفظته.",
    en="This does not prove that the person before you is its holder: compare, or ask for it from their wallet.",
)
PROVED = Text(ar="عرضها صاحبها من محفظته الآن.", en="Its holder showed it from their wallet just now.")
YES, NO = Text(ar="نعم", en="Yes"), Text(ar="لا", en="No")

PROBLEMS = {
    Problem.UNREADABLE: Text(
        ar="النص ليس وثيقة رقمية كاملة. انسخه كله أو امسحه مرة أخرى.",
        en="The text is not a whole digital credential. Copy all of it, or scan it again.",
    ),
    Problem.UNKNOWN_ISSUER: Text(
        ar="الجهة التي أصدرتها ليست في قائمة الثقة.", en="Its issuer is not on the trust list."
    ),
    Problem.UNKNOWN_KIND: Text(
        ar="لا تصدر هذه الجهة وثائق من هذا النوع.", en="Its issuer issues nothing of this kind."
    ),
    Problem.SIGNATURE: Text(
        ar="توقيعها غير صحيح: ربما غُيّرت.", en="Its signature does not hold: it may have been changed."
    ),
    Problem.DISCLOSURES: Text(ar="ما يُعرض ليس مما وقّعته الجهة.", en="What it shows is not what its issuer signed."),
    Problem.EXPIRED: Text(ar="انتهت مدتها.", en="It has expired."),
    Problem.NOT_YET: Text(
        ar="لم تبدأ مدتها بعد، أو ساعة جهازك غير مضبوطة.",
        en="It does not hold yet, or the clock of your device is wrong.",
    ),
    Problem.REVOKED: Text(ar="ألغيت.", en="It was revoked."),
    Problem.SUSPENDED: Text(ar="موقوفة الآن.", en="It is suspended."),
    Problem.NO_STATUS: Text(
        ar="لا يُعرف هل ألغيت: اتصل بالإنترنت وافتح الصفحة مرة أخرى.",
        en="Whether it was revoked is not known: go online and open the page again.",
    ),
    Problem.HOLDER: Text(ar="لم يثبت أن صاحبها هو من عرضها.", en="That its holder shows it is not proved."),
}

ASK_LEAD = Text(
    ar="هذه الصفحة تطلب من محفظة شخص أمامك بيانات تختارها أنت، ولا يُكشف غيرها.",
    en="This page asks the wallet of somebody before you for the values that you choose, and for no others.",
)
KIND = Text(ar="أي وثيقة؟", en="Which credential?")
CLAIMS = Text(ar="أي بيانات؟", en="Which values?")
CHOOSE = Text(ar="اختر الوثيقة", en="Choose the credential")
ELSEWHERE = Text(ar="اعرض رمزًا يمسحه هاتف آخر", en="Show a code for another telephone")
SAME = Text(ar="محفظتي على هذا الجهاز", en="The wallet is on this device")
WAITING = Text(ar="ننتظر المحفظة", en="Waiting for the wallet")
WAITING_LEAD = Text(
    ar="امسح الرمز بتطبيق المحفظة ووافق فيه، ثم اضغط «اعرض الجواب». الطلب صالح لعشر دقائق.",
    en="Scan the code with the wallet app, agree there, then press “Show the answer”. It holds for ten minutes.",
)
OPEN = Text(ar="افتح المحفظة", en="Open the wallet")
PICTURE = Text(ar="رمز QR للطلب", en="QR code of the request")
SHOW = Text(ar="اعرض الجواب", en="Show the answer")
ANSWER = Text(ar="جواب المحفظة", en="The wallet's answer")
ENDED = {
    "declined": Text(ar="رفض صاحب المحفظة الطلب.", en="The holder of the wallet said no."),
    "read": Text(
        ar="عُرض الجواب من قبل، ولا نحتفظ به. اطلب مرة أخرى.",
        en="The answer was shown before, and is not kept. Ask again.",
    ),
    "gone": Text(
        ar="هذا الطلب غير موجود أو انتهت مدته. اطلب مرة أخرى.",
        en="There is no such request, or it is too old. Ask again.",
    ),
}
