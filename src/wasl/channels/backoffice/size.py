"""What linking a whole nation would need, reckoned out of what was measured."""

from typing import TYPE_CHECKING, cast

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from wasl.channels.backoffice.forms import described
from wasl.channels.backoffice.quality_views import MAY_SEE
from wasl.identity.api import Staff
from wasl.linkage import Cluster, Sizing, Stage, Way, sized

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

MOST = 10_000_000_000

STAGES = {
    "index the civil register": _("Index the civil register"),
    "read, link and publish the registers": _("Read, link and publish the registers"),
    "read and standardise": _("Read and standardise"),
    "keys and blocks": _("Make keys and blocks"),
    "numbers borne out": _("Hold rows of one number against each other"),
    "pairs fetched and compared": _("Fetch and compare pairs"),
    "people decided": _("Decide who is whom"),
}

WAYS = {Way.ONE_MACHINE: _("one machine"), Way.CLUSTER: _("a cluster with Apache Spark")}


def _whole(label: "_StrPromise", help_text: "_StrPromise", initial: int, most: int) -> forms.IntegerField:
    """Digits of either script."""
    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
    return forms.IntegerField(
        label=label, help_text=help_text, initial=initial, min_value=1, max_value=most, widget=widget
    )


class SizeForm(forms.Form):
    """How large the nation is, and on what it is linked."""

    people = _whole(_("People"), _("How many stand in the civil register"), 107_000_000, MOST)
    registers = _whole(_("Registers"), _("How many hold rows about people"), 130, 100_000)
    machines = _whole(_("Machines"), _("One machine needs no Spark"), 1, 10_000)
    cores = _whole(_("Cores of each machine"), _("As its maker counts them"), 16, 10_000)

    def sizing(self) -> Sizing:
        asked = self.cleaned_data
        return sized(asked["people"], asked["registers"], Cluster(asked["machines"], asked["cores"]))


@login_required
@require_safe
def size(request: HttpRequest) -> HttpResponse:
    """A form with its answer below; the address holds what was asked, so that it can be passed on."""
    if cast(Staff, request.user).role not in MAY_SEE:
        raise PermissionDenied
    defaults = {name: str(field.initial) for name, field in SizeForm.base_fields.items()}
    form = SizeForm({**defaults, **request.GET.dict()})
    found = form.sizing() if form.is_valid() else None
    described(form)
    context: dict[str, object] = {"form": form, "sizing": found}
    if found:
        context |= {
            "way": WAYS[found.cluster.way],
            "bound": STAGES.get(found.bound.name, found.bound.name),
            "stages": [_line(stage, found) for stage in found.stages],
            "memory_each": found.memory_gib / found.cluster.machines,
        }
    return render(request, "backoffice/quality_size.html", context)


def _line(stage: Stage, sizing: Sizing) -> dict[str, object]:
    return {
        "name": STAGES.get(stage.name, stage.name),
        "stage": stage,
        "share": stage.hours / max(sizing.hours, 1e-9),
        "beyond": stage.units / stage.measured_to,
    }
