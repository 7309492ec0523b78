"""Whose a request is, as far as an address says: the peer's own, or what our proxies saw."""

from ipaddress import ip_address


def sender(peer: str, forwarded: str, proxies: int) -> str:
    """The peer; behind `proxies` of ours, the address that the outermost of them saw.

    forwarded  X-Forwarded-For: what stands before the words of our own proxies may be anybody's invention
    """
    hops = [hop.strip() for hop in forwarded.split(",")]
    seen = hops[-proxies] if 0 < proxies <= len(hops) else peer
    try:
        return str(ip_address(seen))
    except ValueError:
        return peer
