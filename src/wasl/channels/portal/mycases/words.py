"""What the pages of requests that were sent say."""

from wasl.cases.api import Invited, Progress
from wasl.catalogue.api import Who
from wasl.core.text import Text
from wasl.payments.api import State

ERROR = Text(ar="خطأ:", en="Error:")
PROBLEM = Text(ar="توجد مشكلة", en="There is a problem")
TITLE = Text(ar="طلباتي", en="My requests")
LEAD = Text(
    ar="هنا كل طلباتك للخدمات: ما لم ترسله بعد، وما يُعمل عليه، وما انتهى.",
    en="All your requests for services: not sent yet, in work, and ended.",
)
LEAD_VISITOR = Text(
    ar="هنا الطلبات التي بدأتها في هذا المتصفح بلا حساب. إن كان لك حساب فسجل الدخول لترى طلباتك كلها.",
    en="The requests that you began in this browser without an account. If you have one, sign in to see all of yours.",
)
SIGN_IN = Text(ar="سجل الدخول", en="Sign in")
NOT_SURE = Text(
    ar="حسابك لم يوثَّق بعد، فلا تظهر هنا إلا الطلبات التي بدأتها به.",
    en="Your account is not confirmed yet, so only the requests that you began with it are listed.",
)
CONFIRM_ACCOUNT = Text(ar="وثّق حسابك", en="Confirm your account")
EMPTY = Text(ar="ليس لك طلبات بعد.", en="You have no requests yet.")
TO_SERVICES = Text(ar="ابحث عن خدمة", en="Find a service")
FIND_MORE = Text(ar="طلب جديد: ابحث عن خدمة", en="A new request: find a service")
YOUR_TURN = Text(ar="مطلوب منك شيء", en="Something is needed from you")
DRAFTS = Text(ar="لم تُرسل بعد", en="Not sent yet")
IN_WORK = Text(ar="يُعمل عليها", en="In work")
ENDED = Text(ar="انتهت", en="Ended")
WITH_OTHERS = Text(ar="طلبات غيرك التي تساعد فيها أو توقعها", en="Requests of others that you help with or sign")
KEPT_UNTIL = Text(ar="تُحفظ حتى", en="Kept until")
CONTINUE = Text(ar="أكمل", en="Continue")
THROW_AWAY = Text(ar="احذف", en="Throw away")
OPEN = Text(ar="افتح", en="Open")
FOR = Text(ar="عن:", en="For:")
WHOSE = Text(ar="صاحب الطلب:", en="Applicant:")
MADE_FOR_YOU = Text(ar="قدمه غيرك عنك", en="made for you by somebody else")
YOUR_PART = Text(ar="دورك:", en="Your part:")
PARTS = {
    str(Invited.Part.HELPER): Text(ar="تساعد في ملئه", en="you help to fill it in"),
    str(Invited.Part.COSIGNER): Text(ar="توقعه مع صاحبه", en="you sign it with the applicant"),
}
SIGNED = Text(ar="وقّعتَ", en="signed")
SIGN_IT = Text(ar="مطلوب توقيعك", en="Your signature is asked for")
LEAVE = Text(ar="انسحب", en="Leave")
BY = Text(ar="موعد هذه الخطوة", en="This step by")
LATE = Text(ar="متأخر", en="late")
MESSAGES = Text(ar="رسائلي", en="My messages")
MESSAGES_LEAD = Text(
    ar="هنا كل ما قيل لك عن طلباتك، الأحدث أولًا.", en="All that you were told about your requests, newest first."
)
NO_MESSAGES = Text(ar="لا رسائل بعد.", en="No messages yet.")

