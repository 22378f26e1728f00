"""Where WhatsApp delivers."""

from django.urls import path

from chatbot.webhook.api import receive

urlpatterns = [path("webhook/whatsapp", receive, name="webhook")]
