"""Mails become words of cases."""

from typing import Any

import pytest
from django.utils import timezone
from tests.channels.inbox import letters
from tests.records import make
from tests.records.cases import given
from tests.records.messages import given as messages
from tests.records.messages.mails import arrived, sent

from shuke.jobs.context import JobContext
from shuke.records.cases.files import GivenFile
from shuke.records.cases.models import Case, Desk, Entry
from shuke.records.cases.services import close, reply
from shuke.records.cases.tasks import read_mail
from shuke.records.customers.models import Event
from shuke.records.customers.services import merge_customers
from shuke.records.messages.mailbox import path_of
from shuke.records.messages.models import MessageSend, ReceivedMail, ReceivedState, State
from shuke.records.messages.services import read_once_more

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def mail_folder(data_folder: Any, settings: Any) -> None:
    settings.IMAP_URL = settings.EMAIL_URL = ""
    settings.DEFAULT_FROM_EMAIL = "hello@shop.example"


def heard(raw: bytes, **options: Any) -> ReceivedMail:
    """Arrived and taken in."""
    mail = arrived(raw, **options)
    read_mail(job=JobContext())
    mail.refresh_from_db()
    return mail


def case_of(mail: ReceivedMail) -> Case:
    return Case.objects.get(pk=mail.thread.removeprefix("case:"))


def test_a_complaint_in_chinese_without_a_subject_becomes_a_complaint_of_its_customer() -> None:
    pan = make.customer("潘天伟", email="Pan@example.com")

    mail = heard(letters.nameless_chinese())

    case = case_of(mail)
    assert (mail.state, case.kind, case.channel, case.customer) == (ReceivedState.TAKEN, "complaint", "email", pan)
    assert case.subject == "您好："
    assert case.entries.get(kind=Entry.Kind.IN).text == "您好：\n上周买的咖啡豆受潮了，我要投诉。\n潘天伟"


def test_its_arrival_is_said_once_in_the_writers_language() -> None:
    mail = heard(letters.nameless_chinese())
    read_mail(job=JobContext())

    (said,) = MessageSend.objects.all()
    assert (said.reply_address, said.customer, said.language) == ("pan@example.com", None, "zh-hans")
    assert (said.subject, said.thread) == (f"Re: 您好： [#{case_of(mail).pk}]", mail.thread)
    assert str(case_of(mail).pk) in said.text


def test_a_desk_may_leave_that_to_people() -> None:
    Desk.objects.update_or_create(pk=1, defaults={"acknowledges_mail": False})

    heard(letters.mail())

    assert not MessageSend.objects.exists()


def test_an_answer_by_message_id_goes_on_in_its_case_from_whatever_address() -> None:
    first = heard(letters.mail(message_id="<a@example.com>"))
    case = case_of(first)
    ours = reply(scope=given.scope(), now=timezone.now(), case=case, text="It is on its way.", by_email=True)
    answer = sent(MessageSend.objects.get(key=f"case-entry:{ours.pk}"))

    second = heard(letters.mail("Still nothing", sender="other@example.com", in_reply_to=answer.message_id))

    assert case_of(second) == case
    words = case.entries.filter(kind=Entry.Kind.IN).order_by("pk").last()
    assert words is not None
    assert (words.text, words.facts["from"]) == ("Still nothing", "other@example.com")


def test_the_number_in_a_subject_is_believed_only_from_who_is_part_of_the_case() -> None:
    case = case_of(heard(letters.mail(message_id="<a@example.com>")))
    number = {"subject": f"Re: Order [#{case.pk}]"}

    same = heard(letters.mail("More", **number))
    stranger = heard(letters.mail("Let me in", sender="stranger@example.com", **number))
    nothing = heard(letters.mail("More", subject="Re: Order [#999999]"))

    assert case_of(same) == case
    assert case_of(stranger) != case
    assert case_of(nothing) not in (case, case_of(stranger))


def test_a_forged_sender_is_marked_and_gets_no_answer_by_itself() -> None:
    make.customer("潘天伟", email="pan@example.com")
    forged = letters.mail(authentication_results="mx.shop.example; dmarc=fail")

    mail = heard(forged, checked_by="mx.shop.example")

    entry = case_of(mail).entries.get(kind=Entry.Kind.IN)
    assert entry.facts["sender_check"] == "failed"
    assert not MessageSend.objects.exists()


