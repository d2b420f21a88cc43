"""The chains of the regions that somebody looks into; one chain; the minutes of a meeting."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from luodi.frame.templatetags.luodi import long_day
from luodi.people.here import own_account
from luodi.people.manage.page import there as or_404
from luodi.people.queries import unit_matter
from luodi.people.rules import rulebook
from luodi.projects.forms import Reason
from luodi.projects.views.shared import saved, typed
from luodi.promotion import graph
from luodi.promotion.actions import chains as actions
from luodi.promotion.forms.chains import MetForm
from luodi.promotion.models import Chain, ChainMeeting, Link
from luodi.promotion.queries import chains as queries
from luodi.promotion.views.chains.shared import BOTH, chain_form, here
from luodi.rights.door import Signed, needs, require
from luodi.rights.permissions import Right, may

NAMED = 6
"""Missing links that the first sentence names."""


@require_safe
@needs(Right.PROMOTION_READ)
def listed(request: Signed) -> HttpResponse:
    """The chains, how strong they are, and which meeting is due next."""
    rows = queries.chains(request.person, request.lang, rulebook(), request.today)
    missing, due = sum(row.strengths["missing"] for row in rows), sum(row.next is not None for row in rows)
    answer = ngettext("%(n)s 条产业链", "%(n)s 条产业链", len(rows)) % {"n": len(rows)}
    if missing:
        answer += _("，") + ngettext("缺 %(n)s 个环节", "缺 %(n)s 个环节", missing) % {"n": missing}
    if due:
        answer += _("，") + ngettext("%(n)s 条有例会等着开", "%(n)s 条有例会等着开", due) % {"n": due}
    return render(request, "promotion/chains/list.html", {
        "rows": rows, "answer": answer, "marks": graph.MARKS, "keep": may(request.person, Right.PROMOTION_KEEP)})


@require_safe
@needs(Right.PROMOTION_READ)
def chain(request: Signed, chain: int) -> HttpResponse:
    """A chain: what it lacks in words, the graph, the firms on it, its meetings."""
    found, book = here(request, chain, Right.PROMOTION_READ), rulebook()
    links = queries.whole(request.person, found, request.lang, book)
    waiting, held = queries.meetings_of(found, request.lang, book, request.today)
    to_come = queries.to_come(found, book, request.lang, request.today, [*waiting, *held])
    pictured = pictures(links)
    return render(request, "promotion/chains/chain.html", {
        "chain": found, "team": list(found.team.order_by("pk")), "links": links, "answer": answer(links, waiting, to_come, request.lang), "wide": pictured[0],
        "narrow": pictured[1], "waiting": waiting, "held": held, "to_come": to_come, "targets": sum(len(one.targets) for one in links),
        "leads": sum(one.project is not None for link in links for one in link.targets),
        "keep": may(request.person, Right.PROMOTION_KEEP, unit_matter(found.unit)), "court": may(request.person, Right.PROJECT_ADD, unit_matter(found.unit)),
        "meet": may(request.person, Right.ASKED_ANSWER, actions.meeting_matter(found)), "marks": graph.MARKS})


@require_http_methods(BOTH)
@needs(Right.ASKED_ANSWER)
def meeting(request: Signed, chain: int, meeting: int) -> HttpResponse:
    """Write the minutes of a meeting; the clock ends."""
    found, row, name = _meeting(request, chain, meeting)
    asks = MetForm(typed(request), initial={"on": request.today})
    lead = _("这次会已经记过了。") if row.by_id else _("这一期从 %(day)s 起。记下以后计时停止，纪要全区看得到。") % {"day": long_day(row.turn, request.lang)}
    return chain_form(request, found, (_("记会议：%(name)s") % {"name": name}, _("记下"), lead), asks,
                      lambda data: actions.note_meeting(request.person, row, data["on"], data["text"], own_account(request), request.today),
                      _("记下了，计时已停。"), "#meetings", stuck=row.by_id is not None)


@require_http_methods(BOTH)
@needs(Right.ASKED_ANSWER)
def skip(request: Signed, chain: int, meeting: int) -> HttpResponse:
    """Say why a meeting was not held; the clock ends."""
    found, row, name = _meeting(request, chain, meeting)
    lead = _("这次会已经记过了。") if row.by_id else _("计时停止；没有开和理由写在链的页面上，全区看得到。")
    return chain_form(request, found, (_("没有开：%(name)s") % {"name": name}, _("记下"), lead), Reason(typed(request)),
                      lambda data: actions.skip_meeting(request.person, row, data["reason"], own_account(request), request.today), saved(), "#meetings",
                      stuck=row.by_id is not None)


def _meeting(request: Signed, chain: int, meeting: int) -> tuple[Chain, ChainMeeting, str]:
    """A meeting that somebody may note, its chain, and what it is called. Raises Http404 and Denied."""
    found: Chain = or_404(queries.chain_by_id(chain))
    require(request, Right.ASKED_ANSWER, actions.meeting_matter(found))
    row: ChainMeeting = or_404(queries.meeting_of(found, meeting))
    book = rulebook()
    return found, row, queries.shown(row, queries.cadences(found, book), request.lang, book, found.region_id, request.today).name


def answer(links: Sequence[queries.Shown], waiting: Sequence[queries.Meeting], to_come: Sequence[tuple[str, date]], lang: str) -> str:
    """A chain in a sentence: how strong its links are, which are missing, when it meets next."""
    if not links:
        said = [_("还没有环节")]
    else:
        held = queries.strengths(links)
        said = [ngettext("%(n)s 个环节：%(present)s 有、%(weak)s 弱、%(missing)s 缺", "%(n)s 个环节：%(present)s 有、%(weak)s 弱、%(missing)s 缺", len(links))
                % {"n": len(links), "present": held["present"], "weak": held["weak"], "missing": held["missing"]}]
        gone = [one.link.name for one in links if one.link.strength == Link.Strength.MISSING]
        if gone:
            names = _("、").join(gone[:NAMED])
            said.append(_("缺的是%(names)s等") % {"names": names} if len(gone) > NAMED else _("缺的是%(names)s") % {"names": names})
    if waiting:
        said.append(_("%(name)s%(when)s") % {"name": waiting[0].name, "when": waiting[0].mark.words} if waiting[0].mark else waiting[0].name)
    elif to_come:
        said.append(_("下次%(name)s：%(day)s") % {"name": to_come[0][0], "day": long_day(to_come[0][1], lang)})
    return _("；").join(said)


def pictures(links: Sequence[queries.Shown]) -> tuple[str, str]:
    """The chain as a picture, wide and narrow."""
    places = list(Link.Place)
    cards = [graph.Card(one.link.pk, places.index(Link.Place(one.link.place)), one.link.strength, one.link.name, _said(one), f"#link-{one.link.pk}")
             for one in links]
    ties = [(tie.giver_id, tie.taker_id) for one in links for tie, _name in one.gives]
    counts = [sum(card.place == number for card in cards) for number in range(len(places))]
    titles = [f"{place.label} {count}" for place, count in zip(places, counts, strict=True)]
    return graph.wide(cards, ties, titles), graph.narrow(cards, ties, titles)


def _said(one: queries.Shown) -> str:
    """What stands below the name of a link."""
    said = [str(Link.Strength(one.link.strength).label)]
    if one.there:
        said.append(ngettext("%(n)s 家企业", "%(n)s 家企业", len(one.there)) % {"n": len(one.there)})
    if one.targets:
        said.append(ngettext("%(n)s 家目标", "%(n)s 家目标", len(one.targets)) % {"n": len(one.targets)})
    return " · ".join(said)
