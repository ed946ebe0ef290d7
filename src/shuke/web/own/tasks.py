from django.core.mail import send_mail
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from shuke.jobs.context import JobContext
from shuke.records.stores.queries import business
from shuke.web.own.codes import address_of, digits_of
from shuke.web.own.models import OwnCode


def send_code(*, code_id: int, language: str, job: JobContext) -> None:
    """Mails the code. To nobody where nobody goes by the address; run twice it mails the same code again."""
    code = OwnCode.objects.filter(pk=code_id, customer__isnull=False, expires_at__gt=timezone.now()).first()
    address = address_of(code) if code else ""
    if code is None or not address:
        return
    with override(language):
        said = {"code": digits_of(code), "shop": business().name}
        subject = _("%(code)s opens your page at %(shop)s") % said
        text = _(
            "%(code)s is the code for your page at %(shop)s. It is good for ten minutes and once.\n\n"
            "You did not ask for it? Then nothing needs to be done: without this code nobody gets in."
        )
        send_mail(subject, text % said, from_email=None, recipient_list=[address])
