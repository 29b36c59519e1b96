"""E-mail through the configured server; without one, notices stay in the portal."""

from __future__ import annotations

import asyncio
import smtplib
import ssl
from datetime import datetime
from email.message import EmailMessage
from typing import Any
from urllib.parse import unquote, urlsplit

from portal.core import settings as settings_
from portal.core.i18n import Language, Sentence, speaking
from portal.jobs.registry import job
from portal.render.environment import render

_TIMEOUT = 20


@job("notices.mail")
async def mail(payload: dict[str, Any], *, at: datetime) -> None:
    """Send one notice; the words hold no personal data, the link leads to them."""
    settings = settings_.current()
    if settings.smtp_url:
        await asyncio.to_thread(_send, _message(payload, at))


def _message(payload: dict[str, Any], at: datetime) -> EmailMessage:
    settings = settings_.current()
    sentence = Sentence(payload["message"], payload["params"])
    context = {"sentence": sentence, "link": settings.address + payload["address"], "at": at}
    message = EmailMessage()
    with speaking(Language(payload["language"])):
        message["Subject"] = str(sentence)
        message.set_content(render("portal/email/notice.txt", context, kind="mail"))
    message["From"], message["To"] = settings.mail_from, payload["to"]
    return message


def _send(message: EmailMessage) -> None:
    """Send through ``smtp://`` or ``smtps://user:password@host:port``."""
    url = urlsplit(settings_.current().smtp_url)
    host, port = url.hostname or "localhost", url.port or 0
    kind: Any = smtplib.SMTP_SSL if url.scheme == "smtps" else smtplib.SMTP
    with kind(host, port, timeout=_TIMEOUT) as server:
        if url.scheme == "smtp+starttls":
            server.starttls(context=ssl.create_default_context())
        if url.username:
            server.login(unquote(url.username), unquote(url.password or ""))
        server.send_message(message)
