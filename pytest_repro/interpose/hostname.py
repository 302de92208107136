"""Gives the host another name, under which it can still be reached."""

from __future__ import annotations

import os
import platform
import socket
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pytest_repro.interpose.patches import Patches


def rename_host(name: str, patches: Patches) -> None:
    """Wherever Python asks for the host's name it gets ``name``."""
    real_name = socket.gethostname()
    node = platform.uname()._replace(node=name)
    patches.set(socket, "gethostname", lambda: name)
    patches.set(platform, "node", lambda: name)
    patches.set(platform, "uname", lambda: node)
    if hasattr(os, "uname"):
        real = os.uname()
        renamed = os.uname_result((real.sysname, name, real.release, real.version, real.machine))
        patches.set(os, "uname", lambda: renamed)
    # The other name must still lead to this machine, or sockets that a correct program opens would fail.
    for function in ("getaddrinfo", "gethostbyname", "gethostbyname_ex", "getfqdn"):
        patches.set(socket, function, _resolving(getattr(socket, function), name, real_name))
    for method in ("bind", "connect", "connect_ex", "sendto"):
        patches.set(socket.socket, method, _addressing(getattr(socket.socket, method), name, real_name))


def _resolving(real: Any, name: str, real_name: str) -> Any:
    def resolve(host: Any = "", *args: Any, **kwargs: Any) -> Any:
        return real(real_name if host == name else host, *args, **kwargs)

    return resolve


def _addressing(real: Any, name: str, real_name: str) -> Any:
    """A method of sockets, which resolves names in C."""

    def call(sock: socket.socket, *args: Any) -> Any:
        return real(sock, *(_renamed(argument, name, real_name) for argument in args))

    return call


def _renamed(argument: Any, name: str, real_name: str) -> Any:
    if isinstance(argument, tuple) and argument[:1] == (name,):
        return (real_name, *argument[1:])
    return argument
