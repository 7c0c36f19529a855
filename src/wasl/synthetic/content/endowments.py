"""Religious endowments: gifts, places of worship, and questions put to the learned."""

import numpy as np
import polars as pl

from wasl.synthetic.content import content
from wasl.synthetic.nation import Nation
from wasl.synthetic.rows import drawn, residents
from wasl.synthetic.simulation.draw import maybe, serials
from wasl.synthetic.values import codes, days, later


@content("donations")
def donations(nation: Nation, rng: np.random.Generator) -> pl.DataFrame:
    adults = residents(nation, least=18)
    count = adults.height // 20
    named = rng.random(count) < 0.7
    return pl.DataFrame({"_pid_donor": maybe(drawn(rng, adults, count)["pid"], named)}).with_columns(
        donation_no=serials(rng, count, 10),
        donation_type=codes(nation, rng, "donation-purpose", count),
        amount=pl.Series(rng.choice([5_000, 10_000, 20_000, 50_000, 100_000, 550_000], count).astype(np.int64)),
        donated_on=days(nation, rng, count, least=-1_100, most=0),
        anonymous=pl.Series(~named),
    )


@content("places-of-worship")
def places_of_worship(nation: Nation, rng: np.random.Generator) -> pl.DataFrame:
    return nation.mosques.select(
        "governorate",
        "city",
        "address",
        mosque_no="no",
        mosque_name="name",
        mosque_type="kind",
        endowment=codes(nation, rng, "endowment-type", nation.mosques.height, (0.7, 0.1, 0.12, 0.08)),
    )


@content("religious-opinions")
def religious_opinions(nation: Nation, rng: np.random.Generator) -> pl.DataFrame:
    count = residents(nation, least=18).height // 30
    asked = days(nation, rng, count, least=-1_000, most=0)
    answered = later(asked, rng.integers(0, 15, count))
    return pl.DataFrame({"request_no": serials(rng, count, 8)}).with_columns(
        question=codes(nation, rng, "religious-question", count),
        channel=codes(nation, rng, "question-channel", count, (0.5, 0.25, 0.15, 0.1)),
        asked_on=asked,
        answered_at=maybe(answered, (answered <= nation.today).to_numpy()),
    )
