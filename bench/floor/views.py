from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from bench.floor.models import Case, Certificate, Event

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

PAGE_SIZE = 20


@require_safe
@login_required
def cases(request: HttpRequest) -> HttpResponse:
    rows = Case.objects.select_related("enterprise").order_by("due_on", "pk")
    return render(request, "floor/cases.html", {"page": Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))})


@require_safe
@login_required
def case(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Case.objects.select_related("enterprise"), pk=pk)
    return render(request, "floor/case.html", {"case": found, "events": Event.objects.filter(case=found).order_by("pk")})


@require_POST
@login_required
def step(request: HttpRequest, pk: int) -> HttpResponse:
    """There and back, so that any case can take the step at any time."""
    with transaction.atomic():
        found = get_object_or_404(Case.objects.select_for_update(), pk=pk)
        found.state = "accepted" if found.state == "submitted" else "submitted"
        found.version += 1
        found.save(update_fields=("state", "version"))
        Event.objects.create(case=found, at=timezone.now(), actor=f"user:{request.user.pk}", action=found.state)
    return HttpResponseRedirect(reverse("case", args=[pk]))


@require_safe
def verify(request: HttpRequest, code: str) -> HttpResponse:
    found = get_object_or_404(Certificate.objects.select_related("case__enterprise"), verify_code=code)
    return render(request, "floor/verify.html", {"certificate": found})