# one request
BACK = Text(ar="كل طلباتي", en="All my requests")
NUMBER = Text(ar="رقم الطلب", en="Reference number")
PRINT = Text(ar="نسخة للطباعة", en="A version to print")
PRINTED = Text(ar="طُبع في", en="Printed on")
TO_PAGE = Text(ar="رجوع إلى صفحة الطلب", en="Back to the page of the request")
DONE = Text(ar="تم:", en="Done:")
MEANWHILE = Text(ar="هذا ما حدث منذ أن فتحت الصفحة:", en="This happened since you opened the page:")
TO_DO = Text(ar="مطلوب منك الآن", en="What you must do now")
PAY_LEAD = Text(ar="الرسوم المطلوبة:", en="The fee:")
PAY = Text(ar="ادفع الرسوم", en="Pay the fee")
PAY_ELSE = Text(
    ar="يدفع الرسوم من قدم الطلب، من حسابه.", en="The fee is paid by whoever made the request, from their account."
)
CORRECT = Text(ar="المطلوب تصحيحه أو إكماله", en="What is to be corrected or added")
CHANGE_ANSWERS = Text(ar="غيّر الإجابات", en="Change the answers")
STILL_MISSING = Text(
    ar="بقيت أسئلة بلا إجابة، ثم يمكنك الإرسال.", en="Some questions have no answer yet; then you can send."
)
THEN_SEND = Text(ar="بعد أن تنتهي اضغط هنا:", en="When you are done, press here:")
SIGN_LEAD = Text(
    ar="طُلب توقيعك على هذا الطلب. اقرأ ما كُتب فيه في هذه الصفحة أولًا. توقيعك يُسجل باسمك.",
    en="You are asked to sign this request. Read what stands in it on this page first. Your signature is on record.",
)
SIGN = Text(ar="أوقّع هذا الطلب", en="I sign this request")
DECLINE = Text(ar="لا أوقّع", en="I do not sign")
YOU_SIGNED = Text(ar="وقّعتَ هذا الطلب في", en="You signed this request on")
COSIGN = Text(ar="توقيع الشريك", en="The co-signer's signature")
COSIGN_LEAD = Text(
    ar="ادع الشريك برقمه القومي: يجد الدعوة في صفحة «طلباتي» عنده، ويوقع من حسابه. لا نقول هل الرقم لأحد.",
    en="Invite them by national number: they find it on their page “My requests” and sign from their own account. "
    "We do not tell whether a number is anybody's.",
)
THEIR_NUMBER = Text(ar="رقمه القومي", en="Their national number")
INVITE = Text(ar="أرسل الدعوة", en="Invite")
INVITED = Text(ar="دعوة منذ", en="Invited on")
WAITS = Text(ar="لم يوقع بعد", en="not signed yet")
END_INVITATION = Text(ar="ألغِ الدعوة", en="End the invitation")
COME = Text(ar="تعال إلى موعدك", en="Come to your appointment")
OTHER_WAYS = Text(ar="ما يمكنك فعله أيضًا", en="What else you can do")
CANCEL_BY = Text(
    ar="لإلغاء الموعد اسحب الطلب، فيعود الموعد لغيرك.",
    en="To cancel the appointment, withdraw the request: somebody else can have the time.",
)
STANDS = Text(ar="أين وصل الطلب", en="Where it stands")
STATE = Text(ar="الحالة الآن", en="Now")
WHO_HAS = Text(ar="عند من", en="Who has it")
NEXT = Text(ar="ماذا بعد", en="What comes next")
STEP_BY = Text(ar="موعد هذه الخطوة", en="This step is due")
TERM = Text(ar="موعد القرار على الأكثر", en="A decision at the latest")
TERM_WAITS = Text(
    ar="يتوقف هذا الموعد ما دام الطلب في انتظارك.", en="This term stands still as long as the request waits for you."
)
SENT = Text(ar="أُرسل في", en="Sent on")
ENDED_ON = Text(ar="انتهى في", en="Ended on")
YOU = Text(ar="أنت", en="You")
WITH_YOU = Text(ar="عندك أنت", en="With you")
IS_LATE = Text(ar="تأخر هذا الطلب", en="This request is late")
LATE_LEAD = Text(
    ar="كان يجب أن تنتهي هذه الخطوة قبل ذلك. التأخير مسجل على الجهة، وليس عليك شيء.",
    en="This step should have been done by then. The delay is on record with the agency; you need do nothing for it.",
)
OWN_LATE = Text(
    ar="انقضى الوقت المحدد لما هو مطلوب منك. ما زال يمكنك فعله ما دام هذا الطلب مفتوحًا.",
    en="The time for what is needed from you has run out. You can still do it as long as this request is open.",
)
TERM_OVER = Text(ar="انقضى موعد القرار على هذا الطلب.", en="The term for the decision on this request has run out.")
CALL = Text(ar="لمن تسأل", en="Whom to ask")
STEPS = Text(ar="خطوات الجهات", en="Step by step, agency by agency")
CHANGES = Text(ar="ما يُقيَّد في السجلات", en="What is entered in registers")
OF_ENTRIES = Text(ar="قيود تمت:", en="entries done:")
PROGRESS = {
    Progress.WAITING: Text(ar="قيد التنفيذ", en="Under way"),
    Progress.BY_HAND: Text(ar="عند صاحب السجل", en="With the register's owner"),
    Progress.DONE: Text(ar="تم", en="Done"),
    Progress.FAILED: Text(ar="لم تنجح", en="Did not succeed"),
    Progress.TAKING_BACK: Text(ar="يُعاد كما كان", en="Being taken back"),
    Progress.TAKEN_BACK: Text(ar="أُعيد كما كان", en="Taken back"),
}
WILL_BE = Text(ar="يُقيَّد تلقائيًا، غالبًا خلال دقائق.", en="It is entered by itself, mostly within minutes.")
UNREACHED = Text(
    ar="السجل لا يرد الآن. نعيد المحاولة تلقائيًا، وليس عليك شيء. المحاولة التالية:",
    en="The register does not answer now. It is tried again by itself; you need do nothing. Next try:",
)
BY_HAND = Text(
    ar="هذا السجل تقيد فيه جهته بنفسها، وتخبرنا حين يتم. ليس عليك شيء.",
    en="The owner of this register enters it there themselves, and says so when it is done. You need do nothing.",
)
NOT_REACHED = Text(
    ar="لم يرد السجل رغم محاولات كثيرة.", en="The register did not answer, though it was tried many times."
)
NO_ROW = Text(
    ar="لم نجد في السجل قيدًا واحدًا بعينه لصاحب الطلب ليُغيَّر.",
    en="The register holds no single entry of the person that could be changed.",
)
NOT_TAKEN = Text(
    ar="لم يقبل السجل هذا التغيير: ما فيه الآن ليس ما كان متوقعًا.",
    en="The register did not take the change: what stands there now is not what was expected.",
)
MENDS = Text(
    ar="موظف يعالجها. ما أتمته الجهات الأخرى باقٍ كما هو، وليس عليك شيء.",
    en="An officer sees to it. What other agencies have done stays; you need do nothing.",
)
STAYS = Text(
    ar="بقي هذا كما كان. اسأل الجهة، أو اطلب المراجعة من هذه الصفحة.",
    en="This stays as it was. Ask the agency, or ask for a review on this page.",
)
AGENCY = Text(ar="الجهة", en="Agency")
BY_DAY = Text(ar="الموعد", en="Due")
APPOINTMENT = Text(ar="الموعد", en="The appointment")
WHEN = Text(ar="متى", en="When")
WHERE = Text(ar="أين", en="Where")
DECISION = Text(ar="القرار", en="The decision")
DECIDED_BY = Text(ar="من قرر", en="Who decided")
REASON = Text(ar="السبب", en="The reason")
AUTOMATIC = Text(
    ar="اتُّخذ القرار آليًا بقاعدة الخدمة، ولم يقرره موظف.",
    en="Decided automatically by a rule of the service; no officer decided it.",
)
RULE = Text(ar="القاعدة", en="The rule")
ASK_PERSON = Text(
    ar="من حقك أن تطلب أن يراجعه إنسان، من آخر هذه الصفحة.",
    en="You can ask for a person to review it, at the end of this page.",
)
ANSWER = Text(ar="الإجابة", en="The answer")
FROM = Text(ar="المصدر", en="Source")
NOTHING_FOUND = Text(ar="لا يوجد شيء مسجل.", en="Nothing is on record.")
DOCUMENTS = Text(ar="الوثائق الصادرة", en="Documents issued")
DOWNLOAD = Text(ar="نزّل", en="Download")
REVOKED = Text(ar="أُلغيت", en="revoked")
PAYMENTS = Text(ar="المدفوعات", en="Payments")
RECEIPT = Text(ar="الإيصال", en="Receipt")
PAYMENT = {
    State.ASKED: Text(ar="لم يُدفع بعد", en="not paid yet"),
    State.PAID: Text(ar="دُفع", en="paid"),
    State.REFUSED: Text(ar="رفضه مزود الدفع؛ يمكنك المحاولة مرة أخرى", en="refused by the provider; you can try again"),
    State.CANCELLED: Text(ar="لم يعد مطلوبًا", en="no longer asked for"),
    State.REFUNDED: Text(ar="رُدّ إليك", en="given back"),
}
ANSWERS = Text(ar="ما كُتب في الطلب", en="What stands in the request")
FILES = Text(ar="الملفات المرفقة", en="Files that were given")
HISTORY = Text(ar="كل ما حدث", en="All that happened")
ACTORS = {
    Who.CITIZEN: Text(ar="صاحب الطلب", en="the applicant"),
    Who.CASE_WORKER: Text(ar="موظف", en="an officer"),
    Who.OFFICE_HEAD: Text(ar="رئيس المكتب", en="the head of the office"),
    Who.AGENT: Text(ar="موظف الشباك", en="a counter agent"),
    Who.SYSTEM: Text(ar="المنصة آليًا", en="the platform, by itself"),
}
TOLD = Text(ar="الرسالة:", en="The message:")
IN_MESSAGES = Text(ar="رسائل هذا الطلب", en="Messages about this request")

