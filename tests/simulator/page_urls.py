"""Only the simulator's addresses."""

from django.urls import include, path

urlpatterns = [path("simulador/", include("chatbot.simulator.urls"))]
