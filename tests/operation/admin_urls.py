"""Addresses of the admin alone, so that these tests need no other room."""

from django.contrib import admin
from django.urls import path

urlpatterns = [path("admin/", admin.site.urls)]
