"""Addresses of the desk's name."""

from allauth.account.views import LoginView, LogoutView, PasswordChangeView
from django.urls import include, path

urlpatterns = [
    path("", include("palier.desk.urls")),
    # No sign-up: accounts are opened by the association (`palier account create`).
    path("comptes/connexion/", LoginView.as_view(), name="account_login"),
    path("comptes/sortie/", LogoutView.as_view(), name="account_logout"),
    path("comptes/phrase/", PasswordChangeView.as_view(), name="account_change_password"),
]
