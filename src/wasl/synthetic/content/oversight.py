"""Bodies that watch over credit, payments, personal data and networks."""

import numpy as np
import polars as pl

from wasl.synthetic.content import content
from wasl.synthetic.nation import Nation
from wasl.synthetic.rows import drawn, residents, sample
from wasl.synthetic.simulation.draw import maybe, serials
from wasl.synthetic.values import codes, days, hexadecimal, later, numbers


@content("credit-facilities")
def credit_facilities(nation: Nation, rng: np.random.Generator) -> pl.DataFrame:
    return nation.credit.select(
        "facility_no", "facility", "balance", "arrears", pl.col("score").cast(pl.Int64), _pid_customer="pid"
    )


@content("movable-collateral")
def movable_collateral(nation: Nation, rng: np.random.Generator) -> pl.DataFrame:
    lent = nation.credit.filter(pl.col("facility").is_in(["loan", "microfinance"]))
    secured = sample(rng, lent, 0.3)
    count = secured.height
    return secured.select(
        collateral_no=serials(rng, count, 10),
        creditor=codes(nation, rng, "bank", count),
        asset=codes(nation, rng, "collateral-asset", count),
        debt="balance",
        registered_on=days(nation, rng, count, least=-2_500, most=0),
        _pid_debtor="pid",
    )


@content("payment-wallets")
def payment_wallets(nation: Nation, rng: np.random.Generator) -> pl.DataFrame:
    """The hash stands for one keyed by the banks: nobody else can compute it, so random digits are as good."""
    holders = sample(rng, residents(nation, least=16).filter(pl.col("phone").is_not_null()), 0.35)
    count = holders.height
    return holders.select(
        wallet_ref=numbers("W", holders.height, 9),
        national_id_hash=hexadecimal(rng, 64, count),
        bank=codes(nation, rng, "bank", count),
        status=codes(nation, rng, "account-status", count, (0.75, 0.2, 0.05)),
        opened=days(nation, rng, count, least=-2_000, most=0),
        _pid_holder="pid",
    )


@content("data-controllers")
def data_controllers(nation: Nation, rng: np.random.Generator) -> pl.DataFrame:
    entities = sample(rng, nation.companies.filter(pl.col("legal_form").is_in(["llc", "jsc"])), 0.4)
    count = entities.height
    officers = drawn(rng, residents(nation, least=25, most=60), count)
    return entities.select(
        "registration_no",
        licence_no=serials(rng, count, 8),
        entity="trade_name",
        entity_role=codes(nation, rng, "data-role", count, (0.6, 0.2, 0.2)),
        records_band=codes(nation, rng, "records-band", count, (0.7, 0.25, 0.05)),
        expiry=days(nation, rng, count, least=-100, most=1_000),
        _pid_owner="owner",
        _pid_dpo=officers["pid"],
    )


@content("cyber-incidents")
def cyber_incidents(nation: Nation, rng: np.random.Generator) -> pl.DataFrame:
    entities = drawn(rng, nation.companies, nation.companies.height // 2)
    count = entities.height
    reported = days(nation, rng, count, least=-1_500, most=0)
    closed = later(reported, rng.integers(1, 60, count))
    return entities.select(
        incident_no=numbers("INC-", entities.height, 6),
        entity="trade_name",
        category=codes(nation, rng, "incident-category", count),
        severity=codes(nation, rng, "incident-severity", count, (0.05, 0.2, 0.4, 0.35)),
        reported_at=reported,
        closed_at=maybe(closed, (closed <= nation.today).to_numpy()),
    )
