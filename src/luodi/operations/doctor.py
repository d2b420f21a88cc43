"""The checks of the installation itself: settings, database, disk, files, data, calendar, ledger, what waits to be sent."""

from __future__ import annotations

import os
import shutil
import stat
from datetime import datetime, timedelta
from importlib.resources import files
from ipaddress import ip_address
from pathlib import Path
from typing import Final

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from luodi.engine.mechanism import load, names
from luodi.engine.promises import check as check_mechanism
from luodi.engine.source import Refused, Said
from luodi.frame.middleware import local_today
from luodi.ledger import chain, guard
from luodi.ledger.models import Entry
from luodi.operations import queries, tables
from luodi.operations.backup import key_file
from luodi.operations.checks import Check, Finding, Level, broken, ok, register, warn
from luodi.operations.restore import unfinished
from luodi.people.rules import rulebook

SAMPLE: Final = 1000
"""Entries at the end of every chain that are looked at, unless all are asked for."""
LATE: Final = timedelta(hours=1)
CALENDAR_AHEAD: Final = 60
"""Days before the end of the published calendar from which on it is said."""
OLDEST_POSTGRESQL: Final = 14
BACKUP_AGE: Final = timedelta(days=7)
SCARCE, TOO_LITTLE = 2_000_000_000, 200_000_000
"""Bytes free below which it is said, and below which it is broken."""


def register_all() -> None:
    """Add the checks of this file, in the order in which they are read."""
    for check in (
            Check("settings", _settings, daily=False, asks=False), Check("database", _database), Check("migrations", _migrations), Check("restore", _restore),
            Check("disk", _disk, asks=False), Check("static", _static, daily=False, asks=False), Check("fonts", _fonts, daily=False, asks=False),
            Check("mechanisms", _mechanisms, slow=True, asks=False), Check("calendar", _calendar), Check("triggers", _triggers),
            Check("ledger", _ledger, slow=True), Check("outbox", _outbox), Check("backup", _backup)):
        register(check)


def _settings(now: datetime) -> list[Finding]:
    out: list[Finding] = []
    if settings.DEBUG:
        out += broken("LUODI_DEBUG 开着：出错时会把内部情况给人看，正式使用请去掉", "LUODI_DEBUG is on: errors show the inside to anyone; turn it off")
    if "*" in settings.ALLOWED_HOSTS:
        out += broken("LUODI_HOSTS 是 *，任何主机名都接受，请写实际的主机名", "LUODI_HOSTS is *: any host name is taken; write the real ones")
    if not settings.HTTPS and any(not _local(host) for host in settings.ALLOWED_HOSTS):
        out += warn("LUODI_HTTPS 没有开：登录信息会明文传送。代理支持 HTTPS 后设为 1",
                    "LUODI_HTTPS is off: who signs in is sent in the clear; set it to 1 once the proxy speaks HTTPS")
    if settings.TODAY:
        out += warn(f"LUODI_TODAY 把今天当成 {settings.TODAY}，只用于演示", f"LUODI_TODAY takes {settings.TODAY} for today; for demonstrations only")
    if key_file().exists() and not os.environ.get("LUODI_SECRET") and stat.S_IMODE(key_file().stat().st_mode) & 0o077:
        out += broken("secret.key 别人也能读，请执行 chmod 600 secret.key", "secret.key can be read by others; run chmod 600 secret.key")
    return out or ok("设置没有问题", "the settings are in order")


def _local(host: str) -> bool:
    if host in ("localhost", "testserver"):
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _database(now: datetime) -> list[Finding]:
    version = queries.database_version()
    if connection.vendor == "postgresql":
        if connection.cursor().connection.info.server_version < OLDEST_POSTGRESQL * 10_000:
            return broken(f"{version} 太旧，要 {OLDEST_POSTGRESQL} 以上", f"{version} is too old; {OLDEST_POSTGRESQL} or later is needed")
        return ok(f"{version}，连得上", f"{version} answers")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode")
        mode = str(cursor.fetchone()[0])
    if settings.DATABASES["default"].get("OPTIONS", {}).get("transaction_mode") != "IMMEDIATE":
        return broken("SQLite 没有用 IMMEDIATE 方式开启事务", "SQLite does not begin its transactions IMMEDIATE")
    if mode not in ("wal", "memory"):
        return broken(f"SQLite 的日志方式是 {mode}，应是 wal：数据文件夹要在本机磁盘上，不能在网络盘",
                      f"SQLite's journal is {mode}, not wal: the data folder must be on a local disk, not on a network share")
    return ok(f"{version}，WAL，IMMEDIATE", f"{version}, WAL, IMMEDIATE")


