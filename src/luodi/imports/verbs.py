"""What can be done to tables that were sent in, and what the ledger notes of it."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_noop as _

from luodi.ledger.verbs import declare, said, thing


@dataclass(frozen=True)
class Confirmed:
    """A table that is to be saved: what kind, its file, how many rows."""

    table: str = said(_("导入什么"), "what is imported")
    file: str = said(_("文件名"), "file")
    rows: int = said(_("行数"), "rows")


thing("import", _("导入"), "import")
IMPORT_CONFIRM = declare("import.confirm", _("确认导入"), "confirmed an import", Confirmed)
