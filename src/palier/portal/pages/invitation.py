"""The one-time link: a first name, a passphrase, and the door is open."""

from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from palier.partners.api import SeatRefused, open_invitation, take_seat


@never_cache
def take(request: HttpRequest, secret: str) -> HttpResponse:
    """Without an account yet. A link that was used, withdrawn or too old says so, and nothing else."""
    now = timezone.now()
    invitation = open_invitation(secret, now)
    if invitation is None:
        return render(request, "portal/invitation_over.html", status=404)
    problem, first_name = "", request.POST.get("first_name", "")
    if request.method == "POST":
        first, second = request.POST.get("password", ""), request.POST.get("again", "")
        try:
            if first != second:
                raise SeatRefused("Les deux phrases ne sont pas les mêmes.")
            account = take_seat(secret, first_name=first_name, password=first, now=now)
        except SeatRefused as refusal:
            problem = str(refusal)
        else:
            login(request, account, backend="allauth.account.auth_backends.AuthenticationBackend")
            return redirect("portal_home")
    shown = {"invitation": invitation, "problem": problem, "first_name": first_name}
    return render(request, "portal/invitation.html", shown, status=400 if problem else 200)
