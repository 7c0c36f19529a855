"""What the pages on which people fill in a service say."""

from wasl.catalogue.api import Type
from wasl.core.digits import arabic_digits
from wasl.core.text import Text

YES = Text(ar="نعم", en="Yes")
NO = Text(ar="لا", en="No")
ERROR = Text(ar="خطأ:", en="Error:")
PROBLEM = Text(ar="توجد مشكلة", en="There is a problem")
OPTIONAL = Text(ar="(اختياري)", en="(optional)")
BACK = Text(ar="رجوع", en="Back")
CONTINUE = Text(ar="حفظ ومتابعة", en="Save and continue")
SAVE_AND_BACK = Text(ar="حفظ والرجوع إلى المراجعة", en="Save and go back to check")
SAVED_NOTE = Text(ar="تُحفظ إجاباتك مع كل صفحة.", en="Your answers are saved page by page.")
TO_LIST = Text(ar="قائمة خطوات الطلب", en="The steps of the request")
CHOOSE_ONE = Text(ar="اختر", en="Choose")

PARTS = {
    "day": Text(ar="اليوم", en="Day"),
    "month": Text(ar="الشهر", en="Month"),
    "year": Text(ar="السنة", en="Year"),
}
HINTS = {
    Type.DATE: Text(ar="مثال: ٢٧ ٣ ٢٠٢٦", en="For example, 27 3 2026"),
    Type.NATIONAL_NUMBER: Text(
        ar="كل الأرقام كما هي على البطاقة، بأي شكل من الأرقام.", en="All digits as on the card, Arabic or Latin."
    ),
    Type.TELEPHONE: Text(ar="مثال: ٠١٠ ١٢٣٤ ٥٦٧٨", en="For example, 010 1234 5678"),
    Type.EMAIL: Text(ar="مثال: name@example.com", en="For example, name@example.com"),
    Type.CHOICES: Text(ar="اختر كل ما ينطبق.", en="Choose all that apply."),
}

# what registers say
FROM = Text(ar="من", en="From")
WRONG = Text(ar="هذا غير صحيح", en="This is wrong")
WRONG_OF = Text(ar="أبلغ أن هذه القيمة خطأ:", en="say that this value is wrong:")
CHANGE_IF_WRONG = Text(ar="غيّرها إن لم تعد صحيحة.", en="Change it if it is no longer right.")
SILENT = Text(ar="لم يرد الآن:", en="Did not answer just now:")
SILENT_SO = Text(
    ar="لذلك نسألك عما كان سيُقرأ منه. يمكنك أيضًا أن تعود لاحقًا وتجده مكتوبًا.",
    en="So we ask you for what would have been read there. You can also come back later and find it filled in.",
)
CLOSED_SO = Text(ar="لذلك نسألك عن هذا.", en="So we ask you for it.")
NONE_SILENT = Text(
    ar="السجل لا يرد الآن، فلا يمكن عرض ما يخصك فيه. طلبك محفوظ: عُد بعد قليل وأعد فتح الصفحة.",
    en="The register does not answer now, so what is yours cannot be shown. Your request is saved: come back later.",
)
NONE_HERE = Text(ar="لا يوجد شيء مقيد باسمك في:", en="Nothing is entered under your name in:")
NO_RELATIVES = Text(
    ar="لا يوجد في سجل الأحوال المدنية قريب لك بهذه الصلة.",
    en="The civil register shows no relative of yours of this kind.",
)
NONE_MEND = Text(
    ar="إن كان هذا خطأ فاطلب من الجهة تصحيحه، ثم عُد إلى طلبك: يبقى محفوظًا.",
    en="If that is wrong, ask the agency to correct it, then come back to your request: it stays saved.",
)

