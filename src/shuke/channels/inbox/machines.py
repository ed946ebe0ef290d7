"""Which mails no person wrote, so that two machines never talk to each other through us. RFC 3834, and what is seen."""

import re
from collections.abc import Collection
from email.message import Message

AUTO_REPLY, LIST, LOOP, NO_REPLY = "auto_reply", "list", "loop", "no_reply"
_PRECEDENCE = {"bulk": LIST, "list": LIST, "junk": AUTO_REPLY, "auto_reply": AUTO_REPLY}
_AUTO_HEADERS = ("X-Autoreply", "X-Autorespond", "X-Auto-Reply", "X-AutoReply-From")
_NOBODY = re.compile(r"^(mailer-daemon|postmaster|mail-daemon)$")
_NOT_TO_BE_ANSWERED = re.compile(r"^(no|do-?not|not?)[-_.]?reply|^bounce")
_SUBJECT = re.compile(
    r"^\s*(auto(matic)?[- ]?(reply|response)|out of( the)? office|自动回复|自動回覆|自動回復|假期自动回复)\b",
    re.IGNORECASE,
)


def automatic(mail: Message, *, sender: str, subject: str, own: Collection[str]) -> str:
    """ "auto_reply", "list" or "loop" for what is filed and never answered; "no_reply" for a sender who reads nothing.

    Empty: a person wrote it. `own`: our own addresses, in lower case.
    """
    if sender in own or any(address in str(value).lower() for value in mail.get_all("X-Loop", []) for address in own):
        return LOOP
    submitted = str(mail.get("Auto-Submitted", "no")).partition(";")[0].strip().lower()
    if submitted != "no" or any(name in mail for name in _AUTO_HEADERS):
        return AUTO_REPLY
    if found := _PRECEDENCE.get(str(mail.get("Precedence", "")).strip().lower()):
        return found
    if "List-Id" in mail:
        return LIST
    local = sender.partition("@")[0]
    if str(mail.get("Return-Path", "")).strip() == "<>" or _NOBODY.match(local) or _SUBJECT.match(subject):
        return AUTO_REPLY
    return NO_REPLY if _NOT_TO_BE_ANSWERED.match(local) else ""
