"""What residents said, to be answered before a day; and referrals to one's own service, step by step."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect

from palier.common.french import MONTHS
from palier.partners.api import (
    REFERRAL_NEXT,
    FeedbackRefused,
    Referral,
    StepRefused,
    answer_feedback,
    lateness,
    move_referral,
    take_back,
)
from palier.portal.scope import Visitor, portal_page, posted

STEPS = {"seen": "Nous l’avons reçue", "solved": "C’est réglé", "unsolved": "Sans suite"}


@portal_page
def feedback(visitor: Visitor) -> HttpResponse:
    """Waiting first, by day; then what was answered, and what changed."""
    rows = [
        (one, lateness(one.state, one.due_on, visitor.today), f"{MONTHS[one.heard_on.month - 1]} {one.heard_on.year}")
        for one in visitor.feedback()
    ]
    return visitor.show("feedback.html", waiting=[one for one in rows if one[0].state == "assigned"],
                        answered=[one for one in rows if one[0].state != "assigned"])  # fmt: skip


@portal_page
@posted
def answer(visitor: Visitor, feedback_id: UUID) -> HttpResponse:
    """Our answer, or a better one while it is not over. The same words rules as everywhere: a place, never a person."""
    found = get_object_or_404(visitor.feedback(), pk=feedback_id)
    words = visitor.request.POST.get("answer", "")
    try:
        answer_feedback(visitor.account, found, words, visitor.today)
    except FeedbackRefused as refusal:
        rows = [(found, lateness(found.state, found.due_on, visitor.today), "")]
        return visitor.show("feedback.html", status=400, waiting=rows, answered=[], problem=str(refusal), typed=words)
    messages.success(visitor.request, "Merci. L’association relit votre réponse, puis la dit aux habitants.")
    return redirect("portal_feedback")


@portal_page
def referrals(visitor: Visitor) -> HttpResponse:
    """Those without news first; a slip's number, and nothing of the person who carries it."""
    rows = list(visitor.referrals())
    open_rows = [(one, _steps(one)) for one in rows if one.state in ("sent", "seen")]
    return visitor.show("referrals.html", open=open_rows, closed=[one for one in rows if one.state not in ("sent", "seen")][-50:],
                        seen=sum(one.seen_at is not None for one in rows), total=len(rows), solved=sum(one.state == "solved" for one in rows))  # fmt: skip


def _steps(one: Referral) -> list[tuple[str, str]]:
    return [(code, STEPS[code]) for code in REFERRAL_NEXT[one.state] if code in STEPS]


@portal_page
@posted
def move(visitor: Visitor, referral_id: UUID) -> HttpResponse:
    """Received, settled, or nothing came of it; or the last step taken back."""
    found = get_object_or_404(visitor.referrals(), pk=referral_id)
    what = visitor.request.POST.get("what", "")
    try:
        if what == "back" and found.state in ("seen", "solved", "unsolved"):
            take_back(visitor.account, found, visitor.now)
        elif what in STEPS:
            move_referral(visitor.account, found, what, visitor.now)
        else:
            raise StepRefused("Choisissez ce qui s’est passé.")
        messages.success(visitor.request, f"{found.slip} : c’est noté.")
    except StepRefused as refusal:
        messages.error(visitor.request, str(refusal))
    return redirect("portal_referrals")
