"""A person whom every table knows something about, and a look at everything that is written down anywhere."""

import datetime as dt
import random
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.files.base import ContentFile
from django.db import connection, models
from tests.records import make
from tests.records.cases import given as cases
from tests.records.membership import given as membership

from shuke.actions.campaigns.models import Campaign, CampaignMember, Gathering, Guest
from shuke.actions.care.models import CarePlan, CareTask, CareTry
from shuke.actions.journeys.models import JourneyRun
from shuke.actions.offers.models import Gift, Offer
from shuke.actions.segments.models import SegmentChange, SegmentMember
from shuke.channels.outbox import MAIL, path_in
from shuke.outcomes.models import IncentiveBuyer
from shuke.records.access.services import record_audit
from shuke.records.cases.models import Attachment, Case, Entry, Ring
from shuke.records.customers.models import Booking, Customer, DuplicatePair, Household, Photo, Tag
from shuke.records.customers.services import (
    add_relation,
    record_consent,
    record_event,
    record_preference,
    remove_relation,
    update_customer,
)
from shuke.records.departures.models import Departure
from shuke.records.membership.models import Card, CouponUse, Member
from shuke.records.membership.services import adjust_points, issue_card, redeem_points
from shuke.records.messages.mailbox import path_of
from shuke.records.messages.models import DeadAddress, LinkClick, MessageSend, ReceivedMail
from shuke.records.surveys.models import Ask
from shuke.scores.groups.models import CustomerGroup, CustomerLikeness, CustomerRule
from shuke.scores.models import CustomerScore, ScoreChange
from shuke.scores.trials.models import CellMember
from shuke.web.own.models import OwnCode, OwnKey
from shuke.web.today.models import PutOff

NOW, TODAY = make.NOW, make.NOW.date()
SAID = "says-it-in-private"  # in every text somebody could have written about them
NAME, PHONE, EMAIL, NUMBER = "Pan Yizhen", "13812345678", "pan.yizhen@example.com", "KUNDE-77"
TIES = ("family", "friend")
SECRETS = (SAID, NAME, "yizhen", PHONE[-8:], NUMBER)


def filled(model: type[models.Model], **fields: Any) -> Any:
    """A row with the least that the database asks for, and `fields`."""
    for field in model._meta.concrete_fields:
        is_own = field.primary_key and field.remote_field is None
        is_open = is_own or field.null or field.blank or field.has_default()
        if field.name not in fields and not is_open:
            fields[field.name] = _least(field)
    return model._default_manager.create(**fields)


def _least(field: "models.Field[Any, Any]") -> Any:
    match field:
        case models.ForeignKey():
            return filled(field.related_model)
        case models.DateTimeField():
            return NOW
        case models.DateField():
            return TODAY
        case models.CharField() | models.TextField():
            unique = f"{field.name}-{field.model._default_manager.count()}"
            return field.choices[0][0] if field.choices else unique[: field.max_length]
    return 1


def well_known(home: Any) -> Customer:
    """Pan, whom every table with a key to customers knows, and many others by word."""
    pan = make.customer(
        NAME, home=home, number=NUMBER, phone=PHONE, email=EMAIL, notes=SAID, address=SAID, occupation=SAID
    )
    told: dict[str, Any] = {"scope": make.SYSTEM, "now": NOW, "origin": "test", "customer": pan}
    household = Household.objects.create(name=f"{NAME}’s")
    update_customer(**told, changes={"notes": f"{SAID} again", "birthday": dt.date(1980, 5, 4)})
    Customer.objects.filter(pk=pan.pk).update(household=household, custom={"shoe": SAID}, service_class="gold")
    pan.tags.add(Tag.objects.create(name="regular"))
    record_preference(**told, topic="seat", value=SAID, how="ask", reason=SAID)
    record_consent(**told, channel="email", purpose="care", is_granted=True, source=SAID)
    record_event(scope=make.SYSTEM, kind="advice.done", now=NOW, origin="test", customer_id=pan.pk)
    wei = make.customer("Wei", home=home)
    ties = [add_relation(scope=make.SYSTEM, now=NOW, customer=pan, other=wei, kind=kind, note=SAID) for kind in TIES]
    remove_relation(scope=make.SYSTEM, now=NOW, relation=ties[0])
    brought: dict[str, Any] = {"scope": make.SYSTEM, "now": NOW, "origin": "test", "customer": wei}
    update_customer(**brought, changes={"referred_by": pan})
    update_customer(**brought, changes={"referred_by": None})
    Departure.objects.create(customer=pan, cause="price", note=SAID, noted_on=TODAY, recorded_at=NOW)
    filled(Photo, customer=pan, picture=SAID.encode())
    filled(Booking, customer=pan, seat=SAID, request=SAID)
    filled(DuplicatePair, first=pan, second=make.customer("Yi Chen", home=home))
    send = _messages(pan)
    _membership(pan)
    _service(pan)
    _actions(pan, send)
    for model in (CustomerScore, CustomerGroup, CustomerRule, CustomerLikeness, CellMember, OwnCode, PutOff):
        filled(model, customer=pan)
    filled(ScoreChange, customer=pan, kind="stage")
    return pan


