"""One-time codes: asked for with a phone number or an e-mail address, sent or read out, typed once."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from shuke.jobs.services import enqueue
from shuke.lib.errors import ShukeError
from shuke.records.access.scope import Scope
from shuke.records.access.services import record_audit
from shuke.records.customers.identity import normal_of
from shuke.records.customers.models import Customer, Identity
from shuke.records.customers.queries import survivor_of
from shuke.records.membership.queries.members import people_in
from shuke.records.messages.models import Channel
from shuke.records.messages.providers import carries_our_words, is_offered
from shuke.records.messages.queries import code_template
from shuke.records.stores.queries import business
from shuke.web.own.keys import NewSecret, device_key
from shuke.web.own.models import OwnCode, OwnKey
from shuke.web.own.visitor import scope_of_customer

CODE_LIVES = timedelta(minutes=10)
MOST_TRIES = 5
MOST_CODES_OF_ADDRESS, ADDRESS_WINDOW = 3, timedelta(minutes=15)
MOST_CODES_OF_CALLER, CALLER_WINDOW = 30, timedelta(hours=1)  # a shop's guests may share one address on the net
_KEPT = timedelta(days=1)


class TooManyCodes(ShukeError):
    """Asked too often, for one address or from one place."""


class WrongCode(ShukeError):
    """Not the code, or not any more. Which of these is not told."""


def ask_code(*, now: datetime, address: str, caller: str, language: str, new_secret: NewSecret) -> OwnCode:
    """A code for whoever goes by `address`, which may be nobody. By e-mail it is sent, by phone where a provider
    of short messages takes it; else staff read it out.

    `caller`: the address on the net. Raises TooManyCodes, UnreadablePhone, UnreadableIdentity.
    """
    kind = Identity.Kind.EMAIL if "@" in address else Identity.Kind.PHONE
    normal = normal_of(kind, address, country=business().country)
    marks = {"address_mark": _mark(f"{kind}:{normal}"), "caller_mark": _mark(caller)}
    _require_few(marks, now=now)
    OwnCode.objects.filter(asked_at__lt=now - _KEPT).delete()
    held = Identity.objects.filter(kind=kind, normal=normal).select_related("customer").first()
    code = OwnCode.objects.create(
        customer=held.customer if held and survivor_of(held.customer).erased_at is None else None,
        kind=kind,
        secret=new_secret(),
        asked_at=now,
        expires_at=now + CODE_LIVES,
        **marks,
    )
    if kind == Identity.Kind.EMAIL or leaves_by_sms():  # for strangers too, so that both take equally long
        enqueue("shuke.web.own.tasks.send_code", code_id=code.pk, language=language)
    return code


def leaves_by_sms() -> bool:
    """Whether codes reach phones: providers in China send only a text they approved."""
    return carries_our_words(Channel.SMS) or (is_offered(Channel.SMS) and code_template() is not None)


def digits_of(code: OwnCode) -> str:
    """Six digits, computed from the row and the installation's secret: the database alone does not know them."""
    keyed = salted_hmac("shuke.own.code", f"{code.pk}-{code.secret}", secret=settings.SECRET_KEY, algorithm="sha256")
    return f"{int.from_bytes(keyed.digest()[:8]) % 10**6:06d}"


def use_code(*, now: datetime, code_id: int, digits: str, new_secret: NewSecret) -> OwnKey:
    """The key for this device. A code is tried five times and used once. Raises WrongCode."""
    # Counted before it is compared, in a statement of its own: tries at the same moment are all counted.
    live = OwnCode.objects.filter(pk=code_id, used_at__isnull=True, expires_at__gt=now, tries__lt=MOST_TRIES)
    if not live.update(tries=F("tries") + 1):
        raise _wrong()
    code = OwnCode.objects.select_related("customer").get(pk=code_id)
    is_right = constant_time_compare(digits_of(code), digits)
    if not is_right or code.customer is None:
        raise _wrong()
    with transaction.atomic():
        if not OwnCode.objects.filter(pk=code.pk, used_at__isnull=True).update(used_at=now):
            raise _wrong()
        owner = survivor_of(code.customer)
        return device_key(scope=scope_of_customer(owner), now=now, customer=owner, new_secret=new_secret)


def address_of(code: OwnCode) -> str:
    """Where it is sent; empty when nobody goes by what was typed, or not any more."""
    held = Identity.objects.filter(customer=code.customer_id, kind=code.kind)
    found = next((one for one in held if _mark(f"{one.kind}:{one.normal}") == code.address_mark), None)
    return "" if found is None else found.value if found.kind == Identity.Kind.EMAIL else found.normal


def codes_to_read(customer: Customer, *, now: datetime) -> Sequence[OwnCode]:
    """Asked for by phone and still good: what staff may read out to the person in front of them."""
    codes = OwnCode.objects.filter(customer__in=people_in(customer.pk), kind=Identity.Kind.PHONE, expires_at__gt=now)
    return list(codes.filter(used_at__isnull=True, tries__lt=MOST_TRIES).order_by("-pk"))


def read_code(*, scope: Scope, now: datetime, customer: Customer, code_id: int) -> str:
    """The digits, for a colleague who sees the person; who read them is kept. Raises WrongCode."""
    code = next((one for one in codes_to_read(customer, now=now) if one.pk == code_id), None)
    if code is None:
        raise WrongCode(_("This code is over or used; let the customer ask for a new one."))
    record_audit(scope=scope, action="own_code.read", at=now, subject=f"customer:{customer.pk}")
    return digits_of(code)


def _require_few(marks: dict[str, str], *, now: datetime) -> None:
    of_address = OwnCode.objects.filter(address_mark=marks["address_mark"], asked_at__gt=now - ADDRESS_WINDOW)
    of_caller = OwnCode.objects.filter(caller_mark=marks["caller_mark"], asked_at__gt=now - CALLER_WINDOW)
    if of_address.count() >= MOST_CODES_OF_ADDRESS or of_caller.count() >= MOST_CODES_OF_CALLER:
        raise TooManyCodes(
            _("Too many codes were asked for. Use the latest one, or try again in a quarter of an hour.")
        )


def _mark(text: str) -> str:
    return salted_hmac("shuke.own.mark", text, secret=settings.SECRET_KEY, algorithm="sha256").hexdigest()


def _wrong() -> WrongCode:
    return WrongCode(_("This code is wrong or over. Check its six digits, or ask for a new one."))
