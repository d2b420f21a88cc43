"""Those who are told what happens to a project: who has a part in it, who stands in for them, and who heads its units; each as far as rights go."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from luodi.clocks.queries import HEADS
from luodi.frame.middleware import day_of
from luodi.frame.paths import ids
from luodi.ledger.actions import Act
from luodi.people.models import Account, Unit
from luodi.people.queries import posts_on, with_deputies
from luodi.projects.actions.shared import matter_of, parts_of
from luodi.projects.models import Project
from luodi.rights.kernel import Matter, Person, PostHeld, Role
from luodi.rights.permissions import Right, may


@dataclass(frozen=True)
class Seat:
    """Somebody around a project. `parts`: theirs, and of those they stand in for; `reads`, `inside`: how far they see it; `group`: whether the group of
    their unit may hear of it, which it may when everybody in the unit sees it.
    """

    account: Account
    person: Person
    parts: frozenset[str]
    reads: bool
    inside: bool
    group: bool

    @property
    def works(self) -> bool:
        """Whether they see what is inside and have more to do with it than to lead: leaders are told of stages and of what stops, not of every step."""
        return self.inside and bool(self.parts - {"leader"})

    @property
    def owns(self) -> bool:
        """Whether they answer for it."""
        return self.inside and "owner" in self.parts

    @property
    def accounts(self) -> frozenset[int]:
        """The accounts for which they stand, their own among them."""
        return frozenset({self.account.pk, *(post.for_account for post in self.person.posts if post.for_account is not None)})

    def within(self, unit: Unit) -> bool:
        """Whether they have a post in a unit or above it: what it keeps to itself is theirs too."""
        return any(post.unit_id in ids(unit.path) and post.role is not Role.ENTERPRISE for post in self.person.posts)


def seats(act: Act, project: Project, units: Iterable[Unit] | None = (), more: Iterable[Account] = ()) -> list[Seat]:
    """Everybody around a project but who acts. `units`: whose heads are asked for too, None for all that are in it; `more`: others, who may not see it at all.

    Region and unit must have been read with the project, units with the accounts. Statements: one, another for heads; two more when anybody is there.
    """
    parts, on = parts_of(project), day_of(act.at)
    matter = matter_of(project, parts)
    there = {part.account.pk: part.account for part in parts if part.account}
    there |= {account.pk: account for account in more if account.pk not in there}
    asked = [project.unit, *(part.unit for part in parts if part.unit)] if units is None else units
    wanted = [] if project.confidential else [ids(unit.path) for unit in asked]
    if wanted:
        posts = posts_on(on).filter(unit__in={key for path in wanted for key in path}, role__in=HEADS, account__is_active=True).select_related("account__unit")
        held: dict[tuple[int, str], list[Account]] = {}
        for post in posts:
            held.setdefault((post.unit_id, post.role), []).append(post.account)
        # The heads of the unit itself, else of the nearest one above.
        heads = [next((held[key, role] for key in reversed(path) for role in HEADS if (key, role) in held), []) for path in wanted]
        there |= {account.pk: account for some in heads for account in some if account.pk not in there}
    me = act.person.account_id
    if not there.keys() - {me}:
        return []
    return [seat(account, person, matter) for account, person in with_deputies(there.values(), on).items() if account.pk != me]


def matter_now(project: Project) -> Matter:
    """A project as rights see it now. One statement."""
    return matter_of(project, parts_of(project))


def sees(one: Seat, matter: Matter) -> bool:
    """Whether somebody may see another project, too."""
    return may(one.person, Right.PROJECT_READ, matter).allowed


def seat(account: Account, person: Person, matter: Matter) -> Seat:
    """How somebody sees a project. No statement."""
    accounts = {account.pk, *(post.for_account for post in person.posts if post.for_account is not None)}
    inside = may(person, Right.PROJECT_INSIDE, matter).allowed
    return Seat(account, person, matter.part_of(accounts), may(person, Right.PROJECT_READ, matter).allowed, inside, inside and _all_see(account.unit, matter))


def _all_see(unit: Unit, matter: Matter) -> bool:
    """Whether somebody of a unit sees what is inside without a part of their own."""
    colleague = Person(None, "", (PostHeld(Role.CLERK, unit.pk, unit.region_id, ids(unit.path)),))
    return may(colleague, Right.PROJECT_INSIDE, matter).allowed


def heads_of(some: Sequence[Seat], unit: Unit) -> list[Seat]:
    """Those of some who head a unit, or the nearest one above that has a head."""
    heading = [(one, {post.unit_id for post in one.person.posts if post.role in HEADS}) for one in some]
    return next((found for key in reversed(ids(unit.path)) if (found := [one for one, at in heading if key in at])), [])
