"""Dealings with courts, notaries and the portal: cases, deeds, accounts and complaints."""

import numpy as np
import polars as pl

from wasl.synthetic.simulation import draw
from wasl.synthetic.simulation.draw import Ints
from wasl.synthetic.simulation.world import World


def add_dealings(world: World) -> None:
    """Adds accounts, cases, deeds and complaints."""
    world.tables["accounts"] = _accounts(world)
    world.tables["cases"] = _cases(world)
    world.tables["deeds"] = _deeds(world)
    world.tables["complaints"] = _complaints(world)


def _accounts(world: World) -> pl.DataFrame:
    rng = world.rng("accounts")
    pids = world.who(rng, 0.16, least=18, most=70)
    count = len(pids)
    opened = world.past(rng, count, 5)
    login = (opened + rng.random(count) * (world.day - 1 - opened)).astype(np.int64)
    return pl.select(
        account_no=draw.serials(rng, count, 9),
        pid=pl.Series(pids.astype(np.uint32)),
        msisdn=world.of("phone", pids),
        status=draw.words(rng, count, {"active": 0.85, "dormant": 0.15}),
        opened=draw.dates(opened),
        last_login=draw.maybe(draw.dates(login), rng.random(count) < 0.95),
    )


def _cases(world: World) -> pl.DataFrame:
    """One row a party: an accuser or plaintiff and the one proceeded against."""
    rng = world.rng("cases")
    parties = world.who(rng, 0.05, least=20, most=75)
    parties = rng.permutation(parties)[: len(parties) // 2 * 2].reshape(2, -1)
    count = parties.shape[1]
    kind = draw.words(rng, count, {"criminal": 0.4, "civil": 0.52, "economic": 0.08})
    filed = world.past(rng, count, 8, skew=1.5)
    stage = draw.words(rng, count, {"filed": 0.15, "session": 0.3, "judged": 0.25, "appealed": 0.1, "closed": 0.2})
    city, governorate = world.of("city", parties[1]), world.of("governorate", parties[1])
    court = pl.when(kind == "economic").then(world.office("economic_court", city=city, governorate=governorate))
    criminal = (kind == "criminal").to_numpy()
    pending = stage.is_in(["session", "appealed"]).to_numpy()
    common = pl.select(
        case_no=draw.serials(rng, count, 8),
        year=draw.dates(filed).dt.year().cast(pl.UInt16),
        kind=kind,
        court=court.otherwise(world.office("court", city=city, governorate=governorate)),
        office=world.office("prosecution", city=city, governorate=governorate),
        circuit=draw.filled(
            world.words.places.offices["circuit"], n=pl.Series(rng.integers(1, 25, count)).cast(pl.String)
        ),
        charge=draw.maybe(draw.words(rng, count, world.words.things.charges), criminal),
        stage=stage,
        filed=draw.dates(filed),
        next_session=draw.maybe(draw.dates(world.day + rng.integers(3, 150, count)), pending),
    )
    sides = [
        _side(common, parties[0], kind, "victim", "plaintiff"),
        _side(common, parties[1], kind, "accused", "defendant"),
    ]
    return pl.concat(sides).select(
        "case_no",
        "year",
        "kind",
        "court",
        "office",
        "circuit",
        "pid",
        "party",
        "charge",
        "stage",
        "filed",
        "next_session",
    )


def _side(common: pl.DataFrame, pids: Ints, kind: pl.Series, criminal: str, other: str) -> pl.DataFrame:
    party = pl.when(kind == "criminal").then(pl.lit(criminal)).otherwise(pl.lit(other))
    return common.with_columns(party=party, pid=pl.Series(pids.astype(np.uint32)))


def _deeds(world: World) -> pl.DataFrame:
    rng = world.rng("deeds")
    principal = world.who(rng, 0.14, least=21)
    count = len(principal)
    adults = world.who(rng, 0.3, least=21)
    other = adults[rng.integers(0, len(adults), count)]
    kind = draw.words(rng, count, {"sale": 0.2, "power_of_attorney": 0.5, "vehicle_sale": 0.22, "declaration": 0.08})
    signed = world.since(rng, principal, 21, 15)
    city, governorate = world.of("city", principal), world.of("governorate", principal)
    two = (kind != "declaration").to_numpy() & (other != principal)
    return pl.select(
        deed_no=draw.serials(rng, count, 8),
        letter=draw.words(rng, count, world.words.things.plate_letters),
        year=draw.dates(signed).dt.year().cast(pl.UInt16),
        office=world.office("notary", city=city, governorate=governorate),
        deed_class=draw.words(rng, count, ("signature", "formal")),
        deed_type=kind,
        principal=pl.Series(principal.astype(np.uint32)),
        other=draw.maybe(pl.Series(other.astype(np.uint32)), two),
        signed=draw.dates(signed),
        status=draw.words(rng, count, {"valid": 0.93, "revoked": 0.07}),
        scope=draw.maybe(draw.words(rng, count, world.words.things.scopes), (kind == "power_of_attorney").to_numpy()),
    )


def _complaints(world: World) -> pl.DataFrame:
    rng = world.rng("complaints")
    pids = world.who(rng, 0.03, least=18, most=75)
    count = len(pids)
    kind = draw.words(rng, count, {"consumer": 0.45, "government": 0.55})
    agency = draw.words(rng, count, tuple(world.pack.agencies))
    filed = world.past(rng, count, 3)
    status = draw.words(rng, count, {"open": 0.2, "answered": 0.35, "closed": 0.45})
    answered = np.minimum(filed + rng.integers(2, 60, count), world.day - 1)
    against = pl.when(kind == "consumer").then(draw.words(rng, count, world.words.things.suppliers)).otherwise(agency)
    return pl.select(
        complaint_no=draw.serials(rng, count, 8),
        pid=pl.Series(pids.astype(np.uint32)),
        kind=kind,
        against=against,
        status=status,
        filed=draw.dates(filed),
        answered=draw.maybe(draw.dates(answered), (status != "open").to_numpy()),
    )
