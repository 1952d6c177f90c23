"""Addresses of the partners' name."""

from allauth.account.views import LoginView, LogoutView, PasswordChangeView
from django.urls import include, path

from palier.portal import lost

urlpatterns = [
    path("", include("palier.portal.urls")),
    # No sign-up: a seat is given by the association, through a link that is good once.
    path("comptes/connexion/", LoginView.as_view(template_name="portal/login.html"), name="account_login"),
    path("comptes/sortie/", LogoutView.as_view(template_name="portal/logout.html"), name="account_logout"),
    path("comptes/phrase/", PasswordChangeView.as_view(template_name="portal/passphrase.html"), name="account_change_password"),
]
handler404 = lost.not_found
handler500 = lost.broken
