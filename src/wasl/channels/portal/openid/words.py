"""What the pages say of a program that acts in somebody's name."""

from wasl.core.text import Text

CAN_DO = Text(ar="ما يستطيع أن يفعله باسمك", en="What it could do in your name")
UNTIL_ENDED = Text(
    ar="كل اطلاع يُسجَّل وتراه في صفحة «من اطّلع». تنهي ذلك متى شئت من صفحة «الجهات المتصلة بحسابي»، فيتوقف فورًا.",
    en="Each look is recorded, and you see it under “Who looked”. You end it at any time on the page “My connections”, "
    "and it stops at once.",
)
