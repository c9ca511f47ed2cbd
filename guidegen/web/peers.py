"""Which machine answers: a name of the wide world may lead into the operator's own network.

Whoever rules a name decides what address it has, and may change that between two looks. So what
is judged is the address of the connection itself, before anything is sent over it.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Mapping
from typing import Any

from guidegen.errors import AnswerError

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address
# All that has been given out of IPv6 (RFC 4291), and of IPv4 what has a meaning of its own.
_GIVEN_OUT = ipaddress.ip_network("2000::/3")
_SPECIAL = ipaddress.ip_network("192.0.0.0/24")
# Addresses of IPv4 that are written as IPv6 for translators (RFC 6052).
_TRANSLATED = ipaddress.ip_network("64:ff9b::/96")


def is_public(address: str) -> bool:
    """Whether an IP address is one of the wide world, in whatever form it is written."""
    try:
        ip: _Address = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    inner = _inner(ip) or ip
    # also the other ways to write IPv4 as IPv6, such as ::127.0.0.1, are outside
    is_given_out = inner not in _SPECIAL if inner.version == 4 else inner in _GIVEN_OUT
    return is_given_out and inner.is_global and not inner.is_multicast


def refuse_own_network(host: str) -> Callable[[str, Mapping[str, Any]], None]:
    """What httpx calls on the way to a host (its "trace"): stops where that is a near machine.

    A proxy is the operator's choice, wherever it is; what lies behind it, it judges itself.
    """
    asked: list[str] = []

    def look(event: str, info: Mapping[str, Any]) -> None:
        if event == "connection.connect_tcp.started":
            asked.append(str(info["host"]))
        elif event == "connection.connect_tcp.complete" and asked[-1:] == [host]:
            stream = info["return_value"]
            address = str(stream.get_extra_info("server_addr")[0])
            if not is_public(address):
                stream.close()
                raise AnswerError(
                    f"{host} leads to {address}, which is no address of the wide world; if this "
                    "is meant, set services in the city file"
                )

    return look


def _inner(ip: _Address) -> _Address | None:
    """The address of IPv4 within one of IPv6, if it has one."""
    if isinstance(ip, ipaddress.IPv4Address):
        return None
    if ip in _TRANSLATED:
        return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.ipv4_mapped or ip.sixtofour
