"""A rule in words that everybody can read: who may see what, for what, on what ground, since when."""

from collections.abc import Iterable
from dataclasses import dataclass

from wasl.core.digits import arabic_digits
from wasl.core.text import Text
from wasl.country.api import PolicyRule, pack

ROLES = {
    "officer": Text(ar="موظف", en="officer"),
    "operator": Text(ar="مشغل المنصة", en="operator"),
    "steward": Text(ar="أمين بيانات", en="data steward"),
    "agent": Text(ar="موظف شباك", en="counter agent"),
    "case-worker": Text(ar="موظف ملفات", en="case worker"),
    "office-head": Text(ar="رئيس مكتب", en="office head"),
    "auditor": Text(ar="مراجع", en="auditor"),
    "protection": Text(ar="مسؤول حماية البيانات", en="data protection officer"),
    "citizen": Text(ar="المواطن نفسه", en="the citizen"),
    "platform": Text(ar="المنصة نفسها", en="the platform itself"),
    "party": Text(ar="برنامج يدخل إليه المواطن بحسابه", en="a program that the citizen signed in to"),
    "wallet": Text(ar="محفظة المواطن", en="the citizen's wallet"),
}
CHANNELS = {
    "backoffice": Text(ar="صفحات الموظفين", en="staff pages"),
    "portal": Text(ar="بوابة المواطن", en="the citizens' portal"),
    "api": Text(ar="البرامج", en="programs"),
    "openid": Text(ar="الدخول بالحساب إلى برامج أخرى", en="signing in to other programs"),
    "wallet": Text(ar="المحفظة الرقمية", en="the wallet"),
    "counter": Text(ar="الشباك", en="the counter"),
    "callcentre": Text(ar="مركز الاتصال", en="the call centre"),
    "app": Text(ar="تطبيق الهاتف", en="the app on a telephone"),
    "verification": Text(ar="صفحة التحقق من الهوية", en="the page for verifying identity"),
    "verification-api": Text(ar="برامج التحقق من الهوية", en="programs that verify identity"),
    "terminal": Text(ar="سطر الأوامر", en="the command line"),
}
ASSURANCES = {
    "low": Text(ar="كلمة مرور", en="a password"),
    "substantial": Text(ar="كلمة مرور وعامل ثانٍ", en="a password and a second factor"),
    "high": Text(ar="مفتاح لا يُنسخ", en="a key that cannot be copied"),
}
NOBODY = Text(ar="بلا جهة", en="no body")


@dataclass(frozen=True)
class RuleWords:
    """One card."""

    who: Text
    purpose: Text
    sees: Text
    ground: Text
    since: Text
    conditions: tuple[Text, ...]


def rule_words(rule: PolicyRule) -> RuleWords:
    return RuleWords(
        who=who(rule), purpose=purpose_name(rule.purpose), sees=sees(rule), ground=ground(rule), since=since(rule),
        conditions=tuple(conditions(rule)),
    )  # fmt: skip


def who(rule: PolicyRule) -> Text:
    roles = listed([role_name(role) for role in rule.roles])
    if not rule.offices:
        return Text(ar=f"{roles.ar} في أي جهة", en=f"{roles.en} of any body")
    offices = listed([office_name(office) for office in rule.offices])
    return Text(ar=f"{roles.ar} في {offices.ar}", en=f"{roles.en} of {offices.en}")


def sees(rule: PolicyRule) -> Text:
    """
    >>> from wasl.country.api import pack
    >>> sees(pack().policies.rules["no-belief-for-quality"]).en
    'never Religion of the sections Identity'
    """
    sections = listed([section_name(section) for section in rule.sections])
    part = listed([attribute_name(one) for one in rule.only]) if rule.only else None
    ar = f"{part.ar} من أقسام {sections.ar}" if part else f"أقسام {sections.ar}"
    en = f"{part.en} of the sections {sections.en}" if part else f"the sections {sections.en}"
    if rule.effect == "refuse":
        return Text(ar=f"لا يرى أبدًا {ar}", en=f"never {en}")
    return Text(ar=ar, en=en)


