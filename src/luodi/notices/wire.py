"""Posting to addresses that people typed in: HTTPS only, never into the own network, no redirects, ten seconds, short answers.

The name is resolved once, every address it has is checked, and the connection goes to the checked address, so that a name that changes its mind
afterwards changes nothing. Hosts that the operator names (LUODI_WEBHOOK_HOSTS) may be anywhere and may speak HTTP.
"""

from __future__ import annotations

import ipaddress
import logging
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import SplitResult, urlsplit

import requests
from django.conf import settings
from requests.adapters import HTTPAdapter
from urllib3.exceptions import HTTPError

from luodi.engine.source import refuse
from luodi.frame.words import line
from luodi.notices.letters import Undelivered

TIMEOUT: Final = 10
LONGEST: Final = 4096
"""Bytes of an answer that are read."""
NAT64: Final = ipaddress.ip_network("64:ff9b::/96")
# It writes whole addresses into the log, and a robot's address is a secret.
logging.getLogger("urllib3").setLevel(logging.ERROR)


@dataclass(frozen=True)
class Answer:
    """What a server said: the code and the beginning of its body."""

    code: int
    text: str

    def short(self) -> str:
        """The answer for an error message, on one line."""
        return f"HTTP {self.code}: {line(self.text)[:160]}"


def checked(url: str) -> SplitResult:
    """The parts of an address that may be posted to, as far as that can be said without looking the name up. Raises Refused."""
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        host, port, parts = "", None, SplitResult("", "", "", "", "")
    if len(url) > 1000 or not host or parts.username is not None or port == 0 or not url.isascii() or not url.isprintable() or " " in url or "\\" in url:
        refuse(None, "地址看不懂：照机器人给出的地址填写，以 https:// 开头", "this is no address; copy the one the robot gave, beginning with https://")
    if parts.scheme != "https" and not (parts.scheme == "http" and host in settings.WEBHOOK_HOSTS):
        refuse(None, "地址应以 https:// 开头；内网的主机由运维在 LUODI_WEBHOOK_HOSTS 里登记后可用 http://",
               "the address must begin with https://; http:// is for hosts of the own network that the operator names in LUODI_WEBHOOK_HOSTS")
    return parts


def post(url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
    """Send `body` and read the answer. Raises Undelivered, whose text names the host and no more of the address; Refused for one that may not be."""
    parts = checked(url)
    host = (parts.hostname or "").rstrip(".")
    port = parts.port or (443 if parts.scheme == "https" else 80)
    address = _safe(host, port)
    there = f"[{address}]" if ":" in address else address
    target = f"{parts.scheme}://{there}:{port}{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
    with requests.Session() as session:
        session.trust_env = False  # no proxy, no password of somebody's .netrc
        session.mount("https://", _Named(host))
        try:
            with session.post(target, data=body, headers={**headers, "Host": parts.netloc.rpartition("@")[2], "User-Agent": "luodi"}, timeout=TIMEOUT,
                              allow_redirects=False, stream=True, verify=settings.WEBHOOK_CA or True) as answer:
                text = answer.raw.read(LONGEST, decode_content=True).decode(errors="replace")
                return _final(Answer(answer.status_code, text), host)
        except (requests.Timeout, TimeoutError):
            raise Undelivered(f"{host} {TIMEOUT} 秒内没有回答", f"{host} did not answer within {TIMEOUT} seconds") from None
        except requests.exceptions.SSLError:
            raise Undelivered(f"{host} 的证书不可信", f"the certificate of {host} cannot be trusted") from None
        except (requests.RequestException, OSError, HTTPError) as problem:
            # Its own text repeats the address.
            raise Undelivered(f"连不上 {host}（{type(problem).__name__}）", f"no connection to {host} ({type(problem).__name__})") from None


def _final(answer: Answer, host: str) -> Answer:
    if 300 <= answer.code < 400:
        raise Undelivered(f"{host} 要转到别的地址，没有跟去；请填最终的地址", f"{host} redirects, which is not followed; enter the final address")
    return answer


def _safe(host: str, port: int) -> str:
    """One checked address of a host. All that it has must be public ones: a name with one foot in the own network is not used."""
    try:
        found = list(dict.fromkeys(str(one[4][0]) for one in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)))
    except (OSError, UnicodeError):
        raise Undelivered(f"找不到主机 {host}", f"the host {host} cannot be found") from None
    if host.lower() not in settings.WEBHOOK_HOSTS and not all(map(_public, found)):
        raise Undelivered(f"{host} 在内网里，没有发送；确实要发，请运维把它加进 LUODI_WEBHOOK_HOSTS",
                          f"{host} is inside the own network, nothing was sent; if it should be, the operator adds it to LUODI_WEBHOOK_HOSTS")
    return found[0]


def _public(text: str) -> bool:
    address: Any = ipaddress.ip_address(text.split("%")[0])
    if address.version == 6:
        # An address of the old kind in the clothes of a new one.
        inner = address.ipv4_mapped or (ipaddress.ip_address(int(address) & 0xFFFFFFFF) if address in NAT64 else None)
        if inner is not None:
            return _public(str(inner))
        if address.sixtofour or address.teredo:
            return False
    return bool(address.is_global and not address.is_multicast and not address.is_reserved)


class _Named(HTTPAdapter):
    """Speaks to an address, but asks for and checks the certificate of a name."""

    def __init__(self, host: str) -> None:
        self.host = host
        super().__init__(max_retries=0)

    def init_poolmanager(self, *args: Any, **named: Any) -> None:
        """The pool with the name to ask for."""
        super().init_poolmanager(*args, **named, server_hostname=self.host, assert_hostname=self.host)
