"""What can be wrong with one value. No problem repeats the value: problems are logged, values are personal."""

from wasl.core.text import Text
from wasl.registers.decode.texts import LIMIT

CUT = Text(ar=f"النص أطول من {LIMIT} حرف فاقتُطع", en=f"The text is longer than {LIMIT} characters and was cut")
BROKEN = Text(
    ar="بالنص حروف تالفة: ترميز السجل غير المعلن عنه", en="Broken characters: not the encoding that was declared"
)
NOT_A_NUMBER = Text(ar="ليس عددًا صحيحًا", en="Not a whole number")
NOT_A_DECIMAL = Text(ar="ليس عددًا عشريًا", en="Not a decimal number")
NOT_MONEY = Text(ar="ليس مبلغًا ماليًا", en="Not an amount of money")
NOT_A_DATE = Text(ar="ليس تاريخًا بالصيغة المعلنة", en="Not a date in the declared format")
NOT_AN_INSTANT = Text(ar="ليس تاريخًا ووقتًا بالصيغة المعلنة", en="Not a date and time in the declared format")
NOT_A_BOOLEAN = Text(ar="ليس نعم ولا لا", en="Neither yes nor no")
UNKNOWN_CODE = Text(ar="رمز غير معروف", en="Unknown code")
ANOTHER_TYPE = Text(ar="القيمة ليست من نوع هذا العمود", en="Not a value of the type that the column means")
READ_OTHERWISE = Text(
    ar="لا يستطيع العمود أن يقول هذه القيمة: ستُقرأ قيمة أخرى",
    en="The column cannot say it: it would be read as another value",
)
NEVER_EMPTY = Text(ar="العمود لا يقبل الفراغ", en="The column may not be empty")
NO_ROOM = Text(ar="القيمة أطول أو أكبر مما يتسع له العمود", en="Longer or larger than the column has room for")
