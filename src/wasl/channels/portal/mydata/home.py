"""The first page: what one can do here, what waits, and the newest looks."""

from itertools import islice

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from wasl.channels.portal.mydata.access import for_citizens, own_look
from wasl.channels.portal.mydata.sight import LookSight
from wasl.identity.api import Citizen
from wasl.protection.api import notices_for
from wasl.trust.api import Kind, passing
from wasl.trust.consent.api import records_of
from wasl.trust.rights.api import (
    Alarm,
    alerts_of,
    all_looks,
    choose,
    chosen,
    days_left,
    requests_of,
    ring,
    seen,
    unseen,
)

NEWEST = 3


@for_citizens
@require_safe
def home(request: HttpRequest, citizen: Citizen) -> HttpResponse:
    with passing(own_look(citizen, Kind.LOG), [citizen.person]) as passage:
        ring(citizen.person)
        looks = (LookSight(one, citizen.person) for one in all_looks(citizen.person))
        newest = list(islice((look for look in looks if not look.own), NEWEST))
        given = [one for one in records_of(citizen.person) if one.holds]
        letters = notices_for(citizen.person)
        passage.close(outcome="shown")
    asked = requests_of(citizen.person)
    waiting = [(one, days_left(one)) for one in asked if one.closed is None]
    alerts = unseen(citizen.person)
    context = {"letters": letters, "newest": newest, "alerts": alerts, "waiting": waiting, "given": given}
    return render(request, "mydata/home.html", context)


@for_citizens
@require_safe
def alerts(request: HttpRequest, citizen: Citizen) -> HttpResponse:
    """The alerts that came, and which are wanted. Opening the page is reading them."""
    with passing(own_look(citizen, Kind.LOG), [citizen.person]) as passage:
        ring(citizen.person)
        letters = notices_for(citizen.person)
        passage.close(outcome="shown")
    came = [(alert, Alarm(alert.alarm).label, alert.seen is None) for alert in alerts_of(citizen.person)]
    wanted = chosen(citizen.person)
    seen(citizen.person)
    choices = [(alarm.value, alarm.label, alarm in wanted) for alarm in Alarm]
    context = {"came": came, "choices": choices, "letters": letters, "saved": "saved" in request.GET}
    return render(request, "mydata/alerts.html", context)


@for_citizens
@require_POST
def wished(request: HttpRequest, citizen: Citizen) -> HttpResponse:
    alarms = [Alarm(value) for value in request.POST.getlist("alarm") if value in Alarm.values]
    with passing(own_look(citizen, Kind.LOG), [citizen.person]) as passage:
        ring(citizen.person)
        choose(citizen.person, alarms)
        passage.close(outcome="alerts chosen")
    return redirect(f"{reverse('my-alerts')}?saved")
