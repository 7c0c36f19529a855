"""Looks of the platform itself, where it must know something of a person in order to know who they are."""

from wasl.trust.api import Assurance, Kind, Look

PURPOSE = "citizen-request"


def platform_look(actor: str, kind: Kind) -> Look:
    """On record, and told to the person like any other."""
    return Look(
        actor=f"platform:{actor}",
        actor_name="",
        office=None,
        role="platform",
        purpose=PURPOSE,
        channel="portal",
        kind=kind,
        assurance=Assurance.LOW,
    )
