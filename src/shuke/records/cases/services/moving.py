"""What is changed about a case: who has it, how it is filed, where it belongs, that it is over."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from shuke.lib.errors import ShukeError
from shuke.records.access.models import Staff
from shuke.records.access.scope import Scope
from shuke.records.cases.files import GivenFile
from shuke.records.cases.models import Case, Entry, Step
from shuke.records.cases.procedure import BY_HAND, may_be_put_back, next_step, step_words
from shuke.records.cases.services.giving import route
from shuke.records.cases.services.history import happened, save, write
from shuke.records.cases.services.opening import NewCase, open_case, priority_of
from shuke.records.cases.services.promising import CLOCK, PROMISED, promise_anew, resume, run_clock
from shuke.records.cases.services.stamps import done_steps, stamp
from shuke.records.cases.services.talking import locked, reopen_row
from shuke.records.customers.models import Customer, Tag
from shuke.records.customers.queries import survivor_of
from shuke.records.membership.queries.members import people_in
from shuke.records.sales.models import Order

FILED = ("kind", "priority", "category", "subject", "praised", "answer", "store", "customer")


class NotYet(ShukeError):
    """A complaint cannot be closed before its steps are done."""


class WrongMerge(ShukeError):
    """Two cases that cannot become one."""


class StaysComplaint(ShukeError):
    """A complaint whose procedure has begun is not filed away as something else."""


class OrderOfAnother(ShukeError):
    """An order of somebody else."""


@transaction.atomic
def assign(*, scope: Scope, now: datetime, case: Case, owner: Staff | None) -> None:
    """To a colleague, or back to everybody. To whom it is already changes nothing."""
    held = locked(case)
    if held.owner_id == (owner.pk if owner else None):
        return
    before, held.owner = held.owner_id, owner
    save(held, now, "owner")
    facts = {"from": before, "to": owner.pk if owner else None, "why": "hand"}
    happened(held, "given", scope=scope, now=now, facts=facts)


@transaction.atomic
def file_case(*, scope: Scope, now: datetime, case: Case, values: Mapping[str, object]) -> list[str]:
    """Sets `values` (of FILED); answers the fields that changed. Another priority or customer moves the promises.

    A customer who is named lifts the case to what their class is promised, and it goes to whom it would have gone.
    Raises StaysComplaint once an investigator was named, CaseOver.
    """
    held = locked(case)
    if (
        held.kind == Case.Kind.COMPLAINT
        and values.get("kind", held.kind) != held.kind
        and "assigned" in done_steps(held)
    ):
        raise StaysComplaint(
            _("The procedure of this complaint has begun: it stays a complaint and is taken to its end.")
        )
    changed = [name for name in FILED if name in values and getattr(held, name) != values[name]]
    for name in changed:
        setattr(held, name, values[name])
    is_named = "customer" in changed and held.customer is not None
    if is_named and _lift(held) and "priority" not in changed:
        changed.append("priority")
    if held.kind != Case.Kind.PRAISE:
        held.praised = None
    if held.kind != Case.Kind.SUGGESTION:
        held.answer = ""
    if not changed:
        return []
    if {"priority", "customer"} & set(changed):
        promise_anew(held, now=now)
    save(held, now, *{*changed, "praised", "answer", *PROMISED})
    happened(held, "filed", scope=scope, now=now, facts={"fields": changed})
    if is_named and held.owner_id is None:
        route(held, scope=scope, now=now)
    return changed


@transaction.atomic
def tag_case(*, scope: Scope, now: datetime, case: Case, names: Collection[str]) -> None:
    """Exactly these tags; new names are made."""
    wanted = [Tag.objects.get_or_create(name=name.strip()[:60])[0] for name in names if name.strip()]
    before = set(case.tags.values_list("name", flat=True))
    if before == {tag.name for tag in wanted}:
        return
    case.tags.set(wanted)
    write(case, Entry.Kind.EVENT, scope=scope, now=now, code="tagged", facts={"tags": sorted(t.name for t in wanted)})


@transaction.atomic
def link_orders(*, scope: Scope, now: datetime, case: Case, orders: Sequence[Order]) -> None:
    """Orders the case is about. Raises OrderOfAnother: those of its customer, or of nobody, may be linked."""
    people = people_in(survivor_of(case.customer).pk) if case.customer else set()
    if any(order.customer_id not in {*people, None} for order in orders):
        raise OrderOfAnother(_("This order belongs to another customer; choose one of this customer’s orders."))
    case.orders.add(*orders)
    happened(case, "linked", scope=scope, now=now, facts={"orders": [order.pk for order in orders]})


@transaction.atomic
def close(*, scope: Scope, now: datetime, case: Case, text: str = "") -> None:
    """Over. A complaint only after its steps up to the follow-up, or back to where it was closed before.

    Raises NotYet.
    """
    held = locked(case)
    if held.kind == Case.Kind.COMPLAINT:
        _end_round(held, scope=scope, now=now)
    if held.status == Case.Status.WAITING:
        resume(held, now=now)
    held.status, held.closed_at = Case.Status.CLOSED, now
    run_clock(held, now=now)
    save(held, now, "status", "closed_at", "paused_at", "round", *PROMISED)
    happened(held, "closed", scope=scope, now=now, text=text.strip())


@transaction.atomic
def reopen(*, scope: Scope, now: datetime, case: Case) -> None:
    """A closed case runs again. A live one changes nothing."""
    held = Case.objects.select_for_update(of=("self",)).select_related("customer").get(pk=case.pk)
    if held.status == Case.Status.CLOSED:
        reopen_row(held, scope=scope, now=now, why=BY_HAND)


@transaction.atomic
def merge(*, scope: Scope, now: datetime, case: Case, into: Case) -> None:
    """Makes `case` part of `into`: its history is read there from now on. Raises WrongMerge."""
    first, second = sorted((case.pk, into.pk))
    rows = {row.pk: row for row in Case.objects.select_for_update(of=("self",)).filter(pk__in=[first, second])}
    part, whole = rows[case.pk], rows[into.pk]
    _require_mergeable(part, whole)
    part.status, part.merged_into, part.closed_at, part.paused_at = Case.Status.MERGED, whole, now, None
    run_clock(part, now=now)
    save(part, now, "status", "merged_into", "closed_at", "paused_at", *CLOCK)
    Case.objects.filter(merged_into=part).update(merged_into=whole)
    whole.orders.add(*part.orders.all())
    is_named = whole.customer_id is None and part.customer_id is not None
    if is_named:
        _take_customer(whole, part, now=now)
    happened(part, "merged", scope=scope, now=now, facts={"into": whole.pk})
    write(whole, Entry.Kind.EVENT, scope=scope, now=now, code="took", facts={"part": part.pk})
    if is_named and whole.is_live and whole.owner_id is None:
        route(whole, scope=scope, now=now)


@transaction.atomic
def split(*, scope: Scope, now: datetime, entry: Entry, kind: str, subject: str) -> Case:
    """A case of its own from one message about something else, with its files and what is known of its sender.

    Asked again for the same it is the case that was made.
    """
    # Held until the transaction ends: two who ask at once make one case.
    case = Case.objects.select_for_update(of=("self",)).get(pk=entry.case.merged_into_id or entry.case_id)
    known = case.entries.filter(code="split", facts__message=entry.pk).values_list("facts__part", flat=True)
    if (held := Case.objects.filter(pk__in=list(known), kind=kind, subject=subject).first()) is not None:
        return held
    new = NewCase(
        kind=kind,
        channel=case.channel,
        text=entry.text,
        subject=subject,
        customer=case.customer,
        contact_name=case.contact_name,
        contact=case.contact,
        store=case.store,
        table=case.table,
        files=_files_of(entry),
        facts=entry.facts,
        split_from=case,
    )
    made = open_case(scope=scope, now=now, origin=case.origin, new=new)
    write(case, Entry.Kind.EVENT, scope=scope, now=now, code="split", facts={"part": made.pk, "message": entry.pk})
    return made


def _end_round(case: Case, *, scope: Scope, now: datetime) -> None:
    done = done_steps(case)
    due = next_step(done)
    if due == "closed":
        stamp(case, "closed", scope=scope, now=now)
        return
    opened = case.entries.filter(code="reopened").order_by("-pk").first()
    before = Step.objects.filter(case=case, step="closed").aggregate(latest=Max("round"))["latest"]
    if before is None or opened is None or not may_be_put_back(done, opened_by=str(opened.facts.get("why", ""))):
        raise NotYet(
            _("This complaint is not done: “%(step)s” is next. It closes after the follow-up.")
            % {"step": step_words(due or "")}
        )
    case.round = before


def _take_customer(whole: Case, part: Case, *, now: datetime) -> None:
    whole.customer = part.customer
    if whole.is_live:
        _lift(whole)
        promise_anew(whole, now=now)
    save(whole, now, "customer", "priority", *PROMISED)


def _lift(case: Case) -> bool:
    """To what the customer's class is promised; whether that was more than it had."""
    before, case.priority = case.priority, priority_of(case.kind, case.priority, case.customer)
    return case.priority != before