def _migrations(now: datetime) -> list[Finding]:
    loader = MigrationLoader(connection)
    if ahead := tables.unknown(loader, loader.applied_migrations):
        return broken(f"数据库比程序新（{ahead[0][0]} {ahead[0][1]}）：请装新版，或从升级前的备份恢复",
                      f"the database is ahead of the program ({ahead[0][0]} {ahead[0][1]}): install the newer one, or restore an earlier backup")
    behind = sorted(set(loader.disk_migrations or {}) - set(loader.applied_migrations))
    if behind:
        return broken(f"数据库有 {len(behind)} 处没有更新（{behind[0][0]} {behind[0][1]} 起），重新启动 luodi serve 即可",
                      f"the database lacks {len(behind)} migrations (from {behind[0][0]} {behind[0][1]}); start luodi serve anew")
    return ok(f"数据库结构是最新的（{len(loader.applied_migrations)} 步）", f"the database is up to date ({len(loader.applied_migrations)} migrations)")


def _restore(now: datetime) -> list[Finding]:
    if unfinished():
        return broken("上次恢复没有完成，数据库不能用，请再运行一次 luodi restore", "the last restore did not finish; run luodi restore again")
    return ok("没有未完成的恢复", "no restore is unfinished")


def _disk(now: datetime) -> list[Finding]:
    folder = Path(settings.DATA)
    free = shutil.disk_usage(folder if folder.exists() else folder.parent).free
    said = Said(f"数据文件夹所在的盘还剩 {free / 1e9:.1f} GB", f"the disk of the data folder has {free / 1e9:.1f} GB left")
    if not os.access(folder, os.W_OK):
        return broken(f"不能写数据文件夹 {folder}", f"the data folder {folder} cannot be written to")
    return [Finding(Level.BROKEN if free < TOO_LITTLE else Level.WARN if free < SCARCE else Level.OK, said)]


def _static(now: datetime) -> list[Finding]:
    if not hasattr(staticfiles_storage, "manifest_name"):
        return ok("静态文件不用收集（开发方式）", "static files need no collecting (development)")
    if not (Path(settings.STATIC_ROOT) / "staticfiles.json").exists():
        return broken("静态文件没有收集，启动一次 luodi serve 即可", "the static files are not collected; luodi serve does it when it starts")
    return ok("静态文件齐了", "the static files are there")


def _fonts(now: datetime) -> list[Finding]:
    folder = files("luodi.handbook").joinpath("fonts")
    lacking = [name for name in ("NotoSansCJKsc-Regular.otf", "NotoSansCJKsc-Bold.otf", "characters.txt") if not folder.joinpath(name).is_file()]
    if lacking:
        return broken(f"手册用的字体缺 {lacking[0]}，请重新安装", f"the handbook's font {lacking[0]} is missing; install again")
    return ok("手册用的字体齐了", "the handbook's fonts are there")


def _mechanisms(now: datetime) -> list[Finding]:
    out: list[Finding] = []
    there = names()
    for name in there:
        try:
            check_mechanism(load(name, local_today()))
        except Refused as refused:
            first = refused.faults[0]
            out += broken(f"机制 {name} 有 {len(refused.faults)} 处不对：{first.to('zh-Hans')}",
                          f"mechanism {name}: {len(refused.faults)} faults: {first.to('en')}")
    return out or ok(f"{len(there)} 个机制的数据都对", f"the data of {len(there)} mechanisms are in order")


