from django.urls import path

from watchroom.advice import pages

urlpatterns = [
    path("incidents/<int:pk>/advice", pages.cards, name="incident-advice"),
    path("advice/<int:pk>/accept", pages.accept, name="advice-accept"),
    path("advice/<int:pk>/reject", pages.reject, name="advice-reject"),
]
