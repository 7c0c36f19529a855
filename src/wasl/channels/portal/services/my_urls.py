"""The address under /my/ where services are suggested."""

from django.urls import path

from wasl.channels.portal.services import for_you

urlpatterns = [
    path("for-you/", for_you.for_you, name="services-for-you"),
    path("for-you/agree/", for_you.agreed, name="services-for-you-agree"),
]
