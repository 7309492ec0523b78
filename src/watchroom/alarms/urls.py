from django.urls import path

from watchroom.alarms import pages, rule_pages

urlpatterns = [
    path("alarms/queue", pages.queue, name="alarm-queue"),
    path("alarms/<int:pk>", pages.alarm, name="alarm"),
    path("alarms/<int:pk>/acknowledge", pages.acknowledge, name="alarm-acknowledge"),
    path("rules/", rule_pages.listing, name="rules"),
    path("rules/new", rule_pages.new, name="rule-new"),
    path("rules/signals", rule_pages.signals, name="rule-signals"),
    path("rules/settings", rule_pages.settings, name="rule-settings"),
    path("rules/try", rule_pages.attempt, name="rule-try"),
    path("rules/<str:code>", rule_pages.rule_or_write, name="rule"),
    path("rules/<str:code>/live", rule_pages.live, name="rule-live"),
    path("rules/<str:code>/off", rule_pages.off, name="rule-off"),
    path("rules/<str:code>/drop", rule_pages.drop, name="rule-drop"),
    path("rules/<str:code>/back", rule_pages.back, name="rule-back"),
]