def ground(rule: PolicyRule) -> Text:
    given = pack().purposes.get(rule.purpose)
    basis = rule.legal_basis or (given.legal_basis if given else Text(ar="-", en="-"))
    if rule.basis == "consent":
        return Text(ar=f"بموافقة صاحب البيانات ({basis.ar})", en=f"with the person's consent ({basis.en})")
    return Text(ar=f"بحكم القانون ({basis.ar})", en=f"by law ({basis.en})")


def since(rule: PolicyRule) -> Text:
    start = str(rule.valid_from)
    if not rule.valid_to:
        return Text(ar=f"من {arabic_digits(start)}", en=f"since {start}")
    end = str(rule.valid_to)
    return Text(ar=f"من {arabic_digits(start)} إلى {arabic_digits(end)}", en=f"from {start} to {end}")


def conditions(rule: PolicyRule) -> Iterable[Text]:
    """What else must hold, and what is shown in part."""
    if rule.channels:
        where = listed([CHANNELS.get(one, slug_text(one)) for one in rule.channels])
        yield Text(ar=f"من خلال {where.ar} فقط", en=f"only by way of {where.en}")
    if rule.assurance != "low":
        sure = ASSURANCES[rule.assurance]
        yield Text(ar=f"لمن دخل بـ{sure.ar} على الأقل", en=f"signed in with {sure.en} at least")
    if rule.case == "required":
        yield _case(rule)
    if rule.sensitive == "all":
        yield Text(ar="بما فيها البيانات الحساسة كلها", en="with all that is sensitive in them")
    elif rule.sensitive:
        named = listed([attribute_name(one) for one in rule.sensitive])
        yield Text(ar=f"ومن البيانات الحساسة: {named.ar}", en=f"of what is sensitive: {named.en}")
    if rule.masked:
        named = listed([attribute_name(one) for one in rule.masked])
        yield Text(ar=f"يظهر جزء فقط من: {named.ar}", en=f"shown in part: {named.en}")
    if rule.withheld:
        named = listed([slug_text(one.register_) for one in rule.withheld])
        yield Text(ar=f"تُحجب قيود من السجلات: {named.ar}", en=f"rows stay closed in the registers {named.en}")
    if rule.emergency:
        yield Text(ar="وفي الطوارئ بلا موافقة، ويُبرَّر بعدها", en="in an emergency without consent, justified afterwards")


def _case(rule: PolicyRule) -> Text:
    kinds = pack().policies.case_kinds
    named = listed([kinds[kind].name if kind in kinds else slug_text(kind) for kind in rule.case_kinds])
    if not rule.case_kinds:
        return Text(ar="بشرط ذكر رقم الملف", en="only on a case")
    return Text(ar=f"بشرط ذكر رقم ملف من نوع: {named.ar}", en=f"only on a case of the kind {named.en}")


def role_name(role: str) -> Text:
    return ROLES.get(role, slug_text(role))


def office_name(office: str | None) -> Text:
    return pack().agencies.get(office, slug_text(office)) if office else NOBODY


def section_name(section: str) -> Text:
    found = pack().sections.get(section)
    return found.name if found else slug_text(section)


def purpose_name(slug: str) -> Text:
    found = pack().purposes.get(slug)
    return found.name if found else slug_text(slug)


def attribute_name(name: str) -> Text:
    """A concept's name; of what is no concept, the attribute as registers know it."""
    found = pack().concepts.get(name)
    return found.name if found else slug_text(name)


def slug_text(slug: str) -> Text:
    return Text(ar=slug or "-", en=slug or "-")


def listed(texts: Iterable[Text]) -> Text:
    """
    >>> listed([Text(ar="أ", en="a"), Text(ar="ب", en="b")])
    Text(ar='أ، ب', en='a, b')
    """
    all_ = list(texts)
    return Text(ar="، ".join(one.ar for one in all_) or "-", en=", ".join(one.en for one in all_) or "-")
