"""Files on a project: what is taken, how it is kept, who reads it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from luodi.engine.source import Refused
from luodi.ledger.actions import By
from luodi.ledger.models import Entry
from luodi.operations.archive import FOLDERS
from luodi.people.models import Account
from luodi.projects import actions, store
from luodi.projects.models import Blob, Paper, Project, Version
from luodi.projects.sniff import safe_name
from luodi.rights.kernel import MACHINE, Role
from tests.people.country import TODAY, Country
from tests.projects.ladder import project

Make = Callable[..., Account]
Sign = Callable[[Account], Client]
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40


@pytest.fixture(autouse=True)
def _here(settings: Settings, tmp_path: Path) -> None:
    settings.TODAY = TODAY.isoformat()
    settings.DATA = tmp_path


@pytest.fixture
def owner(country: Country, somebody: Make) -> Account:
    """A promoter of the bureau."""
    return somebody("promoter", country.bureau, Role.PROMOTER)


@pytest.fixture
def made(country: Country, owner: Account) -> Project:
    """A project."""
    return project(country.bureau, owner)


def packed(*names: str) -> bytes:
    """A zip with some files in it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for name in names:
            file.writestr(name, "x")
    return out.getvalue()


def send(client: Client, made: Project, name: str, held: bytes, sight: str = "officials", **more: str) -> int:
    """A file sent with the form; the status of the answer."""
    data = {"kind": "minutes", "sight": sight, "file": SimpleUploadedFile(name, held), "whole": "1"} | more
    return client.post(f"/projects/{made.code}/files/add", data).status_code


def kept(folder: Path) -> list[Path]:
    """Files that lie below a folder."""
    return [path for path in folder.rglob("*") if path.is_file()]


WORD = packed("[Content_Types].xml", "word/document.xml")


