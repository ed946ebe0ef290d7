"""By which ways messages leave, and what providers approved in place of our templates."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from shuke.records.access.decorators import StaffRequest, staff_view
from shuke.records.messages.models import ApprovedText, Channel, ChannelPause, Template
from shuke.records.messages.providers import CARRIED, OFF, OUTBOX, SANDBOX, carrier_of, receipts_path
from shuke.records.messages.services import save_approved_text
from shuke.web.answers import get_or_post, go_to, refusals_in, render_form
from shuke.web.messages.forms import ApprovedForm
from shuke.web.messages.views.receipts import READERS
from shuke.web.settings.views.section import render_section

# Where whoever runs Shuke names the provider.
VARIABLES = {"email": "EMAIL_URL", "sms": "SMS_URL", "wechat": "WECHAT_URL", "webhook": "WEBHOOK_URL"}
NAMES = {"smtp": "SMTP", "aliyun": "Aliyun 阿里云", "tencent": "Tencent Cloud 腾讯云", "twilio": "Twilio"}


@dataclass(frozen=True)
class Way:
    name: str
    carrier: str
    is_off: bool
    is_tried_out: bool
    variable: str
    receipts_url: str
    pause: ChannelPause | None


@require_GET
@staff_view("messages.manage")
def channels(request: StaffRequest) -> HttpResponse:
    pauses = {pause.channel: pause for pause in ChannelPause.objects.filter(until__gt=timezone.now())}
    rows = [_way(channel, pauses.get(channel)) for channel in CARRIED]
    return render_section(request, "web/messages/channels.html", {"rows": rows})


@get_or_post
@staff_view("messages.manage")
def approved(request: StaffRequest, pk: int, channel: str) -> HttpResponse:
    """What the provider of a channel approved for a template; an empty code takes it away."""
    template = get_object_or_404(Template, pk=pk)
    if channel not in (Channel.SMS, Channel.WECHAT):
        raise Http404
    held = ApprovedText.objects.filter(template=template, channel=channel).first()
    form = ApprovedForm(request.POST or None, held=held)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form, "filled_by"):
            save_approved_text(
                scope=request.scope, now=timezone.now(), template=template, channel=channel, **form.cleaned_data
            )
            messages.success(request, _("Saved."))
            return go_to(request, "edit_template", pk)
    says = _("Providers in China and WeChat send only texts they approved, and fill their gaps.")
    title = _("“%(template)s” by %(channel)s") % {"template": template, "channel": Channel(channel).label}
    return render_form(request, form, title=title, submit=_("Save"), says=says)


def _way(channel: Channel, pause: ChannelPause | None) -> Way:
    carrier = carrier_of(channel)
    has_receipts = carrier in READERS
    return Way(
        name=str(channel.label),
        carrier=NAMES.get(carrier, str(channel.label)),
        is_off=carrier == OFF,
        is_tried_out=carrier in (SANDBOX, OUTBOX),
        variable=VARIABLES[channel],
        receipts_url=settings.BASE_URL + receipts_path(carrier) if has_receipts else "",
        pause=pause,
    )
