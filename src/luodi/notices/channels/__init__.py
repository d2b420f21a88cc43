"""The ways out of the house, one folder each: `send(letter, receiver)`, which raises Undelivered with what went wrong."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from luodi.notices.channels import dingtalk, generic, wecom
from luodi.notices.letters import Letter, Receiver
from luodi.notices.models import Channel

MAIL: Final = "notices.mail"
ROBOT: Final = "notices.robot"
"""What messages of the outbox to either are about; what is sealed for a robot."""
ROBOTS: Final[dict[str, Callable[[Letter, Receiver], None]]] = {
    Channel.WECOM: wecom.send, Channel.DINGTALK: dingtalk.send, Channel.GENERIC: generic.send}
SIGNED: Final = frozenset({Channel.DINGTALK, Channel.GENERIC})
"""Those that need a secret."""
PER_MINUTE: Final = {Channel.WECOM: 20, Channel.DINGTALK: 20, Channel.GENERIC: 120}
"""What a robot takes in a minute: both vendors say 20."""
