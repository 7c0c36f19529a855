"""Registers behind HTTP and JSON, by a small convention; nothing but GET ever leaves.

    GET {address}?{column}={key}&limit=51         rows of one person
    GET {address}?limit=1000&offset=2000          one page of all rows

The answer is a list of objects, or an object that holds the list under `items` and may hold the next page's address
under `next`. Options rename: `items`, `next`, `limit`, `offset`; `page` gives the size of a page. The value of the
environment variable named by the option `token_from` is sent as a bearer token.
"""

import json
import os
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import cached_property
from urllib.parse import urljoin, urlsplit

import httpx
import polars as pl

from wasl.core.text import Text
from wasl.registers.connectors.base import ColumnInfo, Connector, Deadline, Problem, RawRow, RegisterUnavailable
from wasl.registers.connectors.ordering import newest_first, rows_to_look_at
from wasl.registers.connectors.plugins import register
from wasl.registers.connectors.tables import holding, text_table

MOST_BYTES = 32 * 2**20
SECONDS_PER_PAGE = 30.0


class ReadOnlyTransport(httpx.BaseTransport):
    """Lets GET through and nothing else."""

    def __init__(self, inner: httpx.BaseTransport) -> None:
        self._inner = inner

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if request.method != "GET":
            raise PermissionError(f"{request.method} is not sent: registers are only read")
        return self._inner.handle_request(request)

    def close(self) -> None:
        self._inner.close()


@register("http")
class Http(Connector):
    """A JSON API. Address: http(s) URL."""

    @cached_property
    def client(self) -> httpx.Client:
        """One pool of connections; redirects are not followed, they could lead anywhere."""
        token = self._option("token_from", "")
        headers = {"Authorization": f"Bearer {os.environ.get(token, '')}"} if token else {}
        transport = ReadOnlyTransport(httpx.HTTPTransport(limits=httpx.Limits(max_connections=8)))
        return httpx.Client(transport=transport, headers=headers, trust_env=False)

    def _option(self, name: str, default: str) -> str:
        return str(self.manifest.source.options.get(name, default))

    def check_config(self) -> list[Problem]:
        """See the contract."""
        parts = urlsplit(self.address)
        problems = [] if parts.scheme in {"http", "https"} and parts.netloc else [_ADDRESS_PROBLEM]
        token = self._option("token_from", "")
        return problems if not token or token in os.environ else [*problems, _token_problem(token)]

    def columns(self, deadline: Deadline) -> list[ColumnInfo]:
        """See the contract. An API does not tell its columns: those of some rows count."""
        names = dict.fromkeys(name for row in self._page(self.address, {**self._size(20)}, deadline)[0] for name in row)
        return [ColumnInfo(name, "json") for name in names]

    def _size(self, rows: int) -> dict[str, str]:
        return {self._option("limit", "limit"): str(rows)}

    def read(
        self, by: Sequence[str], keys: Sequence[tuple[str, ...]], *, limit: int, deadline: Deadline
    ) -> list[RawRow]:
        """See the contract. One request for each key."""
        most = rows_to_look_at(self.manifest, limit)
        rows: list[RawRow] = []
        for key in dict.fromkeys(keys):
            asked = {**dict(zip(by, key, strict=True)), **self._size(most)}
            rows += self._whole(self._page(self.address, asked, deadline)[0])
        return newest_first(self.manifest, holding(rows, by, frozenset(keys)), limit)

    def _whole(self, rows: list[RawRow]) -> list[RawRow]:
        """Only the manifest's columns; a field left out of one row is nothing, left out of all rows it is gone."""
        names = [column.column for column in self.manifest.columns]
        return [{name: row.get(name) for name in names} for row in self._checked(rows, names)]

    def _checked(self, rows: list[RawRow], names: Sequence[str]) -> list[RawRow]:
        if rows and not any(name in row for row in rows for name in names):
            raise RegisterUnavailable("changed", f"there is no field {', '.join(names)}")
        return rows

    def _page(self, address: str, asked: dict[str, str], deadline: Deadline) -> tuple[list[RawRow], str | None]:
        """Rows of one answer, and the next page's address."""
        body = self._body(httpx.URL(address).copy_merge_params(asked), deadline)
        try:
            answer = json.loads(body, parse_float=Decimal)
        except ValueError as error:
            raise RegisterUnavailable("broken", f"the answer is not JSON ({type(error).__name__})") from error
        rows = answer.get(self._option("items", "items")) if isinstance(answer, dict) else answer
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise RegisterUnavailable("changed", "the answer is no list of rows; see the options of the connector http")
        following = answer.get(self._option("next", "next")) if isinstance(answer, dict) else None
        return rows, urljoin(self.address, str(following)) if following else None

    def _body(self, url: httpx.URL, deadline: Deadline) -> bytes:
        try:
            with self.client.stream("GET", url, timeout=max(deadline.left, 0.001)) as response:
                _raise_for(response)
                return _bounded(response, deadline)
        except httpx.TimeoutException as error:
            raise RegisterUnavailable("slow", type(error).__name__) from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise RegisterUnavailable("down", type(error).__name__) from error

    def stream(self, columns: Sequence[str], *, batch: int = 50_000) -> Iterator[pl.DataFrame]:
        """See the contract. By `next` where the API gives it, else by offset until a page is not full."""
        size = min(batch, int(self._option("page", "1000")))
        address: str | None = self.address
        asked, done = self._size(size), 0
        while address:
            rows, following = self._page(address, asked, Deadline.after(SECONDS_PER_PAGE))
            self._checked(rows, columns)
            yield from [text_table(columns, [[row.get(name) for name in columns] for row in rows])] if rows else []
            done += len(rows)
            if following:
                self._same_place(following)
                address, asked = following, {}
            else:
                address = self.address if len(rows) == size and address == self.address else None
                asked = {**self._size(size), self._option("offset", "offset"): str(done)}

    def _same_place(self, following: str) -> None:
        """The token must not be led to another server."""
        here, there = urlsplit(self.address), urlsplit(following)
        if (here.scheme, here.netloc) != (there.scheme, there.netloc):
            raise RegisterUnavailable("broken", "the next page is on another server")

    def sample(self, rows: int, deadline: Deadline) -> list[RawRow]:
        """See the contract."""
        return self._whole(self._page(self.address, self._size(rows), deadline)[0][:rows])

    def close(self) -> None:
        """See the contract."""
        if "client" in self.__dict__:
            self.client.close()
            del self.client


def _raise_for(response: httpx.Response) -> None:
    if response.status_code in {429, 503}:
        raise RegisterUnavailable("busy", f"status {response.status_code}")
    if response.status_code != 200:
        raise RegisterUnavailable("down", f"status {response.status_code}")


def _bounded(response: httpx.Response, deadline: Deadline) -> bytes:
    body = bytearray()
    for piece in response.iter_bytes():
        body += piece
        if len(body) > MOST_BYTES:
            raise RegisterUnavailable("broken", "the answer is too long; ask for smaller pages with option page")
        if not deadline.left:
            raise RegisterUnavailable("slow", "the answer did not end in time")
    return bytes(body)


_ADDRESS_PROBLEM = Problem(
    "address",
    Text(ar="العنوان ليس عنوان HTTP", en="The address is no HTTP address"),
    Text(ar="اكتب عنوانًا مثل https://host/path", en="Write an address such as https://host/path"),
)


def _token_problem(name: str) -> Problem:
    return Problem(
        "source.options.token_from",
        Text(ar=f"متغير البيئة {name} غير موجود", en=f"The environment variable {name} is not set"),
        Text(ar="اضبطه قبل التشغيل", en="Set it before the start"),
    )
