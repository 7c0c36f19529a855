"""A credential (SD-JWT VC) handed over as text or QR code: who issued it, whether it still holds, what it discloses.

It proves what was issued, not that who hands it over is its holder: that takes a presentation (OpenID4VP).
"""

from typing import Any

from wasl.core.errors import Refusal
from wasl.core.text import Text
from wasl.identity.verification.documents.checkers import Checker, Told, register
from wasl.identity.verification.terms import Fact
from wasl.identity.wallet.api import Checked as Shown
from wasl.identity.wallet.api import Problem, check_credential

ISSUER = Text(ar="الجهة التي أصدرتها ليست في قائمة الثقة", en="its issuer is not on the trust list")
FORGED = Text(ar="التوقيع لا يطابقها: غُيِّرت أو زُوِّرت", en="the signature does not fit it: it was changed or forged")
WORDS: dict[Problem, Text] = {
    Problem.UNKNOWN_ISSUER: ISSUER,
    Problem.UNKNOWN_KIND: Text(
        ar="لا تصدر الجهة وثيقة من هذا النوع", en="its issuer issues no credential of this kind"
    ),
    Problem.SIGNATURE: FORGED,
    Problem.DISCLOSURES: FORGED,
    Problem.EXPIRED: Text(ar="انتهت صلاحيتها", en="it has expired"),
    Problem.NOT_YET: Text(ar="لم تسرِ بعد", en="it does not hold yet"),
    Problem.REVOKED: Text(ar="أُلغيت", en="it was revoked"),
    Problem.SUSPENDED: Text(ar="موقوفة مؤقتًا", en="it is suspended"),
    Problem.NO_STATUS: Text(ar="لا تُعرف حالتها", en="its status cannot be had"),
}


@register("credential")
class Credential(Checker):
    name = Text(ar="وثيقة رقمية من محفظة (SD-JWT VC)", en="Digital credential from a wallet (SD-JWT VC)")
    longest = 60_000

    def check(self, content: str) -> Told:
        shown = check_credential(content)
        if shown.problem is Problem.UNREADABLE:
            raise Refusal(
                Text(ar="هذا النص ليس وثيقة رقمية", en="this text is no credential"),
                mend=Text(
                    ar="انسخه كاملًا من المحفظة: يبدأ بـ eyJ وينتهي بـ ~",
                    en="copy all of it from the wallet: it begins with eyJ and ends with ~",
                ),
                where="content",
            )
        if shown.problem:
            return Told(intact=False, proves=False, troubles=(WORDS[shown.problem],))
        return _told(shown)


def _told(shown: Shown) -> Told:
    said = {name: str(value) for name, value in _by_attribute(shown)}
    facts = {fact: said[fact] for fact in Fact if fact in said}
    document = shown.claims.get("document_number")
    return Told(
        intact=True,
        proves=True,
        number=said.get("number"),
        facts=facts,
        document=str(document) if document else None,
    )


def _by_attribute(shown: Shown) -> list[tuple[str, Any]]:
    """Disclosed values under the names of the register's attributes; another issuer's kinds are not known to us."""
    paths = {".".join(claim.path): claim for claim in shown.kind.claims} if shown.kind else {}
    told = ((paths.get(path), value) for path, value in shown.told())
    return [(claim.attribute, value) for claim, value in told if claim and not claim.over]
