from django.urls import path

from watchroom.plans.drafts import pages

urlpatterns = [
    path("plans/drafts", pages.index, name="plan-drafts"),
    path("plans/drafts/<int:pk>", pages.draft, name="plan-draft"),
    path("plans/drafts/<int:pk>/elements/<str:element>", pages.correct, name="plan-draft-element"),
    path("plans/drafts/<int:pk>/elements/<str:element>/decide", pages.decide, name="plan-draft-decide"),
    path("plans/drafts/<int:pk>/plan", pages.plan, name="plan-draft-plan"),
    path("plans/drafts/<int:pk>/plan.yaml", pages.plan_file, name="plan-draft-file"),
    path("plans/drafts/<int:pk>/drop", pages.drop, name="plan-draft-drop"),
    path("plans/words", pages.words, name="plan-words"),
    path("plans/words/<int:pk>", pages.word, name="plan-word"),
]
