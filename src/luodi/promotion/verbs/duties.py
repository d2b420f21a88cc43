"""What is noted of duties."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_noop as _

from luodi.ledger import verbs as ledger
from luodi.ledger.verbs import declare


@dataclass(frozen=True)
class Duties:
    """Which duties were settled."""

    duties: tuple[str, ...] = ledger.said(_("职责"), "duties")


DUTIES = declare("promotion.duties", "定单位的职责", "said which units answer for what", Duties)
