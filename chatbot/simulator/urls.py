"""Addresses under /simulador/; included only where the simulator is on."""

from django.urls import path

from chatbot.simulator import views

app_name = "simulator"
urlpatterns = [
    path("", views.page, name="page"),
    path("graph/<path:path>", views.graph, name="graph"),
    path("updates", views.updates, name="updates"),
    path("customers", views.customers, name="customers"),
    path("send", views.send, name="send"),
    path("media/<slug:media_id>", views.media, name="media"),
]
