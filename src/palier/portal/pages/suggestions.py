"""A subject that a partner would like a mission to carry: a few words, an answer."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from palier.partners.api import CommitteeRefused, suggest, suggestions_by
from palier.portal.scope import Visitor, portal_page


@portal_page
def suggestions(visitor: Visitor) -> HttpResponse:
    """What we suggested and what was answered; one more."""
    problem, words = "", ""
    if visitor.request.method == "POST" and visitor.sites:
        words, asked = visitor.request.POST.get("words", ""), visitor.request.POST.get("site", "")
        site = next((one for one in visitor.sites if str(one.pk) == asked), visitor.sites[0])
        try:
            suggest(visitor.account, visitor.partners[0], site, words, visitor.now)
        except CommitteeRefused as refusal:
            problem = str(refusal)
        else:
            messages.success(visitor.request, "Merci. L’association lit chaque idée et vous répond ici.")
            return redirect("portal_suggestions")
    rows = suggestions_by(one.pk for one in visitor.partners)
    return visitor.show("suggestions.html", status=400 if problem else 200, rows=rows, sites=visitor.sites, problem=problem, words=words)
