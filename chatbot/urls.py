"""Every address of the product."""

from django.conf import settings
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from chatbot.catalog.api import api

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("chatbot.webhook.urls")),
    path("", include("chatbot.operation.urls")),
    path("api/", api.urls),
    path("admin/", admin.site.urls),
]

if settings.SIMULATOR_ON:
    urlpatterns.append(path("simulador/", include("chatbot.simulator.urls")))
