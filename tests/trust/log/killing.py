"""A program of its own: again and again a process full of recording threads is killed in the middle; what was answered?

`python -m tests.trust.log.killing ROUNDS SEED`, with the environment of a home that is prepared. Prints one JSON line.
"""

import json
import os
import random
import select
import signal
import sys
import threading
import time

import django

THREADS = 6


def write_for_ever(answers: int) -> None:
    """The child: every answer goes out only after its entry was recorded, with what it said."""
    from wasl.trust.log.api import record
    from wasl.trust.look import Kind, Look

    look = Look("17", "Mona", "office", "officer", "service-delivery", "terminal", Kind.PICTURE)

    def work(name: int) -> None:
        for count in range(1_000_000):
            said = f"{os.getpid()}-{name}-{count}"
            seq = record(look, outcome=said, persons=[f"p{name}"]).seq
            os.write(answers, f"{seq} {said}\n".encode())  # one short piece: whole or not at all

    threads = [threading.Thread(target=work, args=(name,)) for name in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def one_round(dice: random.Random) -> list[str]:
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        try:
            os.close(reading)
            write_for_ever(writing)
        finally:
            os._exit(1)
    os.close(writing)
    heard = os.read(reading, 65536)  # it works
    deadline = time.monotonic() + dice.uniform(0, 0.15)
    while (left := deadline - time.monotonic()) > 0 and select.select([reading], [], [], left)[0]:
        heard += os.read(reading, 65536)
    os.kill(child, signal.SIGKILL)
    while piece := os.read(reading, 65536):
        heard += piece
    os.waitpid(child, 0)
    os.close(reading)
    return heard.decode().splitlines()


def main(rounds: int, seed: int) -> None:
    from django.db import connections

    from wasl.trust.log.api import entries, verify
    from wasl.trust.purposes import purpose

    purpose("service-delivery")  # what every child needs is read once
    dice, answered, unsound = random.Random(seed), 0, 0
    lost: list[str] = []
    after = 0
    for _ in range(rounds):
        connections.close_all()  # a child must not use its parent's
        told = one_round(dice)
        written = {entry.seq: entry.outcome for entry in entries(after)}
        after = max(written)
        for line in told:
            seq, said = line.split(" ")
            answered += 1
            lost += [line] if written.get(int(seq)) != said else []
    found = verify()
    unsound = len(found.findings)
    told = {"answered": answered, "entries": found.entries, "lost": lost, "findings": unsound, "last": after}
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    django.setup()
    main(int(sys.argv[1]), int(sys.argv[2]))