# files
FILES = Text(ar="الملفات المرفوعة", en="Files given")
REMOVE = Text(ar="حذف", en="Remove")
ADD_FILE = Text(ar="رفع الملف", en="Upload")
FILE_NEEDED = Text(ar="اختر ملفًا، ثم اضغط «رفع الملف»", en="Choose a file, then press “Upload”")
AGAIN_FILE = Text(
    ar="ما كتبته محفوظ هنا. إن كنت اخترت ملفًا فاختره مرة أخرى.",
    en="What you typed is still here. If you had chosen a file, choose it again.",
)
NO_TIMES = Text(
    ar="لا توجد مواعيد متاحة الآن. طلبك محفوظ: عُد غدًا.",
    en="No time is free just now. Your request is saved: come back tomorrow.",
)

# two windows
OVERTAKEN = Text(ar="تغيرت إجابات هذه الصفحة في مكان آخر", en="The answers of this page were changed elsewhere")
OVERTAKEN_LEAD = Text(
    ar="بعد أن فتحت الصفحة حُفظت إجابات أخرى من نافذة أو جهاز آخر. لم نحفظ ما كتبته بعد: اختر أيهما يبقى.",
    en="After you opened the page, others were saved in another window or device. Yours are not saved yet: choose.",
)
QUESTION = Text(ar="السؤال", en="Question")
STANDING = Text(ar="المحفوظ الآن", en="Saved now")
YOURS = Text(ar="ما كتبته", en="What you typed")
KEEP_MINE = Text(ar="احفظ ما كتبته", en="Save what I typed")
KEEP_STANDING = Text(ar="اترك المحفوظ كما هو", en="Keep what is saved")
NOT_SAVED_YET = Text(ar="ما كتبته لم يُحفظ بعد", en="What you typed is not saved yet")
STALE = Text(
    ar="انتهت صلاحية الصفحة قبل أن تضغط. ما كتبته ما زال هنا: راجعه واضغط مرة أخرى.",
    en="The page had been open too long. What you typed is still here: look at it and press once more.",
)
OFF_THE_PATH = Text(ar="هذه الصفحة ليست من خطوات طلبك", en="This page is not part of your request")
SENT_ALREADY = Text(ar="أُرسل هذا الطلب بالفعل", en="This request has been sent already")
SENT_MEND = Text(
    ar="لا تتغير الإجابات بعد الإرسال. تابع حالته.", en="Answers stay as they were sent. See how it stands."
)
GO_ON = Text(ar="أكمل الطلب", en="Go on with the request")
SEE_CASE = Text(ar="تابع الطلب", en="See the request")
STOPPED = Text(ar="لا يمكنك المتابعة في هذه الخدمة", en="You cannot go on with this service")
CHANGE_ANSWERS = Text(ar="غيّر الإجابات", en="Change the answers")

# beginning
BEGIN = Text(ar="ابدأ الآن", en="Start now")
BEGIN_NEW = Text(ar="ابدأ طلبًا جديدًا", en="Begin a new request")
UNFINISHED = Text(ar="لديك طلب لم تكمله لهذه الخدمة", en="You have an unfinished request for this service")
UNFINISHED_LEAD = Text(ar="أكمله، أو ابدأ طلبًا جديدًا.", en="Go on with it, or begin a new one.")
LAST_SAVED = Text(ar="آخر حفظ", en="Last saved")
FOR_WHOM = Text(ar="لمن هذا الطلب؟", en="Who is this request for?")
FOR_ME = Text(ar="لي", en="For me")
MY_CHILD = Text(ar="ابنك أو ابنتك", en="your child")
BY_MANDATE = Text(ar="أعطاك تفويضًا", en="gave you a mandate")
CHOOSE_WHOM = Text(ar="اختر لمن هذا الطلب", en="Choose who the request is for")
RAISE = Text(ar="وثّق حسابك أولًا", en="Confirm your account first")
RAISE_LEAD = Text(
    ar="هذه الخدمة تحتاج أن نتأكد أكثر من أنك صاحب الحساب. بعد التوثيق تعود إلى هنا مباشرة.",
    en="This service needs to know more surely that the account is yours. After that you come straight back here.",
)
HOW_TO_RAISE = Text(ar="كيف أوثّق حسابي", en="How to confirm my account")

