"""When messages go."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models

from truyvet.audit.actions import record
from truyvet.audit.values import By
from truyvet.core.local_day import LocalDay
from truyvet.core.retention import RetentionRule, delete_in_batches
from truyvet.messaging.models import (
    CallAnswer,
    EmailAddress,
    InboundMessage,
    Message,
    MessageReceipt,
    OptOut,
    PushSubscription,
    SandboxMessage,
    TemplateVersion,
    VoiceRecording,
    ZaloEvent,
    ZaloUnreachable,
)
from truyvet.messaging.rules.retention_periods import (
    EMAIL_DAYS,
    MESSAGE_DAYS,
    OPT_OUT_DAYS,
    PUSH_DAYS,
    TEMPLATE_DAYS,
    ZALO_EVENT_DAYS,
    ZALO_UNREACHABLE_DAYS,
)


def purge_messages(now: datetime) -> int:
    """Removes messages past their day."""
    return _purge(Message, now)


def purge_receipts(now: datetime) -> int:
    """Removes receipts past their day."""
    return _purge(MessageReceipt, now)


def purge_sandbox(now: datetime) -> int:
    """Wipes codes and links that are a day old, which none outlives, and removes the sandbox's messages past their day."""
    SandboxMessage.objects.filter(at__lte=now - timedelta(days=1)).exclude(sealed_params="").update(sealed_params="")
    return _purge(SandboxMessage, now)


def purge_zalo(now: datetime) -> int:
    """Removes the hashes of webhook calls past their day."""
    return _purge(ZaloEvent, now)


def purge_unreachable(now: datetime) -> int:
    """Forgets after 30 days that Zalo did not reach a number."""
    return _purge(ZaloUnreachable, now)


def purge_recordings(now: datetime) -> int:
    """Removes recordings that were refused or ended long ago."""
    return _purge(VoiceRecording, now)


def purge_call_answers(now: datetime) -> int:
    """Removes keys that were pressed, past their day."""
    return _purge(CallAnswer, now)


def purge_emails(now: datetime) -> int:
    """Removes addresses for e-mail that were never confirmed, or long ago."""
    return _purge(EmailAddress, now)


def purge_inbound(now: datetime) -> int:
    """Removes texts that people sent to us, past their day."""
    return _purge(InboundMessage, now)


def purge_opt_outs(now: datetime) -> int:
    """Removes refusals of numbers past their day."""
    return _purge(OptOut, now)


def purge_subscriptions(now: datetime) -> int:
    """Removes browsers that asked to be told long ago."""
    return _purge(PushSubscription, now)


def purge_templates(now: datetime) -> int:
    """Removes texts that were refused or ended long ago."""
    return _purge(TemplateVersion, now)


def _purge(model: type[models.Model], now: datetime) -> int:
    def record_batch(count: int) -> None:
        record(
            by=By.system("retention"), now=now, action="messaging.purge", subject=f"table:{model._meta.model_name}", facts={"gone": count}
        )

    return delete_in_batches(model._default_manager.filter(delete_on__lte=LocalDay.of(now)), record=record_batch)


RULES: tuple[RetentionRule, ...] = (
    RetentionRule("messaging", "CallAnswer", "the local day of the call", MESSAGE_DAYS, purge_call_answers),
    RetentionRule("messaging", "EmailAddress", "the local day it was confirmed", EMAIL_DAYS, purge_emails),
    RetentionRule("messaging", "InboundMessage", "the local day it came", MESSAGE_DAYS, purge_inbound),
    RetentionRule("messaging", "Message", "the local day it was written", MESSAGE_DAYS, purge_messages),
    RetentionRule("messaging", "MessageReceipt", "the local day its part was first heard of", MESSAGE_DAYS, purge_receipts),
    RetentionRule("messaging", "OptOut", "the local day the number last refused", OPT_OUT_DAYS, purge_opt_outs),
    RetentionRule("messaging", "PushSubscription", "the local day on which the browser asked last", PUSH_DAYS, purge_subscriptions),
    RetentionRule("messaging", "SandboxMessage", "the local day it was taken", MESSAGE_DAYS, purge_sandbox),
    RetentionRule("messaging", "TemplateVersion", "the local day it was refused or ended", TEMPLATE_DAYS, purge_templates),
    RetentionRule("messaging", "VoiceRecording", "the local day it was refused or ended", TEMPLATE_DAYS, purge_recordings),
    RetentionRule("messaging", "ZaloEvent", "the local day it came", ZALO_EVENT_DAYS, purge_zalo),
    RetentionRule("messaging", "ZaloUnreachable", "the local day Zalo last said so", ZALO_UNREACHABLE_DAYS, purge_unreachable),
)
