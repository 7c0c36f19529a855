"""Run in a platform's home: finds, for services, made-up people who can have them, and signs them in.

Prints {slug: {"person": handle, "session": cookie}} as JSON; `end REFERENCE...` lets the offices do their part instead.
"""

import json
import os
import sys
from contextlib import suppress
from importlib import import_module
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wasl.core.django_settings")
django.setup()

# Only now: these bring models.
from django.conf import settings  # noqa: E402
from django.test import RequestFactory  # noqa: E402

from tests.cases.walking import Stuck, candidates, citizen, filled, to_the_end  # noqa: E402
from wasl.cases import api as cases  # noqa: E402
from wasl.catalogue.api import Definition, definition_of, live, load_service, surroundings  # noqa: E402
from wasl.core.errors import Refusal  # noqa: E402
from wasl.identity.accounts.api import account_of  # noqa: E402
from wasl.identity.api import Citizen, sign_in  # noqa: E402
from wasl.trust.api import Assurance, upkeep  # noqa: E402


def examples(slug: str) -> list[dict[str, Any]]:
    world = surroundings()
    return [one.answers for one in load_service(world.services[slug], world).examples if not one.stop]


def applicant(definition: Definition, taken: set[str]) -> str:
    """Somebody who can fill in all of it, as an example of the definition does."""
    whys = []
    for person in candidates(definition):
        if person in taken:
            continue
        for answers in examples(definition.slug):
            try:
                found = filled(definition, citizen(person), answers)
            except (Stuck, Refusal) as why:
                whys.append(str(why))
                continue
            fits = all(one.holds is not False for one in found.verdicts)
            cases.discard(found.case.reference, citizen(person))
            if fits:
                return person
    raise SystemExit(f"nobody can have {definition.slug}: {sorted(set(whys))[:3]}")


def session_of(person: str) -> str:
    account = account_of(person) or Citizen.objects.create(person=person, assurance=Assurance.SUBSTANTIAL)
    request = RequestFactory().get("/")
    request.session = import_module(settings.SESSION_ENGINE).SessionStore()
    request.user = type("Nobody", (), {"is_authenticated": False})()  # type: ignore[assignment]
    sign_in(request, account, amr=("otp", "face"), carries=Assurance.SUBSTANTIAL)
    request.session.save()
    return str(request.session.session_key)


def find(slugs: list[str]) -> dict[str, dict[str, str]]:
    taken: set[str] = set()
    found = {}
    for slug in slugs:
        person = applicant(definition_of(live(slug)), taken)
        taken.add(person)
        found[slug] = {"person": person, "session": session_of(person)}
    return found


def end(references: list[str]) -> dict[str, str]:
    done = {}
    for reference in references:
        case = cases.Case.objects.get(reference=reference)
        done[reference] = str(to_the_end(reference, citizen(case.person)).outcome)
    return done


if __name__ == "__main__":
    with upkeep("applicants of journeys are chosen"), suppress(BrokenPipeError):
        what, *names = sys.argv[1:]
        sys.stdout.write(json.dumps(end(names) if what == "end" else find(names)) + "\n")
