"""A party as a process: `granian --interface wsgi --factory wasl.synthetic.parties.serving:application`."""

import os
from pathlib import Path

import httpx

from wasl.synthetic.parties.app import App
from wasl.synthetic.parties.keys import kept_keys
from wasl.synthetic.parties.party import PARTIES
from wasl.synthetic.parties.provider import Provider

DEADLINE = httpx.Timeout(15.0, connect=3.0)


def application() -> App:
    """Told by PARTY (which), PARTY_ADDRESS (its own), PARTY_PROVIDER (the provider's), PARTY_HOME (for its keys)."""
    party = PARTIES[os.environ["PARTY"]]
    keys = kept_keys(Path(os.environ["PARTY_HOME"]) / f"{party.client_id}.json")
    client = httpx.Client(timeout=DEADLINE, trust_env=False)
    return App(
        party,
        os.environ["PARTY_ADDRESS"],
        Provider(os.environ["PARTY_PROVIDER"], party.client_id, keys, client),
    )
