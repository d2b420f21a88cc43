"""The handbook of a project (《招商引资项目审批服务指引手册》): its contents as data, and as PDF, Word, Excel and calendar.

`contents.handbook` makes the data from a plan; every output reads only that: `pdf.write`, `word.write`, `excel.write`, `ics.write`.
"""

from luodi.handbook.model import Handbook

__all__ = ["Handbook"]
