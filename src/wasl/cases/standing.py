"""How all cases stand, in figures: names nobody."""

from dataclasses import dataclass

from django.db.models import Count

from wasl.cases.models import Case, Change, Progress, Stage


@dataclass(frozen=True)
class Standing:
    stages: dict[str, int]  # by stage
    late: int  # open, and the state's clock ran out
    changes: dict[str, int]  # of registers, by progress

    @property
    def stuck(self) -> int:
        """Changes that go on only when somebody of an office acts."""
        return self.changes[Progress.FAILED] + self.changes[Progress.BY_HAND]


def standing() -> Standing:
    stages = dict(Case.objects.values_list("stage").annotate(n=Count("pk")))
    changes = dict(Change.objects.values_list("progress").annotate(n=Count("pk")))
    return Standing(
        stages={str(one): stages.get(one, 0) for one in Stage},
        late=Case.objects.filter(stage=Stage.OPEN, late=True).count(),
        changes={str(one): changes.get(one, 0) for one in Progress},
    )
