"""Accounts of the demo's made-up citizens: with the telephone that registers hold, and evidence that says so."""

from datetime import UTC, datetime

from wasl.core.text import Text
from wasl.identity.accounts.models import Kind as StepKind
from wasl.identity.accounts.raising import registered_telephone
from wasl.identity.accounts.steps import take
from wasl.identity.models import Citizen
from wasl.trust.api import Assurance

NOBODYS = "+201900000000"
_EVIDENCE = Text(ar="نسخة تجريبية: لم يتحقق أحد من شيء", en="A demonstration: nobody has checked anything")


def ensure_account_of_demo(person: str) -> Citizen:
    """The account of a made-up person (handle), confirmed; the one that stands, where one does."""
    citizen = Citizen.objects.filter(person=person).first()
    if citizen is None:
        reach = registered_telephone(person) or NOBODYS
        citizen = Citizen.objects.create(person=person, telephone=reach, telephone_since=datetime.now(UTC))
        take(citizen, StepKind.CODE, Assurance.SUBSTANTIAL, _EVIDENCE, by="platform:demo")
    return citizen
