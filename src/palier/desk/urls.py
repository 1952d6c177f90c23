"""Addresses of the desk, one file of pages a noun."""

from django.urls import include, path

urlpatterns = [
    path("", include(f"palier.desk.pages.{noun}"))
    for noun in (
        "scope",
        "home",
        "team",
        "hours",
        "payroll",
        "training",
        "employment",
        "recruitment",
        "seminars",
        "network",
        "register",
        "survey",
        "phones",
        "needs",
        "selection",
        "workspace",
        "agreements",
        "readiness",
        "missions",
        "questionnaires",
        "voices",
        "tours",
        "slots",
        "week",
        "safety",
        "quarantine",
        "follow_ups",
        "referrals",
        "feedback",
        "directory",
        "local_actors",
        "partners",
        "committees",
        "places",
        "rights",
        "residents",
        "bilan",
        "writing",
        "releases",
        "languages",
    )
]
