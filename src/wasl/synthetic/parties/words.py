"""The words of the parties' pages."""

from wasl.synthetic.parties.party import Words

WORDS = {
    "other": Words("English", "العربية"),
    "skip": Words("إلى المحتوى", "Skip to the content"),
    "demo": Words("عرض تجريبي: ليست جهة حقيقية.", "Demonstration: not a real organisation."),
    "home": Words("الرئيسية", "Home"),
    "known": Words("ما عرفناه عنك", "What we learned about you"),
    "sign_in": Words("الدخول بحساب وصل", "Sign in with Wasl"),
    "sign_out": Words("الخروج", "Sign out"),
    "sign_out_why": Words("تخرج من هنا ومن حساب وصل معًا.", "You are signed out here and of Wasl as well."),
    "signed_in": Words("أنت داخل بحسابك.", "You are signed in."),
    "how": Words("ماذا سيحدث", "What will happen"),
    "how_1": Words(
        "تنتقل إلى وصل وتدخل هناك. لا نرى رقمك القومي ولا رمزك.",
        "You go to Wasl and sign in there. We see neither your number nor your code.",
    ),
    "how_2": Words(
        "يعرض عليك وصل ما نطلبه ولماذا، وتقرر أنت.", "Wasl shows you what we ask for and why, and you decide."
    ),
    "how_3": Words("تعود إلى هنا وترى كل ما وصل إلينا.", "You come back here and see all that reached us."),
    "we_ask": Words("ما نطلبه، وفيمَ نستخدمه", "What we ask for, and what for"),
    "fact": Words("البيان", "Fact"),
    "value": Words("القيمة", "Value"),
    "why": Words("السبب", "What for"),
    "known_lead": Words(
        "هذا كل ما شاركته معنا. نقرؤه من وصل في كل مرة ولا نحتفظ به بعد خروجك.",
        "This is all that you share with us. We read it from Wasl each time and do not keep it when you leave.",
    ),
    "nothing": Words("لم تشارك أي بيان.", "You shared no facts."),
    "read_at": Words("آخر قراءة", "Last read"),
    "our_name": Words("كيف نعرفك", "How we know you"),
    "our_name_why": Words(
        "اسم صُنع لنا وحدنا: جهة أخرى تعرفك باسم آخر، فلا تُجمع بياناتك به.",
        "A name made for us alone: another organisation knows you by another, so that nobody joins what they"
        " hold by it.",
    ),
    "level": Words("درجة الثقة في دخولك", "How sure your sign-in is"),
    "urn:wasl:acr:low": Words("منخفضة", "Low"),
    "urn:wasl:acr:substantial": Words("متوسطة", "Substantial"),
    "urn:wasl:acr:high": Words("عالية", "High"),
    "read_again": Words("اقرأ بياناتي من جديد", "Read my data anew"),
    "withdraw": Words("إذا سحبت موافقتك", "If you withdraw"),
    "withdraw_text": Words(
        "في وصل صفحة بالجهات المتصلة بحسابك. إذا أنهيت الاتصال هناك رُفضت قراءتنا التالية فورًا، وكل قراءة"
        " سبقت تجدها في صفحة من اطلع على بياناتك.",
        "Wasl has a page of those that you are connected to. End the connection there, and our very next reading is"
        " refused. Each reading until then stands on the page of who looked at your data.",
    ),
    "connected": Words("الجهات المتصلة بحسابي في وصل", "My connections in Wasl"),
    "looks": Words("من اطلع على بياناتي", "Who looked at my data"),
    "surer_go": Words("أكّد أنك صاحب الحساب", "Confirm that it is you"),
    "surer_is": Words("تأكدنا أنك صاحب الحساب.", "It is confirmed that it is you."),
    "again": Words("ابدأ من جديد", "Start anew"),
    "technical": Words("لمن يطورون البرامج", "For those who write programs"),
}

TROUBLES = {
    "access_denied": (
        Words("لم تشارك شيئًا", "You shared nothing"),
        Words(
            "اخترت ألا تكمل، أو لم يكن حسابك بالدرجة المطلوبة. لم يصل إلينا شيء عنك، ويمكنك أن تبدأ متى شئت.",
            "You chose not to go on, or your account is not as sure as was asked for. Nothing about you reached"
            " us, and you may start whenever you like.",
        ),
    ),
    "down": (
        Words("وصل لا يجيب الآن", "Wasl does not answer now"),
        Words(
            "لا ذنب لك في هذا، ولم يُفقد شيء. حاول بعد دقائق.",
            "This is not your doing, and nothing is lost. Try again in a few minutes.",
        ),
    ),
    "unbelieved": (
        Words("لم نقبل هذا الدخول", "We did not accept this sign-in"),
        Words(
            "جاء رد لا يطابق ما طلبناه من هذا المتصفح، فأهملناه. ابدأ من جديد من هنا.",
            "An answer came that does not fit what this browser asked for, so we dropped it. Start anew from here.",
        ),
    ),
    "refused": (
        Words("رفض وصل طلبنا", "Wasl refused us"),
        Words(
            "لم يكتمل الدخول. ابدأ من جديد؛ فإن تكرر فالخطأ من جانبنا.",
            "The sign-in was not completed. Start anew; if it happens again, the mistake is ours.",
        ),
    ),
    "closed": (
        Words("لم يعد لنا أن نقرأ بياناتك", "We may no longer read your data"),
        Words(
            "رفض وصل القراءة: سحبت موافقتك أو انتهى دخولك. حذفنا ما كان عندنا عنك وأخرجناك من هنا.",
            "Wasl refused the reading: you withdrew, or your sign-in ended. We deleted what we had of you and"
            " signed you out here.",
        ),
    ),
    "missing": (
        Words("لا توجد صفحة هنا", "There is no page here"),
        Words(
            "ربما كُتب العنوان خطأ. عد إلى الصفحة الرئيسية.",
            "The address may have been mistyped. Go back to the home page.",
        ),
    ),
    "elsewhere": (
        Words("لم نقبل هذا الطلب", "We did not accept this"),
        Words(
            "جاء الطلب من صفحة ليست من صفحاتنا. افتح صفحتنا واضغط الزر منها.",
            "It came from a page that is not ours. Open our page and press the button there.",
        ),
    ),
}
