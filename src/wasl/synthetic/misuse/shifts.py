"""When an officer is at work, and at which moments of a shift there is something to do."""

from dataclasses import dataclass

import numpy as np

from wasl.country.api import pack
from wasl.synthetic.misuse.looks import HOUR, Scene
from wasl.synthetic.misuse.staff import Officer

SICK = 0.03
NIGHT = (19.5, 31.0)  # until seven in the morning
EVERY_NTH_NIGHT = 7
EVENING = (-1.0, 5.0)  # hours after closing
LATE = 0.02  # of shifts last until the evening
ON_DUTY = (9.5, 13.5)
WEEK = (1.25, 1.05, 1.0, 0.95, 0.8, 0.8, 1.0)  # the first working day is the busiest, whichever it is


@dataclass(frozen=True)
class Shift:
    """Hours of the local clock; 25 is one in the morning after."""

    day: int
    opens: float
    closes: float
    weight: float


def shifts(scene: Scene, officer: Officer) -> list[Shift]:
    """In order. Leave, illness, evenings, nights and duty on days of rest are drawn."""
    rng = scene.rng
    away = int(rng.integers(len(scene.days)))
    leave = range(away, away + int(rng.integers(0, 9)))
    found = [_shift(scene, officer, day) for day in range(len(scene.days)) if day not in leave]
    return [shift for shift in found if shift] or [_plain(officer, 1, 1.0)]


def _shift(scene: Scene, officer: Officer, day: int) -> Shift | None:
    rng, works, today = scene.rng, officer.works, scene.days[day]
    if not pack().calendar.works_on(today):
        on_duty = rng.random() < works.weekends / 4
        return Shift(day, *ON_DUTY, 0.4) if on_duty else None
    if rng.random() < SICK:
        return None
    weight = WEEK[(today.weekday() + 1) % 7] * float(rng.lognormal(0, 0.2))
    if officer.nights and rng.random() < 1 / EVERY_NTH_NIGHT:
        return Shift(day, *NIGHT, weight * 0.6)
    if rng.random() < works.evenings:
        return Shift(day, works.hours[1] + EVENING[0], works.hours[1] + EVENING[1], weight * 0.8)
    late = 3.0 if rng.random() < LATE else 0.0
    return Shift(day, works.hours[0], works.hours[1] + late, weight)


def _plain(officer: Officer, day: int, weight: float) -> Shift:
    return Shift(day, *officer.works.hours, weight)


def moments(scene: Scene, shift: Shift, count: int) -> list[int]:
    """Instants within the shift, in order: two peaks, and few during lunch."""
    if not count:
        return []
    rng, length = scene.rng, shift.closes - shift.opens
    peaks = np.concatenate([rng.normal(0.28, 0.1, count), rng.normal(0.7, 0.12, count), rng.random(count)])
    drawn = rng.choice(peaks, 4 * count + 8) * length + shift.opens
    lunch = (drawn > scene.how.lunch[0]) & (drawn < scene.how.lunch[1]) & (rng.random(len(drawn)) < 0.85)
    inside = drawn[(drawn >= shift.opens) & (drawn < shift.closes) & ~lunch]
    hours = inside[:count] if len(inside) >= count else rng.uniform(shift.opens, shift.closes, count)
    return sorted(scene.midnights[shift.day] + int(hour * HOUR) for hour in hours)