# the list of steps
STEPS = Text(ar="خطوات الطلب", en="The steps of your request")
DONE = Text(ar="تم", en="Done")
TO_DO = Text(ar="مطلوب", en="To do")
CAN_ADD = Text(ar="اختياري", en="Optional")
NOT_YET = Text(ar="لا يمكن البدء بعد", en="Cannot start yet")
CHECK_AND_SEND = Text(ar="راجع وأرسل", en="Check and send")
DISCARD = Text(ar="حذف هذا الطلب", en="Throw this request away")
INVITE = Text(ar="دعوة من يساعدك", en="Invite somebody to help")

# checking
CHECK = Text(ar="راجع إجاباتك قبل الإرسال", en="Check your answers before sending")
CHANGE = Text(ar="تغيير", en="Change")
FEES = Text(ar="الرسوم", en="Fees")
TOTAL = Text(ar="الإجمالي", en="Total")
NO_FEE = Text(ar="بلا رسوم", en="No fee")
NOT_KNOWN = Text(ar="لم يُعرف بعد", en="not known yet")
DEMO = Text(ar="للعرض", en="demonstration")
ASSUMED = Text(ar="لم يُؤكد بعد", en="not yet confirmed")
CONDITIONS = Text(ar="شروط الخدمة", en="The conditions")
NOT_MET = Text(ar="لا ينطبق عليك هذا الشرط:", en="You do not meet this condition:")
NOT_MET_MEND = Text(
    ar="إن كانت الإجابة خطأ فغيّرها. وإن كان السجل خطأ فاطلب تصحيحه ثم عُد.",
    en="If an answer is wrong, change it. If a register is wrong, ask for its correction and come back.",
)
NOT_JUDGED = Text(ar="يراجعها الموظف بعد الإرسال:", en="An officer looks at this after you send:")
DECLARATION = Text(ar="الإقرار", en="Declaration")
I_DECLARE = Text(ar="أوافق على هذا الإقرار", en="I make this declaration")
SEND = Text(ar="أرسل الطلب", en="Send the request")
ASK = Text(ar="اعرض الإجابة", en="Show the answer")
ONLY_APPLICANT = Text(
    ar="أنت تساعد في هذا الطلب. صاحب الطلب وحده يرسله، من حسابه.",
    en="You are helping with this request. Only the applicant can send it, from their own account.",
)
INCOMPLETE = Text(ar="بقيت أسئلة بلا إجابة", en="Some questions have no answer yet")
CHANGED_MEANWHILE = Text(
    ar="تغيرت إجابات في مكان آخر بعد أن فتحت هذه الصفحة. راجعها كما هي الآن، ثم أرسل.",
    en="Answers were changed elsewhere after you opened this page. Check them as they stand now, then send.",
)
ALIKE = Text(ar="لديك طلب مثله لم ينته بعد", en="You have a request like this one in work")
ALIKE_LEAD = Text(
    ar="غالبًا لا تحتاج إلى طلب آخر. افتح الطلب القائم لترى أين وصل.",
    en="You probably do not need another one. Open it to see how far it is.",
)
ALIKE_SENT = Text(ar="أُرسل في", en="Sent on")
OPEN_FORMER = Text(ar="افتح الطلب القائم", en="Open that request")
SEND_DESPITE = Text(ar="أرسل طلبًا آخر مع ذلك", en="Send another one all the same")

