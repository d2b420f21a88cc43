"""The only writers of what signing in needs: failures and locks, second factors, sessions, passwords, links to a provider of identities.

A failure is counted without an entry: guesses from outside must not make the ledger grow. The lock that follows is one.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction

from luodi.engine.source import refuse
from luodi.frame.sealing import FACTOR, opened, seal
from luodi.frame.words import storable
from luodi.ledger.actions import Act, Subject, action
from luodi.people import verbs
from luodi.people.actions.shared import of_account
from luodi.people.models import Account, Factor, Identity, RecoveryCode, Session
from luodi.people.passwords import MOST
from luodi.people.queries import account_by_login, unit_matter
from luodi.people.signing import codes
from luodi.people.signing.origin import Origin
from luodi.rights.kernel import ANONYMOUS
from luodi.rights.permissions import Right

FAILURES = 5
LOCKED = timedelta(minutes=15)
NOWHERE = Origin()


class NotNow(Exception):
    """What was right a moment ago is no longer: the account was locked or closed, the password changed, the code used by somebody quicker."""


def _of(account: Account, *rest: Any, **named: Any) -> Subject:
    unit = account.unit
    return Subject(unit.region_id, "account", account.pk, unit_matter(unit, frozenset({("self", account.pk)})))


def is_open(account: Account, now: datetime) -> bool:
    """Whether an account is neither closed nor locked. The fifth failure locks, even when its process died before it could say until when."""
    return account.is_active and account.failed_sign_ins < FAILURES and not (account.locked_until and account.locked_until > now)


def try_sign_in(login: str, password: str, now: datetime, origin: Origin = NOWHERE) -> Account | None:
    """The account, when name and password are right and it is open and not locked; None otherwise, whichever it was. Nobody is signed in by it: see `enter`.

    Five failures, of passwords and codes together, lock an account for 15 minutes. The same work is done for every answer: one look-up, one hash.
    The answer is given under the row's lock, after the hash, so that a hundred guesses at once are still five.
    """
    found = account_by_login(storable(login))
    right = check_password(password, found.password) if found and found.has_usable_password() else _as_long(password)
    # The password may have been changed while the hash was made.
    return _tried(found, lambda account: right and found is not None and account.password == found.password, now, origin)


def try_code(account: Account, code: str, now: datetime, origin: Origin = NOWHERE) -> bool:
    """Whether a code of the second factor is right. It is not used up by this; a wrong one counts as a failure."""
    return _tried(account, lambda held: _fits(held, codes.cleaned(code), now) is not None, now, origin) is not None


@action(verb=verbs.ACCOUNT_SIGN_IN, needs=Right.SIGN_IN, subject=_of)
def enter(act: Act, account: Account, how: str, now: datetime, origin: Origin = NOWHERE, code: str = "") -> None:
    """Sign somebody in whose password (`how`: password) or identity (oidc) was found right; failures are forgotten.

    Raises NotNow when that is no longer so, or when the account has a second factor and the code is missing, wrong or used.
    """
    held = Account.objects.select_for_update().get(pk=account.pk)
    if not is_open(held, now) or held.password != account.password:
        raise NotNow
    plain = codes.cleaned(code)
    if plain or Factor.objects.filter(account=held).exists():
        _use(act, account, plain, now)
    Account.objects.filter(pk=held.pk).update(failed_sign_ins=0, locked_until=None)
    act.note(how=how, second="" if not plain else "recovery" if codes.is_recovery(plain) else "code", address=origin.address, device=origin.device)


@action(verb=verbs.ACCOUNT_SIGN_OUT, needs=Right.OWN_ACCOUNT, subject=_of)
def sign_out(act: Act, account: Account, here: str) -> None:
    """End the session that this is (the hash of its key)."""
    Session.objects.filter(account=account, session_key=here).delete()


@action(verb=verbs.ACCOUNT_LOCKED, needs=Right.SIGN_IN, subject=_of)
def _lock(act: Act, account: Account, now: datetime, origin: Origin) -> None:
    if not Account.objects.filter(pk=account.pk, failed_sign_ins__gte=FAILURES).update(failed_sign_ins=0, locked_until=now + LOCKED):
        raise NotNow
    act.note(address=origin.address, until=now + LOCKED)


@action(verb=verbs.ACCOUNT_PASSWORD, needs=Right.OWN_ACCOUNT, subject=_of)
def change_password(act: Act, account: Account, password: str, here: str = "") -> None:
    """Give an account another password, already found good. All its sessions end but the one that this is (the hash of its key)."""
    account.password, account.must_change_password = make_password(password[:MOST]), False
    account.save(update_fields=["password", "must_change_password"])
    _end_others(account, here)


@action(verb=verbs.FACTOR_ADD, needs=Right.OWN_ACCOUNT, subject=_of)
def add_factor(act: Act, account: Account, secret: str, code: str, now: datetime, here: str = "") -> list[str]:
    """Turn the second factor on; the recovery codes, which nobody sees again. Other sessions end. Raises Refused for a code that does not fit."""
    plain = codes.cleaned(code)
    counter = None if codes.is_recovery(plain) else codes.counter_of(secret, plain, now)
    if counter is None:
        refuse(None, "这 6 位数字不对。请填验证器现在显示的数字；总是不对，请看手机的时间是否准确",
               "These six digits are not right. Type those that the authenticator shows now; if it keeps failing, see whether the phone's clock is right")
    if Factor.objects.filter(account=account).exists():
        refuse(None, "第二步验证已经开启；要换手机，请先关闭再重新设置", "The second factor is on already; to change phones, turn it off and set it up again")
    factor = Factor.objects.create(account=account, secret=seal(FACTOR, secret, now), counter=counter, since=now)
    _end_others(account, here)
    return _recovery(factor)


@action(verb=verbs.FACTOR_REMOVE, needs=Right.OWN_ACCOUNT, subject=_of)
def remove_factor(act: Act, account: Account, code: str, now: datetime, here: str = "") -> None:
    """Turn the second factor off with one of its codes; other sessions end. Raises NotNow for a code that is wrong or used."""
    _use(act, account, codes.cleaned(code), now)
    Factor.objects.filter(account=account).delete()
    _end_others(account, here)


@action(verb=verbs.FACTOR_RESET, needs=Right.PEOPLE_MANAGE, subject=of_account)
def reset_factor(act: Act, account: Account) -> None:
    """Turn off the second factor of somebody who has lost phone and recovery codes; all their sessions end.

    Raises Refused when there is none, and for the own one: that takes one of its codes, whatever else one may.
    """
    if act.person.account_id == account.pk:
        refuse(None, "自己的第二步验证请在“我的账号”里关闭，要填密码和一个验证码；手机和备用码都没了，请另一位管理员办",
               "turn your own second step off under 'My account', with the password and a code; if phone and codes are lost, ask another administrator")
    if not Factor.objects.filter(account=account).delete()[0]:
        refuse(None, f"“{account.name}”没有开启第二步验证，不用关闭", f"'{account.name}' has no second step; there is nothing to turn off")
    _end_others(account, "")


@action(verb=verbs.FACTOR_RECOVERY_NEW, needs=Right.OWN_ACCOUNT, subject=_of)
def new_recovery(act: Act, account: Account, code: str, now: datetime) -> list[str]:
    """Ten new recovery codes in place of the old ones. Raises NotNow for a code that is wrong or used."""
    _use(act, account, codes.cleaned(code), now)
    factor = Factor.objects.get(account=account)
    RecoveryCode.objects.filter(factor=factor).delete()
    act.note(left=codes.RECOVERY)
    return _recovery(factor)


@action(verb=verbs.FACTOR_RECOVERY_USED, needs=Right.SIGN_IN, subject=_of)
def _use_recovery(act: Act, account: Account, code: str, now: datetime) -> None:
    unused = RecoveryCode.objects.filter(factor=account.pk, used_at__isnull=True)
    if not unused.filter(hash=codes.hashed(code)).update(used_at=now):
        raise NotNow
    act.note(left=unused.count())


@action(verb=verbs.SESSION_END, needs=Right.OWN_ACCOUNT, subject=_of)
def end_sessions(act: Act, account: Account, here: str, ref: str | None = None) -> int:
    """End the other session that `ref` names, or all others without it; how many there were. `here`: the hash of the key of the one to stay."""
    others = Session.objects.filter(account=account).exclude(session_key=here)
    count = others.filter(pk__in=[one.pk for one in others if ref in (None, one.ref)]).delete()[0]
    act.note(count=count)
    return count


@action(verb=verbs.IDENTITY_LINK, needs=Right.OWN_ACCOUNT, subject=_of)
def link(act: Act, account: Account, issuer: str, subject: str, now: datetime) -> Identity:
    """Let an account at a provider sign in to this one. Raises Refused when either is linked already."""
    there = Identity.objects.filter(issuer=issuer)
    if there.filter(subject=subject).exclude(account=account).exists():
        refuse(None, "这个统一身份已经关联了另一个账号，请先在那个账号里解除", "This identity is linked to another account; unlink it there first")
    if there.filter(account=account).exists():
        refuse(None, "您的账号已经关联了统一身份，要换请先解除", "Your account is linked to an identity already; unlink it first")
    act.note(issuer=issuer, subject=subject)
    return Identity.objects.create(account=account, issuer=issuer, subject=subject, since=now)


@action(verb=verbs.IDENTITY_UNLINK, needs=Right.OWN_ACCOUNT, subject=_of)
def unlink(act: Act, account: Account, identity: Identity) -> None:
    """Take the link away. `identity`: one of the account."""
    act.note(issuer=identity.issuer, subject=identity.subject)
    Identity.objects.filter(pk=identity.pk, account=account).delete()


def _tried(known: Account | None, right: Callable[[Account], bool], now: datetime, origin: Origin) -> Account | None:
    """The account, when it is open and `right`; otherwise the failure is counted, and the fifth one locks."""
    with transaction.atomic():
        account = Account.objects.select_for_update().filter(pk=known.pk if known else 0).first()
        if known is None or account is None or not account.is_active:
            return None
        if account.locked_until and account.locked_until > now:
            if account.locked_until > now + LOCKED:  # the machine's clock jumped back: a lock lasts no longer for that
                Account.objects.filter(pk=account.pk).update(locked_until=now + LOCKED)
            return None
        if account.failed_sign_ins < FAILURES:
            if right(account):
                account.unit = known.unit
                return account
            account.failed_sign_ins += 1
            account.save(update_fields=["failed_sign_ins"])
    if account.failed_sign_ins >= FAILURES:
        # Not within the transaction above: an action has its own. Whoever comes in between sees the fifth failure; NotNow: they have written the lock.
        with suppress(NotNow):
            _lock(ANONYMOUS, known, now, origin)
    return None


def _fits(account: Account, code: str, now: datetime) -> int | str | None:
    """What a cleaned code uses up: the authenticator's step or the hash of a recovery code; None when it is wrong or was used."""
    factor = Factor.objects.filter(account=account).first()
    if factor is None or not code:
        return None
    if codes.is_recovery(code):
        unused = RecoveryCode.objects.filter(factor=factor, used_at__isnull=True, hash=codes.hashed(code))
        return codes.hashed(code) if unused.exists() else None
    secret = opened(FACTOR, factor.secret, now)
    return codes.counter_of(secret, code, now, factor.counter) if secret else None


def _use(act: Act, account: Account, code: str, now: datetime) -> None:
    """Use up a cleaned code. By compare-and-swap: of two who have the same one, one gets in."""
    found = _fits(account, code, now)
    if isinstance(found, str):
        _use_recovery(act.by, account, code, now)
    elif found is None or not Factor.objects.filter(account=account, counter__lt=found).update(counter=found):
        raise NotNow


def _recovery(factor: Factor) -> list[str]:
    made = codes.new_recovery()
    RecoveryCode.objects.bulk_create([RecoveryCode(factor=factor, hash=codes.hashed(code)) for code in made])
    return made


def _end_others(account: Account, here: str) -> None:
    Session.objects.filter(account=account).exclude(session_key=here).delete()


def _as_long(password: str) -> bool:
    make_password(password)
    return False
