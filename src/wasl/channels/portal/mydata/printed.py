"""Everything about one person, in words for a sheet of paper."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from wasl.channels.portal.mydata.everything import Everything
from wasl.channels.portal.mydata.requests import RequestSight
from wasl.channels.portal.mydata.sight import LookSight
from wasl.core.templatetags.kit import day, moment, say
from wasl.persons.api import Section
from wasl.trust.rights.api import Chapter, Group, Sheet, State

MOST_LOOKS = 500
"""On paper; the file for programs holds them all."""
NEVER = 9999
"""The year in which a consent ends that has no end."""


def sheet(everything: Everything, language: str) -> Sheet:
    """In the language that is active now."""
    entry = everything.entry
    return Sheet(
        title=_("Everything about me"),
        lead=_("This paper holds what the registers of the state hold about %(name)s, and who has looked at it.")
        % {"name": everything.picture.person.full_name},
        watermark=_("Given to the person themselves · entry %(entry)s · %(when)s · %(account)s")
        % {"entry": entry.seq, "when": moment(entry.at), "account": everything.citizen.account_id},
        mark=_("Personal copy"),
        language="en" if language.startswith("en") else "ar",
        chapters=list(_chapters(everything)),
    )


def _chapters(everything: Everything) -> Iterator[Chapter]:
    yield from (_section(section) for section in everything.picture.sections)
    if gaps := everything.picture.missing:
        rows = [[say(gap.name), say(gap.detail)] for gap in gaps]
        yield Chapter(_("Registers that did not answer"), groups=[Group("", rows)])
    yield _looks(everything)
    yield _consents(everything)
    yield _requests(everything)


def _section(section: Section) -> Chapter:
    facts = [[say(fact.name), " / ".join(say(value.shown) for value in fact.values)] for fact in section.facts]
    groups = [Group("", facts)]
    for row in section.entries:
        values = [[say(one.label), say(one.shown)] for one in row.values if one.shown]
        groups.append(Group(f"{say(row.name)} ({say(row.role_name)})", values))
    note = "" if facts or section.entries else _("No register holds anything here.")
    return Chapter(say(section.name), note, groups)


def _looks(everything: Everything) -> Chapter:
    person = everything.citizen.person
    sights = [LookSight(entry, person) for entry in everything.looks[:MOST_LOOKS]]
    rows = [[moment(look.entry.at), _who(look), say(look.purpose), look.entry.case or ""] for look in sights]
    head = [_("When"), _("Who"), _("What for"), _("Case")]
    return Chapter(_("Who looked at my data"), groups=[Group("", rows, head)])


def _who(look: LookSight) -> str:
    if look.own:
        return _("You")
    return f"{say(look.program)} ({say(look.office)})" if look.program else say(look.office)


def _consents(everything: Everything) -> Chapter:
    rows = [
        [
            say(one.agreement.title),
            _("in force") if one.holds else _("not in force"),
            day(one.since),
            day(one.until) if one.until.year < NEVER else "",
        ]
        for one in everything.consents
    ]
    head = [_("Consent"), _("State"), _("Since"), _("Until")]
    return Chapter(_("My consents"), "" if rows else _("Nothing yet."), [Group("", rows, head)])


def _requests(everything: Everything) -> Chapter:
    rows = [
        [one.reference, say(RequestSight(one).right), str(State(one.state).label), day(one.due)]
        for one in everything.requests
    ]
    head = [_("Reference"), _("Request"), _("State"), _("To be answered by")]
    return Chapter(_("Requests about my data"), "" if rows else _("Nothing yet."), [Group("", rows, head)])
