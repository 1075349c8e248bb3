"""A query and its total -> numbered pages around the present one."""

from __future__ import annotations

from dataclasses import dataclass

from search.query import MAX_OFFSET, Query
from webui.address import page_at, search_address

# Page numbers on either side of the present one: together with both ends they fit on one line of a phone.
NEIGHBOURS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class PageLink:
    """One numbered page."""

    number: int
    address: str
    current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Paging:
    """The numbered pages, None for a gap, and the addresses of the neighbouring pages, None at the ends."""

    numbers: tuple[PageLink | None, ...]
    previous: str | None
    next: str | None


def paging(query: Query, total: int) -> Paging | None:
    """Return the pages of a query's results, as far as pages go; None when one page holds everything."""
    total = min(total, MAX_OFFSET + query.limit - MAX_OFFSET % query.limit)
    if total <= query.limit and query.offset == 0:
        return None
    last = max(1, -(-total // query.limit))
    present = query.offset // query.limit + 1
    around = range(present - NEIGHBOURS, present + NEIGHBOURS + 1)
    shown = sorted({1, last, *(n for n in around if 1 <= n <= last)})
    numbers: list[PageLink | None] = []
    for before, number in zip([0, *shown], shown, strict=False):
        if number > before + 1:
            numbers.append(None)
        address = search_address(page_at(query, (number - 1) * query.limit))
        numbers.append(PageLink(number=number, address=address, current=number == present))
    # From far beyond the end, one step back leads to the last page.
    back = page_at(query, min(query.offset, last * query.limit) - query.limit) if query.offset else None
    ahead = page_at(query, query.offset + query.limit) if query.offset + query.limit < total else None
    return Paging(
        numbers=tuple(numbers),
        previous=search_address(back) if back else None,
        next=search_address(ahead) if ahead else None,
    )