def _membership(pan: Customer) -> Member:
    plan = membership.plan(is_shared=True)
    member = membership.member(plan, pan)
    Member.objects.filter(pk=member.pk).update(document_hash="d" * 64)
    card = issue_card(scope=make.SYSTEM, now=NOW, member=member, rng=random.Random(1), holder=f"{NAME}’s friend")
    filled(OwnKey, customer=pan, kind="card", card=card)
    by_hand = membership.cause("hand", reason=SAID, note=SAID)
    membership.earn(member, 500)
    adjust_points(scope=make.SYSTEM, now=NOW, member=member, points=20, cause=by_hand)
    redeem_points(scope=make.SYSTEM, now=NOW, member=member, points=120, cause=membership.cause("r"))
    record_audit(scope=make.SYSTEM, action="points.by_hand", at=NOW, subject=f"member:{member.pk}", facts={"why": SAID})
    code = membership.code("AAAA-BBBB-CC", customer=pan)
    filled(CouponUse, code=code, coupon=code.coupon, customer=pan, state="redeemed")
    assert Card.objects.filter(member=member).exists()
    return member


def _messages(pan: Customer) -> MessageSend:
    send = filled(
        MessageSend, customer=pan, channel="email", purpose="care", state="queued", address=EMAIL, subject=SAID,
        text=f"Dear {NAME}", values={"name": NAME}, reply_address=EMAIL,
    )  # fmt: skip
    LinkClick.objects.create(send=send, link=f"https://example.com/{SAID}", first_at=NOW, latest_at=NOW)
    DeadAddress.objects.create(address=EMAIL, since=NOW, detail=SAID)
    mail = filled(ReceivedMail, sender=EMAIL, sender_name=NAME, subject=SAID, message_id=f"<{SAID}@example.com>")
    for path in (path_of(mail.identity), path_in(settings.DATA / "outbox", send.key, MAIL)):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(SAID)
    return send


def _service(pan: Customer) -> None:
    held = cases.complaint(customer=pan, text=SAID, subject=SAID)
    Case.objects.filter(pk=held.pk).update(contact_name=NAME, contact=PHONE)
    entry = filled(Entry, case=held, kind="in", text=SAID, facts={"from": EMAIL})
    attached = Attachment(entry=entry, name="note.txt", kind="txt", size_bytes=4)
    attached.file.save("note.txt", ContentFile(SAID.encode()))
    filled(Ask, customer=pan, about=f"case:{held.pk}:1", wish=SAID, answered_at=NOW, is_satisfied=True,
           expires_at=NOW + dt.timedelta(days=9))  # fmt: skip
    filled(Ring, customer=pan, phone=f"+86{PHONE}")
    cases.case(contact=f"+86{PHONE}", text=SAID)


def _actions(pan: Customer, send: MessageSend) -> None:
    task = filled(CareTask, customer=pan, title=SAID, why=SAID, script=SAID, state="open")
    filled(CareTry, task=task, note=SAID)
    filled(CarePlan, customer=pan, state="skipped", reason="consent")
    filled(JourneyRun, customer=pan, given={"coupon_code": SAID}, trouble=SAID)
    offer = Offer.objects.create(points=1, cost_per_piece=1)
    filled(Gift, customer=pan, offer=offer, refusal=SAID)
    filled(SegmentMember, customer=pan)
    filled(SegmentChange, customer=pan, kind="entered")
    filled(CampaignMember, customer=pan, campaign=filled(Campaign, offer=offer, hold_out_share=0))
    filled(IncentiveBuyer, customer=pan)
    hours = {"from_time": dt.time(9), "until_time": dt.time(10)}
    filled(Guest, customer=pan, gathering=filled(Gathering, hold_out_share=0, **hours))


def written_down() -> dict[str, str]:
    """Every value of every table of ours, as text, and every file below the data folder."""
    found: dict[str, str] = {}
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            if model.__module__.startswith("shuke."):
                cursor.execute(f"SELECT * FROM {model._meta.db_table}")
                found[model._meta.label] = " ".join(map(repr, cursor.fetchall()))
    for folder in ("mail", "outbox", "uploads", "imports"):
        for path in sorted(Path(settings.DATA / folder).rglob("*")):
            found[str(path)] = path.read_bytes().decode("utf-8", "replace") if path.is_file() else ""
    return found


def still_told() -> dict[str, list[str]]:
    """Where a word of the person is left."""
    told = {where: [word for word in SECRETS if word.lower() in text.lower()] for where, text in written_down().items()}
    return {where: words for where, words in told.items() if words}
