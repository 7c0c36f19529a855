"""Puts something onto every page of the protection officer: `python -m tests.protection.seeded` in a served home."""

import os
from datetime import timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wasl.core.django_settings")
django.setup()

from django.utils import timezone  # noqa: E402

from wasl.persons.models import Person  # noqa: E402
from wasl.protection import api  # noqa: E402
from wasl.trust.api import Kind, Look, record, upkeep  # noqa: E402


def look(handle: str, account: str, **more: object) -> int:
    about = Look(
        actor=account,
        actor_name="",
        office="social-solidarity",
        role="officer",
        purpose="citizen-request",
        channel="backoffice",
        kind=Kind.PICTURE,
        **more,  # type: ignore[arg-type]
    )
    return record(about, outcome="shown", persons=[handle], sections=["identity"]).seq


def seed() -> None:
    with upkeep("a seeded store"):
        handles = list(Person.objects.order_by("id").values_list("handle", flat=True)[:3])
    for handle in handles:
        api.report_objection(look(handle, "staff:registrar", case="SUP-1"))
    look(handles[0], "staff:officer", emergency=True, reason="وصل فاقد الوعي ولا يوجد من أسرته أحد")
    api.watch()
    api.mark_public(handles[1], "وزير", "staff:protection")
    now = timezone.now()
    for hours in (1, 80):
        told = api.Account(
            sort="seen",
            title="قائمة أُرسلت إلى عنوان خطأ",
            happened="أُرسلت قائمة فيها أربعون اسمًا إلى عنوان خطأ.",
            known=now - timedelta(hours=hours),
            effects="قد يعرف غرباء عناوين أصحاب القائمة.",
            measures="أكد المستلم حذفها.",
            contact="19999",
            sections=("identity", "health"),
            people=40,
        )
        incident = api.register(told, by="staff:protection")
    notice = api.make_notice(incident.reference, "authority", by="staff:protection")
    api.mark_sent(incident.reference, notice.pk, by="staff:protection")
    api.make_notice(incident.reference, "people", by="staff:protection")
    api.retain(by="system:retention")


if __name__ == "__main__":
    seed()
