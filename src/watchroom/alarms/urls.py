from django.urls import path

from watchroom.alarms import hold_pages, pages, rule_pages

urlpatterns = [
    path("alarms/queue", pages.queue, name="alarm-queue"),
    path("alarms/acknowledge", pages.acknowledge_seen, name="alarms-acknowledge"),
    path("alarms/held", hold_pages.held, name="alarms-held"),
    path("alarms/maintenance", hold_pages.maintenance, name="alarm-maintenance"),
    path("alarms/out-of-service", hold_pages.take_out, name="alarm-out-of-service"),
    path("alarms/holds/<int:pk>/end", hold_pages.end_hold, name="alarm-hold-end"),
    path("alarms/sound", hold_pages.sound, name="alarm-sound"),
    path("alarms/sound/silence", hold_pages.silence, name="alarm-silence"),
    path("alarms/sound/test", hold_pages.sound_tested, name="alarm-sound-test"),
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
    path("alarms/<int:pk>/reset", pages.reset, name="alarm-reset"),
    path("alarms/<int:pk>/shelve", pages.shelve, name="alarm-shelve"),
    path("alarms/<int:pk>/unshelve", pages.unshelve, name="alarm-unshelve"),
    path("alarms/<int:pk>/assign", pages.assign, name="alarm-assign"),
    path("alarms/<int:pk>/comment", pages.comment, name="alarm-comment"),
]
