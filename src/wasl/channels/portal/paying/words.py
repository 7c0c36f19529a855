"""What the pages of payments say."""

from wasl.core.text import Text

TITLE = Text(ar="دفع الرسوم", en="Pay the fee")
LEAD = Text(
    ar="هذه الصفحة تعرض ما عليك دفعه وبنوده، وتدفعه منها.",
    en="This page shows what you are to pay, line by line, and takes the payment.",
)
REFERENCE = Text(ar="رقم الدفع", en="Payment")
CASE = Text(ar="عن الطلب", en="For the application")
LINE = Text(ar="البند", en="What for")
AMOUNT = Text(ar="المبلغ", en="Amount")
TOTAL = Text(ar="الإجمالي", en="Total")
SANDBOX = Text(
    ar="هذا دفع تجريبي: لا ينتقل أي مال ولا تُطلب بطاقة. اختر أن ينجح الدفع أو أن يفشل.",
    en="This is a sandbox: no money moves, and no card is asked for. Choose whether the payment works or fails.",
)
PAY = Text(ar="ادفع (تجربة)", en="Pay (sandbox)")
FAIL = Text(ar="جرّب فشل الدفع", en="Let it fail")
CANCELLED = Text(
    ar="أُلغي طلب الدفع هذا، ولا شيء عليك دفعه هنا. ارجع إلى طلبك لترى ما المطلوب الآن.",
    en="This payment was cancelled; there is nothing to pay here. Your application says what is needed now.",
)
ELSEWHERE = Text(
    ar="لا يُدفع هذا المبلغ من هذه الصفحة. اسأل الجهة التي تقدمت إليها.",
    en="This sum is not paid on this page. Ask the office that you applied to.",
)
HOME = Text(ar="الصفحة الأولى", en="The first page")

RECEIPT = Text(ar="إيصال دفع", en="Receipt")
RECEIPT_LEAD = Text(
    ar="هذه الصفحة تثبت أن المبلغ دُفع. اطبعها أو احتفظ برقم الدفع.",
    en="This page shows that the sum was paid. Print it, or keep the number of the payment.",
)
PAID = Text(ar="دُفع في", en="Paid on")
PROVIDER = Text(ar="رقم مزود الدفع", en="The provider's reference")
REFUNDED = Text(ar="رُدّ المبلغ كله في", en="The whole sum was given back on")
SANDBOX_RECEIPT = Text(
    ar="إيصال تجريبي: لم ينتقل أي مال، ولا يثبت هذا الإيصال شيئًا أمام أي جهة.",
    en="A receipt of the sandbox: no money moved, and it proves nothing to any office.",
)
BACK = Text(ar="ارجع إلى طلبك", en="Go on with your application")
