"""What can be done with notices, and what the ledger notes of it."""

from __future__ import annotations

from dataclasses import dataclass

from luodi.ledger.verbs import declare, thing


@dataclass(frozen=True)
class Digested:
    """Digests that were put together: how many messages, of how many notices."""

    messages: int
    notices: int


@dataclass(frozen=True)
class Added:
    """A robot that was added: whose, which channel, which host. Its address is a secret."""

    unit: int
    account: int | None
    channel: str
    host: str


thing("notice", "消息", "notice")
thing("endpoint", "机器人", "robot")
thing("digest", "每日汇总", "digest")
ACKNOWLEDGE = declare("notice.acknowledge", "确认收到", "acknowledged a notice")
PREFER = declare("notice.prefer", "改接收方式", "changed how notices arrive")
DIGEST = declare("notice.digest", "汇总消息", "put digests together", Digested)
ENDPOINT_ADD = declare("endpoint.add", "添加机器人", "added a robot", Added)
ENDPOINT_SWITCH = declare("endpoint.switch", "启用或停用机器人", "switched a robot on or off")
ENDPOINT_TEST = declare("endpoint.test", "试发一条消息", "sent a test message")
