"""The agreement of a mission: the price worked out, the terms, the document in PDF and Word, the signature."""

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_POST

from palier.desk.pages.readiness import day_in
from palier.desk.pages.scope import DeskRequest, desk_page, today_at
from palier.desk.pricing import defaults_for
from palier.missions.api import (
    ASSUMED,
    MONEY,
    NATURES,
    Agreement,
    Assumptions,
    Estimate,
    Mission,
    MissionRefused,
    Payment,
    Terms,
    agreement_docx,
    agreement_for,
    agreement_pdf,
    between,
    check_assumptions,
    estimate_of,
    is_before,
    keep_estimate,
    largest_share,
    latest_parts,
    mission_for,
    price_of,
    read_assumptions,
    sign_agreement,
    write_agreement,
)

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
LINES = 4


def _cents(text: str) -> int:
    """`1 234,50` → 123450 cents. Raises `MissionRefused`."""
    clean = text.replace(" ", "").replace("\u202f", "").replace("\xa0", "").replace("€", "").replace(",", ".").strip() or "0"
    try:
        value = Decimal(clean)
    except InvalidOperation:
        raise MissionRefused([f"« {text} » n’est pas un montant."]) from None
    if not value.is_finite() or value < 0 or value > 100_000_000:
        raise MissionRefused([f"« {text} » n’est pas un montant possible."])
    return int((value * 100).to_integral_value())


def _shown_cents(cents: int) -> str:
    return f"{cents / 100:.2f}".replace(".", ",").removesuffix(",00")


@desk_page
def agreement(request: DeskRequest, mission_id: UUID) -> HttpResponse:
    """The terms, every version written, the signature."""
    found = mission_for(request.user, mission_id)
    problems: list[str] = []
    typed = _typed(found)
    if request.method == "POST":
        typed = {**typed, **{name: request.POST.get(name, "") for name in typed}, "sets_questions": request.POST.get("sets_questions", "")}
        try:
            made = write_agreement(request.user, found, _terms(typed), timezone.now(), found.estimates.first())
            messages.success(request, f"La version {made.number} est écrite. Relisez-la avant de la faire signer.")
            return redirect("agreement", found.pk)
        except MissionRefused as refusal:
            problems = refusal.problems
    versions = list(found.agreements.select_related("made_by", "estimate").order_by("-number"))
    return render(request, "desk/missions/agreement.html", {
        "mission": found, "versions": versions, "typed": typed, "problems": problems, "natures": NATURES.items(), "today": today_at(found.site),
        "lines": [(n, typed[f"label_{n}"], typed[f"due_{n}"], typed[f"cents_{n}"]) for n in range(LINES)], "largest": largest_share(found.site),
        "estimate": found.estimates.first(), "latest": versions[0] if versions else None, "signed": any(one.signed_on for one in versions),
        "may_sign": not is_before(found.stage, "agreement"),
    }, status=400 if problems else 200)  # fmt: skip


