"""Mail over SMTP. The Message-ID comes from the key (RFC 5322 3.6.4): a mail that came twice, after a crash, is one to a receiver that looks."""

from __future__ import annotations

import hashlib
from email.utils import parseaddr
from smtplib import SMTPException
from typing import Final

from django.conf import settings
from django.core.mail import BadHeaderError, EmailMultiAlternatives
from django.template.loader import render_to_string

from luodi.frame.words import line
from luodi.notices.letters import Letter, Receiver, Undelivered

KIND: Final = "django.core.mail.backends.smtp.EmailBackend"


def possible() -> bool:
    """Whether there is a server to send mail through."""
    return bool(settings.EMAIL_HOST)


def message_id(key: str) -> str:
    """The same for the same key, wherever and whenever it is sent."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "luodi"
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:40]}@{domain}>"


def send(letter: Letter, receiver: Receiver) -> None:
    """Send one mail, in Chinese and English. Raises Undelivered."""
    from django.core.mail import get_connection
    if not possible():
        raise Undelivered("没有设置邮件服务器 LUODI_SMTP_HOST", "no mail server is set: LUODI_SMTP_HOST")
    subject = line(f"【落地】{letter.title.zh}")[:180]
    mail = EmailMultiAlternatives(subject, render_to_string("notices/mail.txt", {"letter": letter}), settings.DEFAULT_FROM_EMAIL, [receiver.address],
                                  headers={"Message-ID": message_id(letter.key), "Auto-Submitted": "auto-generated"}, connection=get_connection(KIND))
    mail.attach_alternative(render_to_string("notices/mail.html", {"letter": letter}), "text/html")
    try:
        mail.send()
    except (SMTPException, OSError, BadHeaderError, UnicodeError) as problem:
        said = _said(problem)
        raise Undelivered(f"邮件服务器没有收下：{said}", f"the mail server did not take it: {said}") from None


def _said(problem: Exception) -> str:
    """What the server answered, without what we sent it: a refused password is not repeated."""
    code = getattr(problem, "smtp_code", None)
    answer = getattr(problem, "smtp_error", b"")
    if code is None and (refused := getattr(problem, "recipients", None)):
        code, answer = next(iter(refused.values()))
    words = answer.decode(errors="replace") if isinstance(answer, bytes) else str(answer)
    return f"{type(problem).__name__} {code} {line(words)[:160]}" if code is not None else type(problem).__name__