def _files_of(entry: Entry) -> list[GivenFile]:
    """Copies: what is forgotten of one case leaves the other whole."""
    copies = []
    for held in entry.attachments.order_by("pk"):
        if held.file.storage.exists(str(held.file.name)):
            with held.file.open() as file:
                copies.append(GivenFile(held.name, file.read()))
    return copies


def _require_mergeable(part: Case, whole: Case) -> None:
    if part.pk == whole.pk or whole.status == Case.Status.MERGED or part.status == Case.Status.MERGED:
        raise WrongMerge(_("A case cannot become part of itself or of one that is merged already."))
    if part.is_live and not whole.is_live:
        raise WrongMerge(
            _("Case %(number)d is closed; open it again first, else nobody would answer.") % {"number": whole.pk}
        )
    of_two = part.customer_id and whole.customer_id and part.customer_id != whole.customer_id
    if of_two and not _is_same_person(part, whole):
        raise WrongMerge(_("These cases are of two different customers; merge the customers first."))
    if part.compensations.exists() or (part.kind == Case.Kind.COMPLAINT and whole.kind != Case.Kind.COMPLAINT):
        raise WrongMerge(
            _("A complaint stays a case of its own while its procedure runs; merge the other case into it.")
        )


def _is_same_person(part: Case, whole: Case) -> bool:
    people = Customer.objects.filter(pk__in=[part.customer_id or 0, whole.customer_id or 0])
    return len({survivor_of(one).pk for one in people}) == 1
