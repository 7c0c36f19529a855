"""What each setting of a relying party is called, and what whoever fills it in has to know."""

from wasl.core.text import Text

LABELS = {
    "kind": Text(ar="للتجربة أم للعمل", en="For trying out, or for real"),
    "name_ar": Text(ar="الاسم بالعربية", en="Name in Arabic"),
    "name_en": Text(ar="الاسم بالإنجليزية", en="Name in English"),
    "redirect_uris": Text(ar="عناوين العودة", en="Addresses to come back to"),
    "jwks": Text(ar="المفاتيح العامة", en="Public keys"),
    "jwks_uri": Text(ar="أو عنوان المفاتيح العامة", en="Or the address of the public keys"),
    "profile": Text(ar="القواعد التي يتبعها", en="Rules that it keeps"),
    "agreement": Text(ar="ما يوافق عليه الناس", en="What people agree to"),
    "scopes": Text(ar="ما يطلبه", en="What it asks for"),
    "assurance": Text(ar="أقل درجة للدخول", en="Least level of a sign-in"),
    "post_logout_uris": Text(ar="عناوين بعد الخروج", en="Addresses after signing out"),
    "backchannel_logout_uri": Text(ar="عنوان الإبلاغ بالخروج", en="Address that is told of a sign-out"),
    "reason": Text(ar="السبب", en="Reason"),
    "office": Text(ar="الجهة", en="Office"),
    "client_id": Text(ar="معرّف البرنامج", en="client_id"),
    "purpose": Text(ar="الغرض", en="Purpose"),
    "sector": Text(ar="اسم النطاق الذي تتعلق به أسماء الناس", en="Host that people's names hang on"),
}

HINTS = {
    "kind": Text(
        ar="للتجربة: يعمل فورًا مع أشخاص غير حقيقيين فقط. للعمل: ينتظر موافقة شخص ثانٍ.",
        en="For trying out: works at once, with made-up people only. For real: waits for a second person.",
    ),
    "name_ar": Text(ar="كما يراه الناس حين يُسألون عن المشاركة.", en="As people see it when they are asked to share."),
    "redirect_uris": Text(
        ar="عنوان في كل سطر، يبدأ بـ https ويطابق حرفًا بحرف ما يرسله البرنامج. باسم نطاق أولها تتعلق أسماء الناس عنده.",
        en="One on each line, with https, letter by letter as the program sends it. The first's host names people.",
    ),
    "jwks": Text(
        ar='النص كاملًا: {"keys": [...]}. المفاتيح العامة فقط؛ لا تعطِ المفتاح الخاص لأحد.',
        en='The whole text: {"keys": [...]}. Public keys only; never give a private one to anybody.',
    ),
    "jwks_uri": Text(
        ar="إن كان البرنامج ينشر مفاتيحه: تُقرأ من هناك، فيبدلها دون أن يرجع إلى هنا.",
        en="If the program publishes its keys: it can then change them without coming back here.",
    ),
    "profile": Text(
        ar="FAPI 2.0 أشد أمانًا: يدفع الطلب مسبقًا ويربط الرموز بمفتاحه. اختر الأساسي إن كانت مكتبة البرنامج لا تعرفه.",
        en="FAPI 2.0 is safer: requests are pushed, tokens bound to a key. Choose basic where the library lacks it.",
    ),
    "agreement": Text(
        ar="منه الغرض وما يجوز أن يُقرأ. دونه يعرف البرنامج أن الشخص هو نفسه ولا يقرأ عنه شيئًا.",
        en="It gives the purpose, and what may be read. Without one, only that it is the same person.",
    ),
    "scopes": Text(
        ar="openid دائمًا. اطلب أقل ما يكفي: ما لا يُختار هنا لا يمكن طلبه.",
        en="openid always. Ask for the least that will do: what is not ticked here cannot be asked for.",
    ),
    "assurance": Text(ar="من هو دونها لا يدخل.", en="Whoever has less is not let in."),
    "post_logout_uris": Text(ar="عنوان في كل سطر.", en="One on each line."),
    "backchannel_logout_uri": Text(
        ar="يُبلَّغ هنا حين ينتهي دخول أحد.", en="Told here when somebody's session has ended."
    ),
    "reason": Text(ar="يقرؤه من سيوافق.", en="Whoever approves it reads this."),
}

REQUIRED = Text(ar="هذا الحقل مطلوب", en="This is needed")
NO_ADDRESS = Text(ar="هذا ليس عنوان https كاملًا دون علامة #", en="This is no whole https address without #")
KEYS_ONCE = Text(
    ar="أعطِ المفاتيح نصًا أو عنوانها، لا الاثنين معًا", en="Give the keys as text or their address: one of the two"
)
NO_REASON = Text(ar="اكتب لمن سيوافق لماذا يلزم هذا", en="Tell whoever approves it why it is needed")
