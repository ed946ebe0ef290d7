"""The ledger of everybody seen, what it owes by month, and whether it adds up."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from shuke.jobs.queries import latest_job
from shuke.jobs.services import enqueue
from shuke.lib.paging import page_or_first
from shuke.records.access.decorators import StaffRequest, staff_view
from shuke.records.membership.models import Proof
from shuke.records.membership.queries import entries_of_members
from shuke.records.stores.queries import business
from shuke.web.answers import next_url
from shuke.web.frame import shown_scope
from shuke.web.membership.forms.ledger import LedgerForm
from shuke.web.membership.reversible import with_left
from shuke.web.membership.rows import accounts_seen_by, findings_of, members_seen_by, plan_rows
from shuke.web.membership.views.page import ROWS_A_PAGE, render_page

PROOF_KEY = "membership:prove"
PROOFS_SHOWN = 30


@require_GET
@staff_view("membership.view")
def ledger(request: StaffRequest) -> HttpResponse:
    form = LedgerForm(request.GET)
    scope = shown_scope(request)
    # Who sees everybody's asks for no members: a list of a million of them would be made first.
    members = None if scope.store_ids is None else accounts_seen_by(scope)
    entries = entries_of_members(members, **(form.asked(zone=business().time_zone) if form.is_valid() else {}))
    page = page_or_first(entries, sort="-id", limit=ROWS_A_PAGE, cursor=request.GET.get("from", ""))
    context = {
        "form": form,
        "rows": with_left(page.data),
        "next_url": next_url(request, page),
        "may_adjust": request.scope.may("points.adjust"),
    }
    return render_page(request, "membership/ledger.html", context)


@require_GET
@staff_view("money.view")
def liability(request: StaffRequest) -> HttpResponse:
    """Of the whole business: points are spent in every store."""
    plans = plan_rows(members_seen_by(request.scope), sees_money=True, now=timezone.now())
    return render_page(request, "membership/liability.html", {"plans": plans})


@require_GET
@staff_view("membership.view")
def proof(request: StaffRequest) -> HttpResponse:
    proofs = list(Proof.objects.order_by("-at", "-pk")[:PROOFS_SHOWN])
    job = latest_job(key=PROOF_KEY)
    context: dict[str, Any] = {
        "rows": [(one, findings_of(one)) for one in proofs],
        "job": job if job is not None and job.state in ("waiting", "running") else None,
        "may_run": request.scope.may("points.adjust"),
    }
    template = "membership/proof.html#proofs" if request.htmx else "membership/proof.html"
    return render_page(request, template, context)


@require_POST
@staff_view("points.adjust")
def run_proof(request: StaffRequest) -> HttpResponse:
    """Asked for twice while it waits or runs, it runs once."""
    enqueue("shuke.records.membership.tasks.prove", key=PROOF_KEY)
    messages.success(request, _("The ledger is being proved."))
    return redirect("membership_proof")
