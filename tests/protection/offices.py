"""Made-up offices whose officers look honestly at people of their governorate, and one who does not."""

import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import polars as pl

from wasl.protection.terms import terms
from wasl.protection.watching.finding import Ground
from wasl.protection.watching.looks import accounts_of, table_of, visits_of

START = datetime(2026, 8, 2, 5, 0, tzinfo=UTC)  # a Sunday, 8:00 there
GOVERNORATES = ["01", "02", "12", "14", "21"]


@dataclass(frozen=True)
class Seen:
    """An entry of the log, as far as the watch reads it."""

    at: datetime
    actor: str
    persons: tuple[str, ...]
    seq: int = 0
    office: str | None = "office-0"
    role: str = "officer"
    channel: str = "backoffice"
    purpose: str = "service-delivery"
    case: str | None = None
    kind: str = "picture"
    reason: str | None = None
    emergency: bool = False
    erased: bool = False


@dataclass
class Offices:
    """Offices of one country with everybody's honest looks; a test adds others."""

    seed: int = 1
    offices: int = 5
    officers: int = 12
    people: int = 4000
    days: int = 60
    a_day: int = 12
    entries: list[Seen] = field(default_factory=list)
    relatives: set[tuple[str, str]] = field(default_factory=set)
    famous: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)
        self.home = {f"p{n}": self._home(n) for n in range(self.people)}
        names = [(o, n) for o in range(self.offices) for n in range(self.officers)]
        self.staff = {f"staff:{o}-{n}": self._staff(o) for o, n in names}
        self.of_area = {g: [p for p, home in self.home.items() if home[2] == g] for g in GOVERNORATES}
        self.famous |= set(self.chance.sample(sorted(self.home), 12))
        self.relatives = {(own, r) for _, own, g in self.staff.values() for r in self.chance.sample(self.of_area[g], 4)}
        for account in self.staff:
            self._works(account)

    def family_of(self, account: str) -> list[str]:
        own = self.staff[account][1]
        return sorted(other for one, other in self.relatives if one == own)

    def _home(self, n: int) -> tuple[str, str, str]:
        governorate = GOVERNORATES[n % len(GOVERNORATES)]
        street = f"{governorate}|street {n // len(GOVERNORATES) // 40}"
        return f"{street} {n // len(GOVERNORATES) // 4}", street, governorate

    def _staff(self, office: int) -> tuple[str, str, str]:
        governorate = GOVERNORATES[office % len(GOVERNORATES)]
        home = self.chance.choice([p for p, home in self.home.items() if home[2] == governorate])
        return f"office-{office}", home, governorate

    def _works(self, account: str) -> None:
        """Each officer has habits of their own."""
        office, _, governorate = self.staff[account]
        chance = self.chance
        avoided = {self.staff[account][1], *self.family_of(account)}
        habit = {
            "late": chance.betavariate(2, 60),
            "no case": chance.betavariate(2, 18),
            "away": chance.betavariate(2, 40),
        }
        pace = chance.lognormvariate(0, 0.25) * self.a_day
        for day in range(self.days):
            morning = START + timedelta(days=day)
            if morning.weekday() in (4, 5) or chance.random() < 0.08:
                continue
            for number in range(max(1, round(pace * chance.lognormvariate(0, 0.2)))):
                area = chance.choice(GOVERNORATES) if chance.random() < habit["away"] else governorate
                case = None if chance.random() < habit["no case"] else f"{office}/{account}/{day}/{number // 2}"
                hour = chance.uniform(10, 15) if chance.random() < habit["late"] else chance.uniform(0, 7.9)
                if (person := chance.choice(self.of_area[area])) not in avoided:
                    self.look(account, person, at=morning + timedelta(hours=hour), case=case)

    def look(self, account: str, person: str, *, at: datetime | None = None, **more: object) -> None:
        when = at or self.some_morning()
        self.entries.append(Seen(when, account, (person,), office=self.staff[account][0], **more))  # type: ignore[arg-type]

    def some_morning(self, day: int | None = None) -> datetime:
        """In office hours of a working day."""
        while True:
            morning = START + timedelta(days=self.chance.randrange(self.days) if day is None else day)
            if morning.weekday() not in (4, 5) or day is not None:
                return morning + timedelta(hours=self.chance.uniform(0.2, 7.5))

    def numbered(self) -> list[Seen]:
        in_order = sorted(self.entries, key=lambda entry: entry.at)
        return [Seen(**{**vars(entry), "seq": place}) for place, entry in enumerate(in_order, 1)]

    def ground(self) -> Ground:
        looks = table_of(self.numbered())  # type: ignore[arg-type]
        visits = visits_of(looks)
        staff = pl.DataFrame(
            [(account, person, governorate) for account, (_, person, governorate) in self.staff.items()],
            schema={"actor": pl.String, "person": pl.String, "governorate": pl.String},
            orient="row",
        )
        homes = pl.DataFrame(
            [(person, *home) for person, home in self.home.items()],
            schema={"handle": pl.String, "building": pl.String, "street": pl.String, "governorate": pl.String},
            orient="row",
        )
        return Ground(
            terms=terms(),
            accounts=accounts_of(looks, visits, staff),
            looks=looks,
            visits=visits,
            homes=homes,
            relatives=frozenset(self.relatives),
            famous=frozenset(self.famous),
        )
