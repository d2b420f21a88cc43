"""Where somebody signs in from, as it is shown to them and noted in the ledger."""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest

_SYSTEMS = (("HarmonyOS", "HarmonyOS"), ("OpenHarmony", "HarmonyOS"), ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"),
            ("Mac OS X", "macOS"), ("CrOS", "ChromeOS"), ("Linux", "Linux"))
# The first that fits: nearly all of them also call themselves Chrome and Safari.
_BROWSERS = (("MicroMessenger", "WeChat"), ("DingTalk", "DingTalk"), ("Edg", "Edge"), ("OPR", "Opera"), ("QQBrowser", "QQ"), ("Firefox", "Firefox"),
             ("FxiOS", "Firefox"), ("CriOS", "Chrome"), ("Chrome", "Chrome"), ("Version", "Safari"))


@dataclass(frozen=True)
class Origin:
    """The address of the network and the device, shortened; "" for what is not known."""

    address: str = ""
    device: str = ""


def origin(request: HttpRequest) -> Origin:
    """Of a request."""
    return Origin(_address(request), device(request.META.get("HTTP_USER_AGENT", "")))


def device(agent: str) -> str:
    """`Chrome 129 · Windows` out of what a browser says about itself; "" when it says nothing known."""
    agent = agent[:1000]
    system = next((name for key, name in _SYSTEMS if key in agent), "")
    for key, name in _BROWSERS:
        if found := re.search(rf"{key}[A-Za-z]*/(\d{{1,4}})", agent):
            return " · ".join(filter(None, (f"{name} {found[1]}", system)))
    return system


def _address(request: HttpRequest) -> str:
    """What the last proxy saw. Without a proxy the header is anybody's word, and not read."""
    sender = request.META.get("REMOTE_ADDR", "")
    if settings.HTTPS:
        sender = request.META.get("HTTP_X_FORWARDED_FOR", sender).rsplit(",", 1)[-1].strip()
    try:
        return str(ip_address(sender))
    except ValueError:
        return ""
