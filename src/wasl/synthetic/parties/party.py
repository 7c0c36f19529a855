"""The two parties: what each is, which facts it asks for and why, and the page for which it wants to be surer."""

from dataclasses import dataclass
from typing import NamedTuple


class Words(NamedTuple):
    ar: str
    en: str

    def in_language(self, language: str) -> str:
        return self.en if language == "en" else self.ar


@dataclass(frozen=True)
class Surer:
    """A page that the first sign-in does not open."""

    name: Words
    why: Words
    done: Words
    fresh: int | None = None  # seconds since the person proved themselves, at most


@dataclass(frozen=True)
class Party:
    client_id: str
    name: Words
    about: Words
    scope: str
    reasons: dict[str, Words]  # of each claim: what it is for
    surer: Surer


FACTS = {
    "name": Words("الاسم", "Name"),
    "given_name": Words("الاسم الأول", "First name"),
    "family_name": Words("اسم العائلة", "Family name"),
    "birthdate": Words("تاريخ الميلاد", "Date of birth"),
    "gender": Words("النوع", "Sex"),
    "email": Words("البريد الإلكتروني", "E-mail"),
    "phone_number": Words("رقم الهاتف", "Telephone"),
    "address": Words("العنوان", "Address"),
    "national_number": Words("الرقم القومي", "National number"),
}

_FORM = Words("ليظهر في طلبك دون أن تكتبه", "it stands in your application without your typing it")
_REACH = Words("لنخبرك بما تم في طلبك", "to tell you how your application goes")
_KNOW = Words("ليعرف البنك من يفتح الحساب", "so that the bank knows who opens the account")

AGENCY = Party(
    client_id="demo-agency",
    name=Words("بوابة هيئة تجريبية", "Demo agency portal"),
    about=Words(
        "هذه هيئة للعرض فقط: لا تقدم خدمة حقيقية، وكل من يدخلها شخص غير حقيقي. تريك كيف تتعرف جهة حكومية على من يدخل"
        " بحساب وصل، وما الذي تعرفه عنه.",
        "This agency is a demonstration: it serves nobody, and whoever signs in is made up. It shows how an"
        " office learns who signs in with Wasl, and what it gets to know.",
    ),
    scope="openid profile email phone address offline_access",
    reasons={
        **dict.fromkeys(("name", "given_name", "family_name", "birthdate", "gender"), _FORM),
        **dict.fromkeys(("email", "phone_number", "address"), _REACH),
    },
    surer=Surer(
        name=Words("طلب تصريح", "Ask for a permit"),
        why=Words(
            "من يحصل على التصريح يتصرف باسمك، فلا يكفي هنا رمز على الهاتف: نحتاج مفتاح مرور رُبط بحسابك بعد زيارة.",
            "Whoever gets the permit acts in your name, so a code to a telephone does not do here: a passkey is"
            " needed that was bound to your account after a visit.",
        ),
        done=Words("هنا كنت ستطلب التصريح.", "Here you would ask for the permit."),
    ),
)

BANK = Party(
    client_id="demo-bank",
    name=Words("البنك التجريبي", "Demo Bank"),
    about=Words(
        "هذا بنك للعرض فقط: ليس شركة حقيقية ولا يحفظ مالًا. يريك كيف تطلب شركة مرخصة بعض بياناتك، وكيف تختار ما تشاركه.",
        "This bank is a demonstration: it is not a real company and keeps no money. It shows how a licensed"
        " company asks for some of your data, and how you choose what to share.",
    ),
    scope="openid profile phone address national_number",
    reasons={
        **dict.fromkeys(("name", "given_name", "family_name", "birthdate", "gender", "national_number"), _KNOW),
        "phone_number": Words("ليتصل بك البنك", "for the bank to call you"),
        "address": Words("لترسل إليك البطاقة", "for the card to be sent to you"),
    },
    surer=Surer(
        name=Words("فتح الحساب", "Open the account"),
        why=Words(
            "فتح الحساب يُلزمك، فنطلب أن تؤكد الآن بمفتاح مرور أنك صاحبه.",
            "Opening an account binds you, so you are asked to confirm now, with a passkey, that it is you.",
        ),
        done=Words("هنا كان حسابك سيُفتح.", "Here your account would be opened."),
        fresh=300,
    ),
)

PARTIES = {party.client_id: party for party in (AGENCY, BANK)}
