"""What people are told about clocks."""

from __future__ import annotations

from luodi.notices.kinds import declare

YELLOW = declare("clock.yellow", "快到期", "due soon")
RED = declare("clock.red", "超期和催办", "overdue, chases")
MOVED = declare("clock.moved", "到期日因放假调整而改变", "another due day after a holiday notice")
EXCUSE = declare("clock.excuse", "正当理由的申请和结果", "excuses asked for and decided")
