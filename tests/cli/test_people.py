"""The first account, a lost password and the list, as the operator types them."""

from __future__ import annotations

import pytest
from pytest_django import Settings

from luodi.cli import main

FIRST = ["people", "first", "--region", "示例区", "--unit", "区行政审批局", "--login", "first", "--name", "张三"]


@pytest.fixture(autouse=True)
def _lasting(lasting_db: None, settings: Settings) -> None:
    """Real transactions, as in a process of its own; hashes that cost nothing."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def said(capsys: pytest.CaptureFixture[str], *args: str, code: int = 0) -> str:
    """What a command says."""
    assert main(args) == code
    out = capsys.readouterr()
    return out.out + out.err


def test_the_first_account_is_a_platform_administrator_with_a_one_time_password(capsys: pytest.CaptureFixture[str]) -> None:
    from luodi.people.models import Account, Post
    text = said(capsys, *FIRST, "--mechanism", "jimo-2021")
    account = Account.objects.get()
    assert account.check_password(text.split("一次性密码：")[1].split()[0])
    assert account.must_change_password
    assert Post.objects.get().role == "platform_admin"
    assert account.unit.region.slug == "jimo-2021"


def test_a_second_first_account_is_refused_with_what_to_do_instead(capsys: pytest.CaptureFixture[str]) -> None:
    said(capsys, *FIRST)
    text = said(capsys, *FIRST[:-3], "second", *FIRST[-2:], code=2)
    assert "luodi people password first" in text
    from luodi.people.models import Account, Region
    assert (Account.objects.count(), Region.objects.count()) == (1, 1)


@pytest.mark.parametrize("change", [{"--login": "李"}, {"--name": ""}, {"--unit": "a/b"}, {"--email": "x"}, {"--mechanism": "nowhere"}, {"--region": " "}])
def test_what_cannot_be_is_refused_and_nothing_is_kept(capsys: pytest.CaptureFixture[str], change: dict[str, str]) -> None:
    args = [*FIRST]
    for name, value in change.items():
        args = [*args, name, value]
    assert said(capsys, *args, code=2)
    from luodi.people.models import Account, Region
    assert (Account.objects.count(), Region.objects.count()) == (0, 0)


def test_one_that_was_broken_off_is_taken_up(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    from luodi.people.actions import first
    with monkeypatch.context() as broken:
        broken.setattr(first, "add_person", lambda *args: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            main(FIRST)
    said(capsys, *FIRST)
    from luodi.people.models import Region, Unit
    assert (Region.objects.count(), Unit.objects.count()) == (1, 1)


def test_a_lost_password_is_reset_and_the_old_one_is_void(capsys: pytest.CaptureFixture[str]) -> None:
    from luodi.people.models import Account
    old = said(capsys, *FIRST).split("一次性密码：")[1].split()[0]
    new = said(capsys, "people", "password", "FIRST").split("一次性密码：")[1].split()[0]
    account = Account.objects.get()
    assert (account.check_password(old), account.check_password(new)) == (False, True)
    assert "没有登录名" in said(capsys, "people", "password", "nobody", code=2)


def test_the_list_says_who_there_is_in_both_languages(capsys: pytest.CaptureFixture[str]) -> None:
    assert "luodi people first" in said(capsys, "people", "list")
    said(capsys, *FIRST)
    assert "first  张三  示例区 · 区行政审批局  区行政审批局 平台管理员" in said(capsys, "people", "list")
    assert "platform administrator of 区行政审批局" in said(capsys, "people", "list", "--lang", "en")


def test_a_second_factor_whose_phone_and_codes_are_lost_is_turned_off(capsys: pytest.CaptureFixture[str]) -> None:
    from django.utils import timezone

    from luodi.people.models import Account, Factor
    said(capsys, *FIRST)
    Factor.objects.create(account=Account.objects.get(), secret="x", counter=0, since=timezone.now())
    assert "已关闭" in said(capsys, "people", "factor", "FIRST")
    assert not Factor.objects.exists()
    assert "没有登录名" in said(capsys, "people", "factor", "nobody", code=2)
