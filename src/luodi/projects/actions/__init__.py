"""The only writers of projects."""

from luodi.projects.actions.facts import state_facts
from luodi.projects.actions.filters import change_filter, drop_filter, keep_filter, set_layout
from luodi.projects.actions.hands import ask_export, hand_project
from luodi.projects.actions.heads import New, add_project, change_project, set_confidential, set_status
from luodi.projects.actions.imports import import_part
from luodi.projects.actions.moves import move_back, move_on
from luodi.projects.actions.parts import end_part, give_part
from luodi.projects.actions.tasks import add_task, finish_task, hand_task
from luodi.projects.actions.threads import add_file, add_note, relate, unrelate

__all__ = [
    "New", "add_file", "add_note", "add_project", "add_task", "ask_export", "change_filter", "change_project", "drop_filter", "end_part", "finish_task",
    "give_part", "hand_project", "hand_task", "import_part", "keep_filter", "move_back", "move_on", "relate", "set_confidential", "set_layout", "set_status",
    "state_facts", "unrelate",
]
