"""Things done in a region that the pages must show, or must not."""

from __future__ import annotations

from luodi.ledger.actions import Act, Subject, action
from luodi.rights.kernel import MACHINE, Matter
from luodi.rights.permissions import Right
from tests.ledger import acts  # the verbs of the tests


@action(verb="test.pair", needs=Right.UNITS_MANAGE, subject=lambda region, confidential=False, word="", told=0: Subject(
    region, "counter", 5, Matter(confidential=confidential)))
def do(act: Act, region: int, confidential: bool = False, word: str = "", told: int = 0) -> None:
    """Something, confidential or not."""
    act.change({"name": "甲" + word, "kind": "same"}, {"name": "乙" + word, "kind": "same"})
    for place in range(told):
        act.tell("notice.mail", {"n": place})


def secret(region: int) -> None:
    """Something confidential."""
    do(MACHINE, region, True, "机密")


assert acts
