"""The national portal: accounts, requests, signatures, training and complaints."""

import numpy as np
import polars as pl

from wasl.synthetic.content import content
from wasl.synthetic.nation import Nation
from wasl.synthetic.rows import drawn, residents, sample
from wasl.synthetic.simulation.draw import serials, words
from wasl.synthetic.values import codes, days, later

_DONE_AFTER = 30  # days


@content("portal-accounts")
def portal_accounts(nation: Nation, rng: np.random.Generator) -> pl.DataFrame:
    return nation.accounts.select("account_no", "msisdn", "status", "opened", "last_login", _pid_holder="pid")


@content("portal-requests")
def portal_requests(nation: Nation, rng: np.random.Generator) -> pl.DataFrame:
    requests = drawn(rng, nation.accounts, 2 * nation.accounts.height)
    count = requests.height
    services = {service.id: service.name.ar for service in nation.pack.services if service.in_pack}
    asked = words(rng, count, list(services))
    age = rng.exponential(300, count).astype(np.int64)
    ended = words(rng, count, {"delivered": 0.92, "rejected": 0.08})
    going = words(rng, count, {"submitted": 0.4, "in_work": 0.6})
    return requests.select(
        "account_no",
        request_no=serials(rng, count, 12),
        service_id=asked,
        service=asked.replace_strict(services, return_dtype=pl.String),
        channel=codes(nation, rng, "request-channel", count, (0.45, 0.35, 0.12, 0.08)),
        status=pl.when(pl.Series(age > _DONE_AFTER)).then(ended).otherwise(going),
        fees=pl.Series(rng.choice([0, 2_000, 5_500, 12_500, 30_000], count).astype(np.int64)),
        delivery=codes(nation, rng, "delivery-way", count, (0.4, 0.3, 0.3)),
        submitted_on=later(pl.repeat(nation.today, count, eager=True), -age),
        _pid_applicant="pid",
    )


@content("signing-certificates")
def signing_certificates(nation: Nation, rng: np.random.Generator) -> pl.DataFrame:
    signers = sample(rng, residents(nation, least=21).filter(pl.col("email").is_not_null()), 0.06)
    count = signers.height
    issued = days(nation, rng, count, least=-1_400, most=0)
    return signers.select(
        certificate_serial=serials(rng, count, 18),
        provider=codes(nation, rng, "certificate-provider", count),
        valid_from=issued,
        valid_to=issued.dt.offset_by("3y"),
        revoked=pl.Series(rng.random(count) < 0.05),
        _pid_subject="pid",
    )


@content("digital-trainees")
def digital_trainees(nation: Nation, rng: np.random.Generator) -> pl.DataFrame:
    programmes = {programme.code: programme.name.ar for programme in nation.pack.programmes}
    hubs = {hub.id: hub.name.ar for hub in nation.pack.hubs}
    return nation.trainees.select(
        "trainee_no",
        "programme",
        "track",
        "status",
        "certificate_no",
        "started",
        programme_name=pl.col("programme").replace_strict(programmes, return_dtype=pl.String),
        hub=pl.col("hub").replace_strict(hubs, return_dtype=pl.String),
        _pid_trainee="pid",
    )


@content("government-complaints")
def government_complaints(nation: Nation, rng: np.random.Generator) -> pl.DataFrame:
    agencies = {agency: name.ar for agency, name in nation.pack.agencies.items()}
    return nation.complaints.filter(pl.col("kind") == "government").select(
        "complaint_no",
        "status",
        "filed",
        agency=pl.col("against").replace_strict(agencies, return_dtype=pl.String),
        answered_at="answered",
        _pid_complainant="pid",
    )


@content("consumer-complaints")
def consumer_complaints(nation: Nation, rng: np.random.Generator) -> pl.DataFrame:
    return nation.complaints.filter(pl.col("kind") == "consumer").select(
        "complaint_no", "status", "filed", supplier="against", _pid_complainant="pid"
    )