def _typed(found: Mission) -> dict[str, str]:
    last = found.agreements.order_by("-number").first()
    if last is not None:
        return _from_version(last)
    estimate = found.estimates.first()
    price = int(estimate.result["asked_cents"]) // 10_000 * 10_000 if estimate else 0
    training = latest_parts(found).get("training")
    rows = {f"{what}_{n}": "" for n in range(LINES) for what in ("label", "due", "cents")}
    if price:
        rows |= {"label_0": "À la signature", "due_0": today_at(found.site).isoformat(), "cents_0": _shown_cents(price * 40 // 100),
                 "label_1": "À la remise du bilan", "due_1": found.ends_on.isoformat(), "cents_1": _shown_cents(price - price * 40 // 100)}  # fmt: skip
    return {"nature": "", "price": _shown_cents(price) if price else "", "sets_questions": "", "answer_days": "30", "referral_contact": "",
            "feedback_contact": "", "training_by": "le commanditaire" if training else "", "more": "", **rows}  # fmt: skip


def _from_version(last: Agreement) -> dict[str, str]:
    kept = last.terms
    rows = {f"{what}_{n}": "" for n in range(LINES) for what in ("label", "due", "cents")}
    for n, one in enumerate(kept["schedule"][:LINES]):
        rows |= {f"label_{n}": one["label"], f"due_{n}": one["due_on"], f"cents_{n}": _shown_cents(one["cents"])}
    return {
        "nature": kept["nature"], "price": _shown_cents(kept["price_cents"]), "sets_questions": "yes" if kept["sets_questions"] else "",
        "answer_days": str(kept["answer_days"]), "referral_contact": kept["referral_contact"], "feedback_contact": kept["feedback_contact"],
        "training_by": kept["training_by"], "more": kept["more"], **rows,
    }  # fmt: skip


def _terms(typed: dict[str, str]) -> Terms:
    schedule = []
    for n in range(LINES):
        label, due, cents = typed[f"label_{n}"].strip(), typed[f"due_{n}"], typed[f"cents_{n}"].strip()
        if not (label or cents):
            continue
        try:
            schedule.append(Payment(label or "Versement", date.fromisoformat(due), _cents(cents)))
        except ValueError:
            raise MissionRefused([f"Le versement « {label} » a besoin d’une date."]) from None
    days = typed["answer_days"].strip()
    return Terms(
        nature=typed["nature"], price_cents=_cents(typed["price"]), schedule=tuple(schedule), sets_questions=typed["sets_questions"] == "yes",
        answer_days=int(days) if days.isascii() and days.isdigit() else 0, referral_contact=typed["referral_contact"].strip()[:200],
        feedback_contact=typed["feedback_contact"].strip()[:200], training_by=typed["training_by"].strip()[:120], more=typed["more"].strip()[:2000],
    )  # fmt: skip


@desk_page
@require_POST
def sign(request: DeskRequest, agreement_id: UUID) -> HttpResponse:
    """Both signed: the day, and by whom."""
    one = agreement_for(request.user, agreement_id)
    typed = request.POST
    try:
        sign_agreement(
            request.user, one, signed_on=day_in(typed.get("day", "")), for_us=typed.get("for_us", ""), for_them=typed.get("for_them", ""),
            today=today_at(one.mission.site), now=timezone.now(),
        )  # fmt: skip
        messages.success(request, "La convention est signée. Les secteurs sont figés.")
    except MissionRefused as refusal:
        messages.error(request, " ".join(refusal.problems))
    return redirect("agreement", one.mission_id)


@desk_page
def document(request: DeskRequest, agreement_id: UUID, sort: str) -> HttpResponse:
    """A version as PDF or Word."""
    one = agreement_for(request.user, agreement_id)
    pdf = sort == "pdf"
    body = agreement_pdf(one) if pdf else agreement_docx(one)
    response = HttpResponse(body, content_type="application/pdf" if pdf else WORD)
    response["Content-Disposition"] = f'attachment; filename="convention-v{one.number}.{sort}"'
    return response


@desk_page
def price(request: DeskRequest, mission_id: UUID) -> HttpResponse:
    """The price simulator: every assumption can be changed, the result follows; kept with the mission when asked."""
    found = mission_for(request.user, mission_id)
    begun, own = defaults_for(found)
    given = begun
    problems: list[str] = []
    if request.method == "POST":
        given, problems = read_assumptions(request.POST, given)
        if not problems and "keep" in request.POST and not getattr(request, "htmx", False):
            keep_estimate(request.user, found, given, timezone.now())
            messages.success(request, "Le calcul est gardé : la convention peut le reprendre.")
            return redirect("agreement", found.pk)
    elif (last := found.estimates.first()) is not None and "neuf" not in request.GET:
        given = estimate_of(last)
    data: dict[str, Any] = {"mission": found, "problems": problems}
    if not problems and not check_assumptions(given):
        best, worst = between(given)
        data |= {"price": price_of(given), "best": best, "worst": worst}
    if getattr(request, "htmx", False):
        return render(request, "desk/missions/price_result.html", data)
    kept: list[Estimate] = list(found.estimates.select_related("made_by")[:5])
    return render(
        request,
        "desk/missions/price.html",
        {**data, "fields": _fields(request, given, begun, own), "kept": kept},
        status=400 if problems else 200,
    )


def _fields(request: HttpRequest, given: Assumptions, begun: Assumptions, own: dict[str, str]) -> list[dict[str, str]]:
    rows = []
    for name, said in ASSUMED.items():
        value, usual = getattr(given, name), getattr(begun, name)
        shown = _shown_cents(value) if name in MONEY else f"{Decimal(value).normalize():f}".replace(".", ",")
        rows.append({"name": name, "words": said.words, "unit": said.unit, "source": _source(own[name], value, usual) if name in own else said.source,
                     "value": request.POST.get(name, shown), "own": "yes" if name in own and value == usual else ""})  # fmt: skip
    return rows


def _source(words: str, value: Decimal | int, usual: Decimal | int) -> str:
    """Where a default comes from; when another value stands there, what the default was."""
    return words if value == usual else f"{f'{Decimal(usual).normalize():f}'.replace('.', ',')} d’après {words}"


urlpatterns = [
    path("missions/<uuid:mission_id>/convention/", agreement, name="agreement"),
    path("missions/<uuid:mission_id>/prix/", price, name="price"),
    path("missions/convention/<uuid:agreement_id>/signer/", sign, name="sign_agreement"),
    path("missions/convention/<uuid:agreement_id>/convention.pdf", document, {"sort": "pdf"}, name="agreement_pdf"),
    path("missions/convention/<uuid:agreement_id>/convention.docx", document, {"sort": "docx"}, name="agreement_docx"),
]
