"""What people are told about projects."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from luodi.notices.kinds import declare

STAGE = declare("project.stage", _("进入或退回阶段"), "stages entered, or gone back to")
STATUS = declare("project.status", _("停下来和恢复推进"), "stalled, paused, ended, going on again")
PART = declare("project.part", _("安排和结束参与"), "parts given and ended")
TASK = declare("project.task", _("待办交办和办完"), "tasks given and done")
NOTE = declare("project.note", _("新记录"), "notes")
FILE = declare("project.file", _("新文件和新版本"), "files and new versions")
FACTS = declare("project.facts", _("项目情况和资料有变"), "facts and particulars changed")
RELATED = declare("project.related", _("关联和取消关联"), "projects related, or no longer")
HIDDEN = declare("project.hidden", _("改为或取消保密"), "made confidential, opened again", personal=True)
MANY = declare("project.many", _("一次改了许多项目"), "many projects changed at once")