def _calendar(now: datetime) -> list[Finding]:
    until, today = rulebook().national.calendar.published_until, local_today()
    maps = load("national", today).calendar.published_until
    said = (f"工作日历公布到 {until}", f"the working-day calendar is published until {until}")
    if maps < until:
        said = (f"{said[0]}（审批地图到 {maps}，装新版后一样）", f"{said[1]} (maps: until {maps}, until a newer version is installed)")
    if until < today:
        return broken(f"{said[0]}，已经过了：时限会算错，请录入放假通知",
                      f"{said[1]}, which is past: time limits are counted wrongly; enter the holiday notice")
    if until - today <= timedelta(days=CALENDAR_AHEAD):
        return warn(f"{said[0]}，只剩 {(until - today).days} 天，请录入下一年的放假通知",
                    f"{said[1]}, {(until - today).days} days from now; enter the next holiday notice")
    return ok(*said)


def _triggers(now: datetime) -> list[Finding]:
    wanted = {name for line in guard.PUT[connection.vendor] if (name := _trigger(line))}
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'" if connection.vendor == "sqlite"
                       else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')")
        there = {row[0] for row in cursor.fetchall()}
    if lacking := sorted(wanted - there):
        return broken(f"数据库里不准改台账的触发器没有了：{lacking[0]}",
                      f"the database's trigger that keeps the ledger from being changed is gone: {lacking[0]}")
    return ok("数据库不准改台账", "the database refuses to change the ledger")


def _trigger(statement: str) -> str:
    words = statement.split()
    return words[2] if words[1] == "TRIGGER" else ""


def _ledger(now: datetime) -> list[Finding]:
    return ledger(full=False)


def ledger(full: bool) -> list[Finding]:
    """Whether the chains hold: all of them, or their last entries."""
    out: list[Finding] = []
    there, looked = chain.regions(), 0
    for region in there:
        faults = list(chain.walk(region, {})) if full else _sampled(region)
        for fault in faults[:5]:
            out += broken(f"区域 {region} 台账第 {fault.number} 条：{fault.said.zh}", f"region {region}, ledger entry {fault.number}: {fault.said.en}")
        number = chain.end(region).number
        looked += number if full else min(number, SAMPLE)
    return out or ok(f"{len(there)} 条台账链完整（核对了 {looked:,} 条）", f"{len(there)} ledger chains are whole ({looked:,} entries looked at)")


def _sampled(region: int) -> list[chain.Break]:
    """The last entries of a chain, each against its own hash and the one before, and the last against the end."""
    end = chain.end(region)
    found = list(Entry.objects.filter(region_id=region, number__lte=end.number).order_by("-number")[:SAMPLE])[::-1]
    out: list[chain.Break] = []
    for index, entry in enumerate(found):
        before = found[index - 1] if index else None
        if chain.digest(entry) != entry.hash:
            out.append(chain.Break(region, entry.number, chain.Kind.CHANGED))
        if before is not None and entry.number != before.number + 1:
            out.append(chain.Break(region, entry.number, chain.Kind.MISSING))
        elif before is not None and entry.previous != before.hash:
            out.append(chain.Break(region, entry.number, chain.Kind.UNLINKED))
    last = found[-1] if found else None
    if (end.number, end.hash) != ((last.number, last.hash) if last else (0, "")):
        out.append(chain.Break(region, end.number, chain.Kind.END))
    return out


def _outbox(now: datetime) -> list[Finding]:
    held = queries.outbox(now)
    out: list[Finding] = []
    if held.dead:
        out += broken(f"有 {held.dead} 条消息多次没有送到，已不再试", f"{held.dead} messages could not be delivered and were given up")
    if held.oldest is not None and held.oldest > LATE:
        hours = int(held.oldest.total_seconds() // 3600)
        out += broken(f"有消息该发了 {hours} 小时还没发：后台没有在运行？", f"a message has been due for {hours} hours: are the workers running?")
    return out or ok(f"等着发的消息 {held.waiting} 条，没有发不出去的", f"{held.waiting} messages wait to be sent, none was given up")


def _backup(now: datetime) -> list[Finding]:
    last = queries.last_backup()
    if last is None:
        return warn("还没有备份过，请运行 luodi backup", "there is no backup yet; run luodi backup")
    said = (f"上次备份是 {timezone.localtime(last.at):%Y-%m-%d %H:%M}", f"the last backup was made at {timezone.localtime(last.at):%Y-%m-%d %H:%M}")
    return warn(f"{said[0]}，已超过 {BACKUP_AGE.days} 天", f"{said[1]}, more than {BACKUP_AGE.days} days ago") if now - last.at > BACKUP_AGE else ok(*said)
