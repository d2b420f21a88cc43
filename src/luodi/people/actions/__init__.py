"""The only writers of people: regions, units, accounts, posts, absences. Signing in is in `signing.actions`.

A first district is set up by the product itself (`MACHINE`), from the operator's command line.
"""

from luodi.people.actions.absences import cancel_absence, set_absence
from luodi.people.actions.accounts import (
    add_account,
    add_person,
    change_account,
    close_account,
    move_account,
    new_password,
    reopen_account,
)
from luodi.people.actions.calendars import take_notice
from luodi.people.actions.first import first_people
from luodi.people.actions.imports import import_part
from luodi.people.actions.posts import change_post, end_post, give_post
from luodi.people.actions.regions import add_region, change_region
from luodi.people.actions.shared import COUNTRY
from luodi.people.actions.tree import add_unit, change_unit, close_unit, move_unit, reopen_unit

__all__ = [
    "COUNTRY", "add_account", "add_person", "add_region", "add_unit", "cancel_absence", "change_account", "change_post", "change_region", "change_unit",
    "close_account", "close_unit", "end_post", "first_people", "give_post", "import_part", "move_account", "move_unit", "new_password", "reopen_account",
    "reopen_unit", "set_absence", "take_notice",
]
