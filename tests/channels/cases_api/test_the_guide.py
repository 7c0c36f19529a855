"""The commands of the guide, one after the other, as somebody would type them."""

import json
import re
import secrets
import shlex
from pathlib import Path
from typing import Any

from tests.channels.cases_api.conftest import sent
from tests.channels.cases_api.partner import Partner

GUIDE = Path(__file__).resolve().parents[3] / "docs/guides/open-api.md"
KEPT = re.compile(r"(\w+)=\$\((curl .*) \| jq -r (.*)\)$")


def commands() -> list[str]:
    blocks = re.findall(r"```sh\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    return [line for block in blocks for line in block.splitlines() if line]


def run(command: str, known: dict[str, str]) -> Any:
    """As a shell and curl would: names put in, quotes taken away, one request sent."""
    typed = command.replace("$(uuidgen)", secrets.token_hex(8))
    typed = re.sub(r"\$(\w+)", lambda name: known[name[1]], typed)
    words, method, headers, body, address = iter(shlex.split(typed)[1:]), "GET", {}, None, ""
    for word in words:
        if word == "-H":
            name, _, value = next(words).partition(": ")
            headers[name] = value
        elif word == "-X":
            method = next(words)
        elif word == "-d":
            body = json.loads(next(words))
        else:
            address = word
    headers.pop("Content-Type", None)
    answer = sent(method, address, body, headers)
    assert answer.status in (200, 201), (command, answer.body)
    return answer.body


def at(path: str, body: Any) -> str:
    """What jq would find."""
    for step in re.findall(r"\w+", path):
        body = body[int(step)] if step.isdigit() else body[step]
    return str(body)


def test_every_command_does_what_the_guide_says(citizen: Partner, worker: Partner) -> None:
    known = {"WASL": ""}
    known |= {name: by.authorization.partition(" ")[2] for name, by in (("TOKEN", citizen), ("KEY", worker))}
    for command in commands():
        kept = KEPT.match(command)
        body = run(kept[2] if kept else command, known)
        if kept:
            known[kept[1]] = at(kept[3], body)
    told = citizen.asks("GET", f"/cases/{known['CASE']}")
    assert told["state"] == "to_decide"
