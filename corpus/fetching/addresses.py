"""Connections to public addresses only: a source must not make Kutipan read the network that it stands in.

A name is resolved once, and the connection goes to the very address that was checked, so a name server that changes its
answer in between gains nothing (DNS rebinding). Every redirect makes its own connection and is checked in the same way.
"""

from __future__ import annotations

import ipaddress
import socket

import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError
from urllib3.util.connection import create_connection

_NAT64 = ipaddress.ip_network("64:ff9b::/96")
"""IPv4 addresses in IPv6 clothes (RFC 6052): what they carry decides."""


class PrivateAddressError(Exception):
    """A host that lies in a private, local or reserved network."""

    def __init__(self, host: str, address: str) -> None:
        super().__init__(f"{host} is at {address}, an address inside a private network")


def is_public(address: str) -> bool:
    """Tell whether an IP address belongs to the public internet."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ipaddress.ip_address(int(ip) & 0xFFFFFFFF) if ip in _NAT64 else None)
        if inner is not None:
            return is_public(str(inner))
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified)


class _Checked(HTTPConnection):
    def _new_conn(self) -> socket.socket:
        return _connect(self)


class _CheckedTls(HTTPSConnection):
    def _new_conn(self) -> socket.socket:
        return _connect(self)


def _connect(connection: HTTPConnection) -> socket.socket:
    """Open a socket to the first public address of the host that answers. Raises PrivateAddressError for any other."""
    try:
        found = socket.getaddrinfo(connection._dns_host, connection.port, type=socket.SOCK_STREAM)
    except (socket.gaierror, UnicodeError) as error:
        unknown = error if isinstance(error, socket.gaierror) else socket.gaierror(str(error))
        raise NameResolutionError(connection.host, connection, unknown) from error
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    for address in addresses:
        if not is_public(address):
            raise PrivateAddressError(connection.host, address)
    failure: OSError = OSError("the host has no address")
    for address in addresses:
        try:
            return create_connection((address, connection.port), connection.timeout, socket_options=connection.socket_options)
        except OSError as error:
            failure = error
    if isinstance(failure, TimeoutError):
        raise ConnectTimeoutError(connection, f"{connection.host} does not answer") from failure
    raise NewConnectionError(connection, str(failure)) from failure


class _CheckedPool(HTTPConnectionPool):
    ConnectionCls = _Checked


class _CheckedTlsPool(HTTPSConnectionPool):
    ConnectionCls = _CheckedTls


def pool_manager(*, allow_private: bool) -> urllib3.PoolManager:
    """Return a pool of connections; without `allow_private` they reach public addresses only."""
    manager = urllib3.PoolManager(num_pools=50, maxsize=2, retries=False)
    if not allow_private:
        manager.pool_classes_by_scheme = {"http": _CheckedPool, "https": _CheckedTlsPool}
    return manager