@pytest.mark.parametrize(("name", "held", "kind"), [
    ("协议.pdf", b"%PDF-1.7 x", "application/pdf"), ("图.PNG", PNG, "image/png"), ("照片.jpeg", b"\xff\xd8\xff\xe0 x", "image/jpeg"),
    ("动.gif", b"GIF89a x", "image/gif"),
    ("图.webp", b"RIFF\x00\x00\x00\x00WEBPx", "image/webp"), ("总图.dwg", b"AC1032 x", "image/vnd.dwg"), ("说明.txt", "纪要".encode(), "text/plain"),
    ("表.csv", "﻿项目,金额\n".encode(), "text/csv"), ("包.zip", packed("a.txt"), "application/zip"),
    ("协议.docx", WORD, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
])
def test_what_is_taken_is_known_by_its_bytes(name: str, held: bytes, kind: str, db: None) -> None:
    assert store.receive([held], name, timezone.now()).kind == kind


@pytest.mark.parametrize(("name", "held", "why"), [
    ("协议.pdf", PNG, "内容却是 png"), ("程序.pdf", b"MZ\x90\x00", "程序"), ("脚本.txt", b"#!/bin/sh\n", "程序"), ("网页.txt", b"  <!DOCTYPE html><p>", "网页"),
    ("图.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "SVG"), ("表.xlsx", packed("[Content_Types].xml", "xl/vbaProject.bin"), "宏"),
    ("表.xlsm", packed("[Content_Types].xml", "xl/workbook.xml"), "宏"), ("旧.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "另存为"),
    ("空.txt", b"", "空的"),
    ("表.docx", packed("a.txt"), "内容却是 zip"),
    ("坏.docx", b"PK\x03\x04 broken", "不完整"), ("协议", b"%PDF-1.7", "核对"), ("乱.txt", b"\xff\xfe\x00a", "认不出"),
])
def test_what_is_not_taken_says_why_and_leaves_nothing(name: str, held: bytes, why: str, tmp_path: Path) -> None:
    with pytest.raises(Refused, match=why):
        store.receive([held], name, timezone.now())
    assert not kept(tmp_path)


@pytest.mark.parametrize(("name", "safe"), [
    ("../../etc/passwd.txt", "passwd.txt"), ("C:\\temp\\协议.pdf", "协议.pdf"), ("发票‮fdp.exe", "发票 fdp.exe"), ('a"<b>|.pdf', "a__b__.pdf"),
    ("\x00\n.pdf", "文件.pdf"),
    ("..", "文件"), ("长" * 300 + ".pdf", "长" * 156 + ".pdf"), ("a\r\nSet-Cookie: x.txt", "a Set-Cookie_ x.txt"),
])
def test_a_hostile_name_becomes_harmless(name: str, safe: str) -> None:
    assert safe_name(name) == safe


def test_the_same_bytes_lie_there_once_and_two_names_read_them(made: Project, owner: Account, signed_in: Sign, tmp_path: Path) -> None:
    client = signed_in(owner)
    assert [send(client, made, name, PNG) for name in ("一.png", "二.png")] == [302, 302]
    assert len(kept(tmp_path / "files")) == Blob.objects.filter(kind="image/png").count() == 1
    assert Version.objects.filter(blob__kind="image/png").count() == 2
    assert not kept(tmp_path / "arriving")


def test_a_new_version_keeps_the_old_one_and_the_same_again_is_refused(made: Project, owner: Account, signed_in: Sign) -> None:
    client = signed_in(owner)
    send(client, made, "纪要.txt", "一".encode())
    paper = Paper.objects.get()
    address = f"/projects/{made.code}/files/{paper.pk}/add"
    for held, status in (("二", 302), ("二", 422)):
        answer = client.post(address, {"file": SimpleUploadedFile("纪要.txt", held.encode()), "whole": "1"})
        assert answer.status_code == status
    assert "一模一样" in answer.content.decode()
    texts = [b"".join(client.get(f"/projects/{made.code}/files/{paper.pk}/{number}")).decode() for number in (1, 2)]
    assert texts == ["一", "二"]


def test_a_browser_shows_it_without_power_or_downloads_it(made: Project, owner: Account, signed_in: Sign) -> None:
    client = signed_in(owner)
    send(client, made, "纪要;x.txt", "<b>不是网页".encode())
    send(client, made, "协议.docx", WORD)
    first, second = Paper.objects.order_by("pk")
    answer = client.get(f"/projects/{made.code}/files/{first.pk}/1")
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"].startswith("inline")
    assert client.get(f"/projects/{made.code}/files/{first.pk}/1?download=1")["Content-Disposition"].startswith("attachment")
    assert client.get(f"/projects/{made.code}/files/{second.pk}/1")["Content-Disposition"].startswith("attachment")


def test_too_large_a_file_is_refused_and_nothing_stays(made: Project, owner: Account, signed_in: Sign, settings: Settings, tmp_path: Path) -> None:
    settings.FILE_MB = 1
    answer = signed_in(owner).post(f"/projects/{made.code}/files/add", {
        "kind": "minutes", "sight": "officials", "file": SimpleUploadedFile("大.txt", b"a" * 1_000_001), "whole": "1"})
    assert (answer.status_code, Paper.objects.count(), kept(tmp_path)) == (422, 0, [])
    assert "超过 1 MB" in answer.content.decode()


def test_an_upload_that_was_cut_off_keeps_nothing(made: Project, owner: Account, signed_in: Sign, tmp_path: Path) -> None:
    # The last field comes after the file: a body that ends in the file has not got it.
    body = "".join(f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in (("kind", "minutes"), ("sight", "officials")))
    body += '--x\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\nContent-Type: text/plain\r\n\r\nhalf of what was to com'
    answer = signed_in(owner).generic("POST", f"/projects/{made.code}/files/add", body.encode(), "multipart/form-data; boundary=x")
    assert (answer.status_code, Paper.objects.count(), kept(tmp_path)) == (422, 0, [])


@pytest.mark.parametrize(("script", "status"), [("grep -q EICAR \"$1\" && exit 1; exit 0", 302), ("exit 1", 422)])
def test_the_scan_decides(script: str, status: int, made: Project, owner: Account, signed_in: Sign, settings: Settings, tmp_path: Path) -> None:
    scan = tmp_path / "scan.sh"
    scan.write_text(f"#!/bin/sh\n{script}\n")
    scan.chmod(0o755)
    settings.SCAN_COMMAND = f"{scan}"
    assert send(signed_in(owner), made, "a.txt", b"clean") == status
    assert len(kept(tmp_path / "files")) == (status == 302)


def test_what_the_scan_finds_and_a_scan_that_cannot_run_let_nothing_through(settings: Settings, tmp_path: Path) -> None:
    scan = tmp_path / "scan.sh"
    scan.write_text("#!/bin/sh\ngrep -q EICAR \"$1\" && exit 1\nexit 0\n")
    scan.chmod(0o755)
    settings.SCAN_COMMAND = f"{scan}"
    with pytest.raises(Refused, match="没有通过"):
        store.receive([b"xx EICAR xx"], "a.txt", timezone.now())
    settings.SCAN_COMMAND = f"{tmp_path}/nothing-here"
    with pytest.raises(Refused, match="没有完成"):
        store.receive([b"clean"], "a.txt", timezone.now())
    assert kept(tmp_path) == [scan]


def test_a_contact_reads_what_is_for_them_and_sends_to_all(made: Project, owner: Account, country: Country, somebody: Make, signed_in: Sign) -> None:
    contact = somebody("contact", country.bureau_2, Role.ENTERPRISE)
    actions.give_part(MACHINE, made, "contact", contact, TODAY)
    for name, sight in (("内部.txt", "officials"), ("给企业.txt", "enterprise"), ("单位.txt", "unit")):
        send(signed_in(owner), made, name, name.encode(), sight)
    client = signed_in(contact)
    found = {paper.name: client.get(f"/projects/{made.code}/files/{paper.pk}/1").status_code for paper in Paper.objects.all()}
    assert found == {"内部.txt": 404, "给企业.txt": 200, "单位.txt": 404}
    assert send(client, made, "执照.png", PNG, "officials") == 422
    assert send(client, made, "执照.png", PNG, "enterprise") == 302
    assert "执照.png" in client.get(f"/projects/{made.code}").content.decode()


def test_a_read_of_a_confidential_file_is_an_entry_and_others_do_not_reach_it(
        made: Project, owner: Account, country: Country, somebody: Make, signed_in: Sign) -> None:
    send(signed_in(owner), made, "密.txt", b"secret")
    actions.set_confidential(By(MACHINE, "谈判中"), made, True)
    address = f"/projects/{made.code}/files/{Paper.objects.get().pk}/1"
    assert signed_in(somebody("colleague", country.bureau, Role.PROMOTER)).get(address).status_code == 404
    assert signed_in(owner).get(address).status_code == 200
    entry = Entry.objects.get(verb="record.read", payload__what__startswith="文件")
    assert (entry.person_id, entry.subject_id, entry.confidential) == (owner.pk, made.pk, True)


def test_a_paper_of_another_project_is_not_reached_through_this_one(made: Project, owner: Account, country: Country, signed_in: Sign) -> None:
    other = project(country.bureau, owner, number=2)
    send(signed_in(owner), made, "a.txt", b"a")
    assert signed_in(owner).get(f"/projects/{other.code}/files/{Paper.objects.get().pk}/1").status_code == 404


def test_the_store_is_part_of_a_backup() -> None:
    assert store.FOLDER in FOLDERS
    assert store.ARRIVING not in FOLDERS
