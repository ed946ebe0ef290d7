from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from shuke.jobs.context import JobContext
from shuke.records.customers.models import Identity
from shuke.records.messages.models import Channel, Purpose
from shuke.records.messages.queries import CODE_VARIABLE, code_template
from shuke.records.messages.services import queue_message
from shuke.records.stores.queries import business
from shuke.web.own.codes import address_of, digits_of
from shuke.web.own.models import OwnCode
from shuke.web.own.visitor import scope_of_customer


@transaction.atomic
def send_code(*, code_id: int, language: str, job: JobContext) -> None:
    """Queues the code as a message. For nobody where nobody goes by the address; run twice it is one message."""
    code = OwnCode.objects.filter(pk=code_id, customer__isnull=False, expires_at__gt=timezone.now()).first()
    address = address_of(code) if code else ""
    if code is None or code.customer is None or not address:
        return
    is_mail = code.kind == Identity.Kind.EMAIL
    with override(language):
        said = {"code": digits_of(code), "shop": business().name}
        subject = _("The code for your page at %(shop)s") % said
        text = _mail() if is_mail else _("%(code)s is the code for your page at %(shop)s. It is good for ten minutes.")
    queue_message(
        scope=scope_of_customer(code.customer),
        now=timezone.now(),
        origin="own",
        key=f"own-code:{code.pk}",
        customer=code.customer,
        channel=Channel.EMAIL if is_mail else Channel.SMS,
        template=None if is_mail else code_template(),
        values={} if is_mail else {CODE_VARIABLE: said["code"], "business": said["shop"]},
        purpose=Purpose.SERVICE,
        subject=subject,
        text=text % said,
        language=language,
        reply_address=address,
        is_secret=True,
        expires_at=code.expires_at,
    )


def _mail() -> str:
    return _(
        "%(code)s is the code for your page at %(shop)s. It is good for ten minutes and once.\n\n"
        "You did not ask for it? Then nothing needs to be done: without this code nobody gets in."
    )