# sent
SENT = Text(ar="أُرسل طلبك", en="Your request has been sent")
ANSWERED = Text(ar="الإجابة", en="The answer")
NUMBER = Text(ar="رقم الطلب", en="Your reference number")
STATE = Text(ar="الحالة الآن", en="How it stands")
NEXT = Text(ar="ماذا بعد", en="What happens next")
STEP_BY = Text(ar="موعد هذه الخطوة", en="This step is due by")
DECIDED_BY = Text(ar="موعد القرار على الأكثر", en="A decision at the latest by")
WHO_HAS = Text(ar="الجهة", en="Agency")
WHOM_TO_CALL = Text(ar="لمن تسأل", en="Whom to ask")
PAY = Text(ar="ادفع الرسوم", en="Pay the fee")
PRINT = Text(ar="يمكنك طباعة هذه الصفحة أو الاحتفاظ برقم الطلب.", en="You can print this page, or keep the number.")
NOTHING_FOUND = Text(ar="لا يوجد شيء مسجل.", en="Nothing is on record.")
SENT_ON = Text(ar="أُرسل في", en="Sent on")

# throwing away, inviting
DISCARD_TITLE = Text(ar="حذف هذا الطلب؟", en="Throw this request away?")
DISCARD_LEAD = Text(
    ar="يُمحى كل ما كتبته ورفعته في هذا الطلب، ولا يمكن الرجوع عن ذلك.",
    en="All that you wrote and uploaded in this request is erased. This cannot be undone.",
)
DISCARD_DO = Text(ar="احذف الطلب", en="Throw it away")
KEEP_IT = Text(ar="لا، احتفظ به", en="No, keep it")
DISCARDED = Text(ar="حُذف الطلب، ومُحي ما كُتب فيه.", en="The request is gone, and what was written in it is erased.")
INVITE_LEAD = Text(
    ar="من تدعوه يرى هذا الطلب ويملؤه معك من حسابه، ولا يستطيع إرساله. "
    "تنتهي الدعوة عند الإرسال، ويمكنك إنهاؤها قبل ذلك.",
    en="Whom you invite sees this request and fills it in with you, from their account; they cannot send it. "
    "The invitation ends when you send, or when you end it.",
)
THEIR_NUMBER = Text(ar="رقمه القومي", en="Their national number")
INVITED = Text(ar="دعوات قائمة", en="Invitations that stand")
INVITED_ON = Text(ar="دعوة منذ", en="Invited on")
END = Text(ar="إنهاء الدعوة", en="End it")
SEND_INVITATION = Text(ar="أرسل الدعوة", en="Invite")
INVITATION_WAITS = Text(
    ar="الدعوة في انتظاره في صفحة «طلباتي» عنده.", en="The invitation waits on their page “My requests”."
)
HELPER = Text(ar="يساعد في الملء", en="Helps to fill in")
COSIGNER = Text(ar="يوقع معك", en="Signs with you")
PART = Text(ar="ما دوره؟", en="What is their part?")
MY_CASES = Text(ar="طلباتي", en="My requests")
SERVICES = Text(ar="كل الخدمات", en="All services")


def largest(megabytes: int, kinds: tuple[str, ...], *, several: bool) -> Text:
    """What a file may be."""
    ar, en = ("أو ".join(f"{kind.upper()} " for kind in kinds).strip(), " or ".join(kind.upper() for kind in kinds))
    many = Text(ar=" يمكنك رفع أكثر من ملف.", en=" You can give several files.") if several else None
    return Text(
        ar=f"ملف {ar} حتى {arabic_digits(str(megabytes))} ميجابايت.{many.ar if many else ''}",
        en=f"A {en} file of up to {megabytes} MB.{many.en if many else ''}",
    )


def kept_for(days: int) -> Text:
    """How long a draft lives, and where to find it."""
    return Text(
        ar=f"يُحفظ طلبك {arabic_digits(str(days))} يومًا من آخر تعديل، ويمكنك إكماله من أي جهاز من صفحة «طلباتي».",
        en=f"Your request is kept for {days} days after the last change."
        " Go on with it on any device, under “My requests”.",
    )


def kept_here(days: int) -> Text:
    """The same for somebody without an account."""
    return Text(
        ar=f"يُحفظ طلبك في هذا المتصفح حتى تغلقه، و{arabic_digits(str(days))} يومًا على الأكثر.",
        en=f"Your request is kept in this browser until you close it, for {days} days at most.",
    )
