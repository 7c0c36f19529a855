"""What the page of the wallet says."""

from wasl.core.text import Text
from wasl.identity.wallet.api import Standing

TITLE = Text(ar="محفظتي", en="My wallet")
LEAD = Text(
    ar="هذه الصفحة تُصدر لك وثائق رقمية إلى تطبيق المحفظة على هاتفك، وتعرض ما صدر منها وتتيح لك إلغاءه.",
    en="This page issues digital credentials into the wallet app on your telephone, and lets you revoke them.",
)
MAY_HAVE = Text(ar="وثائق يمكنك إصدارها", en="Credentials that you may have")
HAVE = Text(ar="وثائق صدرت لك", en="Credentials issued to you")
NOTHING = Text(ar="لم تصدر لك أي وثيقة رقمية بعد.", en="No digital credential has been issued to you yet.")
GET = Text(ar="أضف إلى محفظتي", en="Add to my wallet")
CONTAINS = Text(ar="ما تقوله الوثيقة", en="What it says")
SURER = Text(
    ar="تحتاج دخولًا أوثق إلى حسابك قبل إصدارها.", en="It needs a surer way of signing in to your account first."
)
TAKE_BACK = Text(ar="ألغِ هذه الوثيقة", en="Revoke this credential")
FOR_EVER = Text(ar="الإلغاء نهائي؛ ويمكنك إصدار وثيقة جديدة بعده.", en="Revoking is for ever; you may have a new one.")
TAKEN = Text(ar="أُلغيت الوثيقة. لن تُقبل عند التحقق منها.", en="The credential is revoked. It no longer checks.")
SINCE, UNTIL = Text(ar="صدرت في", en="Issued on"), Text(ar="تسري حتى", en="holds until")
OVER = Text(ar="انتهت مدتها", en="expired")

OFFER = Text(ar="أضف الوثيقة إلى محفظتك", en="Add the credential to your wallet")
OFFER_LEAD = Text(
    ar="امسح الرمز بتطبيق المحفظة، ثم اكتب فيه هذا الرقم.",
    en="Scan the code with your wallet app, then write this number there.",
)
NUMBER = Text(ar="الرقم", en="The number")
HERE = Text(ar="افتح المحفظة على هذا الهاتف", en="Open the wallet on this telephone")
PICTURE = Text(ar="رمز QR لعرض الوثيقة", en="QR code of the offer")
SOON = Text(
    ar="العرض صالح لعشر دقائق ولمرة واحدة. لا تُعطِ الرقم لأحد.",
    en="The offer holds for ten minutes and once. Give the number to nobody.",
)
BACK = Text(ar="عد إلى محفظتي", en="Back to my wallet")
LOOK = Text(
    ar="قراءة بياناتك لهذه الوثيقة تظهر في قائمة من اطّلع.",
    en="Reading your data for it appears in the list of who looked.",
)

ALLOW = Text(ar="محفظة تطلب وثيقة باسمك", en="A wallet asks for a credential of yours")
ALLOW_LEAD = Text(
    ar="هذه الصفحة تسألك: هل تُصدر هذه الوثيقة إلى المحفظة التي أرسلتك إلى هنا؟",
    en="This page asks you whether to issue this credential to the wallet that sent you here.",
)
WALLET = Text(ar="المحفظة", en="The wallet")
YES, NO = Text(ar="نعم، أصدرها", en="Yes, issue it"), Text(ar="لا", en="No")
ONWARD = Text(ar="عد إلى محفظتك", en="Back to your wallet")
ONWARD_LEAD = Text(
    ar="هذه الصفحة تعيدك إلى محفظتك. إن لم يحدث ذلك فاضغط الرابط.",
    en="This page takes you back to your wallet. If it does not, press the link.",
)

STANDINGS = {
    Standing.VALID: Text(ar="سارية", en="in force"),
    Standing.REVOKED: Text(ar="ملغاة", en="revoked"),
    Standing.SUSPENDED: Text(ar="موقوفة", en="suspended"),
}