# doing
SURE = {
    "withdraw": Text(ar="سحب هذا الطلب؟", en="Withdraw this request?"),
}
ENDS_IT = Text(
    ar="بهذا ينتهي الطلب، ولا يمكن الرجوع عن ذلك. يمكنك تقديم طلب جديد متى شئت.",
    en="This ends the request and cannot be undone. You can make a new one whenever you like.",
)
NOT_PAID_BACK = Text(
    ar="الرسوم التي دُفعت لا تعود إليك تلقائيًا: اسأل الجهة.",
    en="A fee that was paid does not come back by itself: ask the agency.",
)
FREES_TIME = Text(ar="ويُلغى موعدك.", en="Your appointment is given up.")
CHANGED = Text(ar="حدث في هذا الطلب شيء بعد أن فتحته", en="Something happened in this request since you opened it")
READ_AGAIN = Text(ar="اقرأه كما هو الآن، ثم وقّع", en="Read it as it stands now, then sign")
KEEP = Text(ar="لا، ارجع", en="No, go back")
WORDS = Text(ar="السبب", en="The reason")
REVIEW = Text(ar="طلب مراجعة القرار", en="Ask for a review")
REVIEW_LEAD = Text(
    ar="إن رأيت أن القرار خطأ فاكتب لماذا. يراجعه رئيس المكتب ويرد عليك بالأسباب، وترى هنا موعد الرد.",
    en="If you think that the decision is wrong, say why. The head of the office reviews it and answers with reasons; "
    "this page says by when.",
)
WHY = Text(ar="لماذا ترى أن القرار خطأ؟", en="Why is the decision wrong?")
SEND_REVIEW = Text(ar="اطلب المراجعة", en="Ask for the review")
REVIEW_WAITS = Text(
    ar="طلبت مراجعة القرار. الرد على الأكثر في", en="You have asked for a review. An answer at the latest on"
)
REVIEW_SENT = Text(ar="وصل طلب المراجعة.", en="Your request for a review has arrived.")
YOU_HAVE_SIGNED = Text(ar="سُجل توقيعك.", en="Your signature is on record.")
INVITATION_WAITS = Text(
    ar="الدعوة في انتظاره في صفحة «طلباتي» عنده.", en="The invitation waits on their page “My requests”."
)
INVITATION_ENDED = Text(ar="أُلغيت الدعوة.", en="The invitation has ended.")
SAID = {
    "review": REVIEW_SENT,
    "signed": YOU_HAVE_SIGNED,
    "invited": INVITATION_WAITS,
    "ended": INVITATION_ENDED,
}
"""What a page says after something was done, by the word in its address."""
