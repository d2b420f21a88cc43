"""The own account, the table of rights, units and their people."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from luodi.engine.source import Said
from luodi.people import queries
from luodi.people.here import own_account
from luodi.people.models import Post
from luodi.people.signing import oidc
from luodi.people.signing import queries as signing
from luodi.rights.door import Signed, needs
from luodi.rights.kernel import Person, Role
from luodi.rights.permissions import PARTS, PLACES, RESERVED, RIGHTS, ROLES, TABLE, Place, Right, Row, grants, may, public


def in_words(said: Said) -> str:
    """Words of the table in the reader's language."""
    return _(said.zh)


@require_safe
@needs(Right.OWN_ACCOUNT)
def own(request: Signed) -> HttpResponse:
    """Who I am here, and what I may do."""
    account = own_account(request)
    there = oidc.provider()
    rights = [in_words(RIGHTS[right]) for right in RIGHTS if not public(right) and may(request.person, right).allowed]
    return render(request, "people/own.html", {
        "account": account, "posts": [(post, _role(post)) for post in queries.posts_of(account, request.today)],
        "stands_in": queries.stood_in_for(account, request.today), "absences": queries.absences_of(account, request.today), "rights": rights,
        "factor": signing.factor_of(account), "provider": there, "identity": signing.identity_of(account, there.issuer) if there else None})


@dataclass(frozen=True)
class Line:
    """A line of the table in words: who, how far, on what condition."""

    who: str
    place: str
    condition: str
    mine: bool


@require_safe
@needs(Right.RIGHTS_READ)
def rights(request: Signed) -> HttpResponse:
    """The whole table, in words, with what it says of oneself."""
    return render(request, "people/rights.html", {
        "table": [{"what": in_words(RIGHTS[right]), "lines": _lines(rows, request.person)} for right, rows in TABLE.items()],
        "reserved": _("、").join(in_words(ROLES[role]) for role in ROLES if role in RESERVED)})


def stale(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that was not ours or has become too old."""
    return render(request, "error.html", {"code": 403}, status=403)


def _role(post: Post) -> str:
    return in_words(ROLES[Role(post.role)])


def _lines(rows: tuple[Row, ...], person: Person) -> list[Line]:
    """Rows that differ in the role only make one line."""
    alike: dict[tuple[Place, frozenset[str], bool, bool], list[Row]] = {}
    for row in rows:
        alike.setdefault((row.place, row.parts, row.confidential, row.own), []).append(row)
    return [Line(_("、").join(in_words(ROLES[row.who]) for row in found), in_words(PLACES[place]), _condition(parts, confidential, own),
                 not parts and any(grants(person, row) for row in found)) for (place, parts, confidential, own), found in alike.items()]


def _condition(parts: frozenset[str], confidential: bool, own: bool) -> str:
    said = []
    if parts:
        said.append(_("在这件事里是：%(parts)s") % {"parts": _("、").join(in_words(PARTS[key]) for key in PARTS if key in parts)})
    elif confidential:
        said.append(_("涉密的也可以"))
    if own:
        said.append(_("代理人不行"))
    return " · ".join(said)
