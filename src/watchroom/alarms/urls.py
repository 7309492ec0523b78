from django.urls import path

from watchroom.alarms import pages

urlpatterns = [
    path("alarms/queue", pages.queue, name="alarm-queue"),
    path("alarms/<int:pk>", pages.alarm, name="alarm"),
    path("alarms/<int:pk>/acknowledge", pages.acknowledge, name="alarm-acknowledge"),
]
