"""The hand of somebody who misuses an account among their honest work."""

from bisect import bisect_left
from collections.abc import Sequence

from wasl.synthetic.misuse.looks import HOUR, SECOND, Scene, Seen
from wasl.synthetic.misuse.shifts import Shift, moments
from wasl.synthetic.misuse.staff import Officer

APART = 25 * SECOND  # from any other look of the same hand
FOUND_BY_NAME = 0.4
FARTHEST = 60  # days; as long as the nation's looks go back


class Hand:
    """One account's honest looks, and places between them for others."""

    def __init__(self, scene: Scene, officer: Officer, honest: Sequence[Seen]) -> None:
        self.scene, self.officer, self.rng = scene, officer, scene.rng
        self.honest = sorted(honest, key=lambda seen: seen.at)
        self._taken = [seen.at for seen in self.honest]
        self.made: list[Seen] = []
        self.known = officer.circle | officer.acquaintance | officer.colleagues | scene.in_view | {officer.person}
        self.days = sorted({self._day(at) for at in self._taken if self._is_by_day(at)}) or [1, 2, 3]

    def _day(self, at: int) -> int:
        return next(nth for nth in reversed(range(FARTHEST)) if self.scene.midnights[nth] <= at or not nth)

    def _is_by_day(self, at: int) -> bool:
        opens, closes = self.officer.works.hours
        return opens <= (at - self.scene.midnights[self._day(at)]) / HOUR < closes

    def some_days(self, count: int, within: int = FARTHEST) -> list[int]:
        """Working days, in order, within so many days of each other."""
        first = self.days[int(self.rng.integers(max(1, len(self.days) - min(within, len(self.days)) + 1)))]
        pool = [day for day in self.days if first <= day < first + within]
        return sorted(int(day) for day in self.rng.choice(pool, min(count, len(pool)), replace=False))

    def moment(self, day: int) -> int:
        """In working hours, while the account does nothing else."""
        shift = Shift(day, *self.officer.works.hours, 1.0)
        return self.free(moments(self.scene, shift, 1)[0])

    def free(self, at: int) -> int:
        """That instant, or the next at which the account does nothing else."""
        while self._is_taken(at):
            at += APART
        return at

    def _is_taken(self, at: int) -> bool:
        place = bisect_left(self._taken, at)
        return any(abs(self._taken[near] - at) < APART for near in (place - 1, place) if 0 <= near < len(self._taken))

    def look(
        self, at: int, person: int, *, case: str | None, search: float = FOUND_BY_NAME, channel: str = "backoffice"
    ) -> None:
        """A picture, perhaps with the search before it."""
        scene, officer, purpose = self.scene, self.officer, self.scene.purpose(self.officer)
        reason = scene.reason(officer)
        if self.rng.random() < search:
            before = at - int(self.rng.uniform(26, 50)) * SECOND
            self._keep(
                scene.search(officer, before, person, purpose=purpose, case=case, reason=reason, channel=channel)
            )
        self._keep(scene.picture(officer, at, person, purpose=purpose, case=case, reason=reason, channel=channel))

    def _keep(self, seen: Seen) -> None:
        self.made.append(seen)
        self._taken.insert(bisect_left(self._taken, seen.at), seen.at)

    def pretext(self, day: int, bare: float = 0.5) -> str | None:
        """A case number that looks like any other, or none."""
        bare = 0 if self.officer.works.case_required else bare
        return None if self.rng.random() < bare else self.scene.new_case(self.officer, day)

    def usual_case(self, day: int) -> str | None:
        """As often as the office names one."""
        return self.pretext(day, self.officer.works.caseless)

    def stranger(self, pool: Sequence[int]) -> int:
        """Somebody of the pool to whom no other kind of misuse fits; somebody else where there is none."""
        return (self.strangers(pool, 1) or self.strangers(range(len(self.scene.people)), 1))[0]

    def strangers(self, pool: Sequence[int], count: int) -> list[int]:
        """So many different ones; fewer where there are no more."""
        fitting = [one for one in pool if one not in self.known]
        picked = self.rng.choice(len(fitting), min(count, len(fitting)), replace=False)
        return [fitting[int(one)] for one in picked]