def test_an_automatic_answer_is_noted_where_it_belongs_and_never_answered() -> None:
    case = case_of(heard(letters.mail(message_id="<a@example.com>")))
    acknowledged = sent(MessageSend.objects.get())

    away = heard(letters.mail("I am away", in_reply_to=acknowledged.message_id, auto_submitted="auto-replied"))
    lost = heard(letters.mail("I am off", auto_submitted="auto-replied"))
    own = heard(letters.mail("Our own", sender="Mei <hello@shop.example>"))

    note = case.entries.get(code="automatic")
    assert (note.text, away.state) == ("I am away", ReceivedState.TAKEN)
    assert (lost.state, own.state) == (ReceivedState.FILED, ReceivedState.FILED)
    assert (Case.objects.count(), MessageSend.objects.count()) == (1, 1)


def test_a_loop_of_two_machines_ends() -> None:
    """Each mail looks like a person's and quotes nothing: after some within the hour nothing is answered any more."""
    for number in range(14):
        heard(letters.mail(f"ticket {number} received", message_id=f"<{number}@example.com>"))

    assert MessageSend.objects.count() == 10
    assert Entry.objects.filter(kind=Entry.Kind.IN).count() == 14  # and not a word is lost


def test_who_reads_nothing_opens_a_case_and_is_not_answered() -> None:
    mail = heard(letters.mail("A guest writes: …", sender="no-reply@market.example"))

    assert case_of(mail).contact == "no-reply@market.example"
    assert not MessageSend.objects.exists()


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("film.mp4", b"\x00" * 100, "cannot be attached"),
        ("invoice.exe", b"MZ\x90", "cannot be attached"),
        ("invoice.pdf", b"MZ\x90", "cannot be attached"),
        ("photo.jpg", b"\xff\xd8\xff" + b"\x00" * 1_500_000, "is larger than 1 MB"),
    ],
)
def test_a_file_that_is_not_taken_is_named_and_stays_in_the_mail(
    name: str, content: bytes, says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shuke.records.cases.files.MOST_BYTES", 1024 * 1024)
    raw = letters.with_file(name, content)

    mail = heard(raw)

    entry = case_of(mail).entries.get(kind=Entry.Kind.IN)
    (sentence,) = entry.facts["left_out"]
    assert (name in sentence, says in sentence) == (True, True)
    assert not entry.attachments.exists()
    assert path_of(mail.identity).stat().st_size == len(raw)


def test_a_mail_beyond_all_measure_says_that_it_stays_in_the_mailbox() -> None:
    mail = heard(letters.mail("").split(b"\r\n\r\n")[0], is_head_only=True)

    entry = case_of(mail).entries.get(kind=Entry.Kind.IN)
    assert entry.text == "Order"
    assert "left in the mailbox" in entry.facts["left_out"][0]


def test_pictures_are_kept_with_the_words() -> None:
    mail = heard(letters.with_file("beans.jpg", b"\xff\xd8\xff\xe0beans", kind="image/jpeg"))

    entry = case_of(mail).entries.get(kind=Entry.Kind.IN)
    assert [held.name for held in entry.attachments.all()] == ["beans.jpg"]


def test_a_mail_of_somebody_merged_is_the_survivors() -> None:
    kept, part = make.customer("潘天伟"), make.customer("潘", email="pan@example.com")
    merge_customers(scope=make.SYSTEM, now=make.NOW, origin="test", customer=part, into=kept)

    assert case_of(heard(letters.mail())).customer == kept


def test_an_answer_to_what_we_sent_opens_a_case_and_stands_on_the_timeline() -> None:
    pan = messages.reader()
    offer = sent(messages.queued(pan, purpose="marketing"))

    first = heard(letters.mail("Which beans?", sender="office@example.com", in_reply_to=offer.message_id))
    again = heard(letters.mail("And when?", sender="office@example.com", in_reply_to=offer.message_id))

    assert case_of(first).customer == pan
    assert case_of(again) == case_of(first)
    assert Event.objects.filter(customer=pan.pk, kind="message.replied").count() == 2


def test_words_after_the_end_open_the_case_again() -> None:
    case = case_of(heard(letters.mail(message_id="<a@example.com>")))
    close(scope=given.scope(), now=timezone.now(), case=case)

    heard(letters.mail("Not yet!", in_reply_to="<a@example.com>"))

    case.refresh_from_db()
    assert case.status == "open"


def test_the_answer_goes_to_where_they_wrote_from_with_its_files_in_the_conversation(data_folder: Any) -> None:
    make.customer("潘天伟", email="home@example.com")
    case = case_of(heard(letters.mail(sender="home@example.com", message_id="<a@example.com>")))
    MessageSend.objects.all().delete()
    heard(letters.mail("From the office", sender="office@example.com", in_reply_to="<a@example.com>",
                       message_id="<b@example.com>"))  # fmt: skip
    picture = GivenFile("label.png", b"\x89PNG\r\n\x1a\n1")

    reply(scope=given.scope(), now=timezone.now(), case=case, text="Here it is.", files=[picture], by_email=True)
    messages.run_sender()

    (mail,) = [messages.read_eml(path) for path in (data_folder / "outbox").rglob("*.eml")]
    assert (mail["To"], mail["In-Reply-To"]) == ("office@example.com", "<b@example.com>")
    assert mail["References"] == "<a@example.com> <b@example.com>"
    assert mail["Subject"] == f"Re: Order [#{case.pk}]"
    assert mail["Auto-Submitted"] is None
    (file,) = mail.iter_attachments()
    assert (file.get_filename(), file.get_content()) == ("label.png", picture.content)


def test_a_file_that_is_gone_holds_nobody_up(data_folder: Any) -> None:
    case = case_of(heard(letters.mail()))
    MessageSend.objects.all().delete()
    entry = reply(
        scope=given.scope(), now=timezone.now(), case=case, text="Here.", by_email=True,
        files=[GivenFile("label.png", b"\x89PNG\r\n\x1a\n1")],
    )  # fmt: skip
    reply(scope=given.scope(), now=timezone.now(), case=case, text="And?", by_email=True)
    held = entry.attachments.get()
    held.file.storage.delete(str(held.file.name))

    messages.run_sender()

    states = list(MessageSend.objects.order_by("pk").values_list("state", "reason"))
    assert states == [(State.REFUSED, "file_missing"), (State.SENT, "")]


def test_a_mail_whose_bytes_are_gone_waits_for_a_person_and_the_next_is_read() -> None:
    lost = arrived(letters.mail("one", message_id="<lost@example.com>"))
    raw = path_of(lost.identity).read_bytes()
    path_of(lost.identity).unlink()

    fine = heard(letters.mail("two", message_id="<fine@example.com>"))
    lost.refresh_from_db()
    assert (lost.state, fine.state) == (ReceivedState.FAILED, ReceivedState.TAKEN)
    path_of(lost.identity).write_bytes(raw)
    read_once_more(mail=lost)
    read_mail(job=JobContext())

    lost.refresh_from_db()
    assert lost.state == ReceivedState.TAKEN


def chat_of(text: str = "Are you open?", **fields: Any) -> Case:
    return given.case(channel="chat", thread_key="key-1:room:7", text=text, **fields)


def test_an_answer_to_a_chat_goes_back_to_its_conversation(settings: Any, data_folder: Any) -> None:
    settings.WEBHOOK_URL = "sandbox:"
    case = chat_of()

    reply(scope=given.scope(), now=timezone.now(), case=case, text="From nine.")
    messages.run_sender()

    send = MessageSend.objects.get()
    assert (send.channel, send.state, send.address, send.thread) == ("webhook", State.SENT, "room:7", f"case:{case.pk}")
    (path,) = (data_folder / "outbox").rglob("*.json")
    assert '"conversation": "room:7"' in path.read_text("utf-8")


def test_without_a_webhook_a_chats_answer_stays_in_the_case(settings: Any) -> None:
    settings.WEBHOOK_URL = ""

    reply(scope=given.scope(), now=timezone.now(), case=chat_of(), text="From nine.")

    assert not MessageSend.objects.exists()
