"""The people of a scenario as users of the API: a token each, kept in a file that only the owner can read."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx

from watchroom.ops.scenario.autopilot import Away

HEARD = {502, 503, 504}


class Tokens:
    """Tokens by person's code, in the data folder's `run/`."""

    def __init__(self, data: Path, scenario: str) -> None:
        self._path = data / "run" / f"{scenario}.tokens.json"

    def read(self) -> dict[str, str]:
        try:
            return dict(json.loads(self._path.read_text()))
        except (OSError, ValueError):
            return {}

    def write(self, tokens: Mapping[str, str]) -> None:
        from watchroom.sources.address import private

        self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        private(self._path, json.dumps(dict(tokens)))


class HttpApi:
    """The site's API over HTTP. `holders` tells who holds a post now, by code."""

    def __init__(self, address: str, tokens: Mapping[str, str], holder: Any, timeout_s: float = 10.0) -> None:
        self._tokens, self._holder = tokens, holder
        self._client = httpx.Client(base_url=address.rstrip("/"), timeout=timeout_s, trust_env=False)

    def get(self, post: str, path: str) -> Any:
        answer = self._ask("GET", post, path)
        if answer.status_code >= 400:
            raise LookupError(f"GET {path}: {answer.status_code} {answer.text[:200]}")
        return answer.json()

    def send(self, post: str, path: str, body: Mapping[str, Any], key: str) -> tuple[int, Any]:
        answer = self._ask("POST", post, path, json=dict(body), headers={"Idempotency-Key": key})
        try:
            return answer.status_code, answer.json()
        except ValueError:
            return answer.status_code, answer.text[:300]

    def close(self) -> None:
        self._client.close()

    def _ask(
        self, method: str, post: str, path: str, headers: Mapping[str, str] | None = None, **more: Any
    ) -> httpx.Response:
        who = self._holder(post)
        if who is None or who not in self._tokens:
            raise LookupError(f"nobody holds {post} now")
        signed = {"Authorization": f"Bearer {self._tokens[who]}", "Accept-Language": "zh", **(headers or {})}
        try:
            answer = self._client.request(method, path, headers=signed, **more)
        except httpx.TransportError as error:
            raise Away(str(error)) from error
        if answer.status_code in HEARD:
            raise Away(f"{method} {path}: {answer.status_code}")
        return answer
