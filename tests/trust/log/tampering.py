"""What somebody could do to the log's store and file who owns the database but not the key: each a way to tamper."""

import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

from wasl.trust.log.checkpoints import Checkpoint
from wasl.trust.log.leaves import Leaf, hash_of, sealed
from wasl.trust.log.notes import Signer
from wasl.trust.log.store import Store
from wasl.trust.log.tree import root_of

KEYS = {
    "trust_logentry": ("seq",),
    "trust_logfacts": ("seq",),
    "trust_logperson": ("seq", "place"),
    "trust_logtile": ("level", "number"),
    "trust_logcheckpoint": ("id",),
}
COLUMNS = {
    "trust_logentry": ("seq", "facts", "persons", "leaf"),
    "trust_logfacts": ("seq", "at", "facts", "salt"),
    "trust_logperson": ("seq", "place", "person", "salt"),
    "trust_logtile": ("level", "number", "hashes", "root"),
    "trust_logcheckpoint": ("id", "note"),
}
Rows = dict[str, list[tuple[Any, ...]]]


class Tamperer:
    """Knows the log as it is, and as it was before anything was erased."""

    def __init__(self, store: Store, file: Path, former: Rows, notes: dict[int, str]) -> None:
        self.store, self.file, self.former, self.notes = store, file, former, notes
        self.rows = snapshot(store)
        self.size = len(self.rows["trust_logentry"])

    def row(self, dice: random.Random, *tables: str) -> tuple[str, tuple[Any, ...]]:
        table = dice.choice(tables or tuple(KEYS))
        return table, dice.choice(self.rows[table])

    def put(self, table: str, row: tuple[Any, ...]) -> None:
        columns = COLUMNS[table]
        self.store.run(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join(['%s'] * len(columns))})", row)

    def remove(self, table: str, row: tuple[Any, ...]) -> None:
        key = KEYS[table]
        self.store.run(f"DELETE FROM {table} WHERE {' AND '.join(f'{name} = %s' for name in key)}", row[: len(key)])

    def replace(self, table: str, row: tuple[Any, ...], fresh: tuple[Any, ...]) -> None:
        self.remove(table, row)
        self.put(table, fresh)

    def add_leaf(self, leaf: Leaf) -> None:
        self.store.insert([leaf])


def snapshot(store: Store) -> Rows:
    return {
        table: store.rows(f"SELECT {', '.join(COLUMNS[table])} FROM {table} ORDER BY {', '.join(key)}")
        for table, key in KEYS.items()
    }


def other(value: Any, dice: random.Random) -> Any:
    """Of the same sort, but not the same."""
    if isinstance(value, int):
        return value + dice.choice([-1, 1]) * dice.randrange(10_000, 20_000)
    place = dice.randrange(len(value)) if value else 0
    if isinstance(value, str):
        letters = [letter for letter in '0aش {"' if not value or letter != value[place]]
        return dice.choice([value[:place] + dice.choice(letters) + value[place + 1 :], value + "0", value[:-1] or "0"])
    flipped = bytes([value[place] ^ 1 << dice.randrange(8)]) if value else b"0"
    return dice.choice([value[:place] + flipped + value[place + 1 :], value + b"\0", value[:-1] or b"0"])


def change_a_value(log: Tamperer, dice: random.Random) -> str:
    table, row = log.row(dice)
    column = dice.randrange(len(row))
    value = other(row[column], dice)
    if COLUMNS[table][column] == "at":  # PostgreSQL takes no longer one
        value = value[: len(row[column])] if value[: len(row[column])] != row[column] else "x"
    fresh = (*row[:column], value, *row[column + 1 :])
    log.replace(table, row, fresh)
    return f"{table}.{COLUMNS[table][column]}: {row[column]!r} -> {fresh[column]!r}"


def delete_rows(log: Tamperer, dice: random.Random) -> str:
    table, _ = log.row(dice)
    rows = log.rows[table]
    start = dice.randrange(len(rows))
    gone = rows[start : start + dice.choice([1, 1, 2, 50])]
    for row in gone:
        log.remove(table, row)
    return f"{table}: {len(gone)} rows from {gone[0][:2]}"


def delete_an_entry(log: Tamperer, dice: random.Random) -> str:
    seq = dice.randint(1, log.size)
    for table in ("trust_logentry", "trust_logfacts", "trust_logperson"):
        log.store.run(f"DELETE FROM {table} WHERE seq = %s", [seq])
    return f"entry {seq} everywhere"


def close_the_gap(log: Tamperer, dice: random.Random) -> str:
    seq = dice.randint(1, log.size - 1)
    for table in ("trust_logentry", "trust_logfacts", "trust_logperson"):
        log.store.run(f"DELETE FROM {table} WHERE seq = %s", [seq])
        log.store.run(f"UPDATE {table} SET seq = -seq WHERE seq > %s", [seq])
        log.store.run(f"UPDATE {table} SET seq = -seq - 1 WHERE seq < 0")
    return f"entry {seq} gone, the later moved up"


def swap_two(log: Tamperer, dice: random.Random) -> str:
    table = dice.choice(["trust_logentry", "trust_logfacts", "trust_logperson"])
    one, two = dice.sample(log.rows[table], 2)
    keys = len(KEYS[table])
    log.replace(table, one, (*one[:keys], *two[keys:]))
    log.replace(table, two, (*two[:keys], *one[keys:]))
    return f"{table}: {one[:keys]} and {two[:keys]}"


def swap_two_entries(log: Tamperer, dice: random.Random) -> str:
    one, two = dice.sample(range(1, log.size + 1), 2)
    for table in ("trust_logentry", "trust_logfacts", "trust_logperson"):
        for old, new in ((one, -one), (two, one), (-one, two)):
            log.store.run(f"UPDATE {table} SET seq = %s WHERE seq = %s", [new, old])
    return f"entries {one} and {two}"


def cut_the_end(log: Tamperer, dice: random.Random) -> str:
    size = dice.randrange(log.size)
    for table in ("trust_logentry", "trust_logfacts", "trust_logperson"):
        log.store.run(f"DELETE FROM {table} WHERE seq > %s", [size])
    if size < 256:
        log.store.run("DELETE FROM trust_logtile")
    said = dice.choice(["as it was", "none", "an earlier one"])
    if said != "as it was":
        log.store.run("DELETE FROM trust_logcheckpoint")
    if said == "an earlier one":
        log.put("trust_logcheckpoint", (1, dice.choice([*log.notes.values()])))
    return f"after entry {size}, note {said}"


def roll_back_all_tables(log: Tamperer, dice: random.Random) -> str:
    """To a state that was once signed: only the file, which is ahead, tells."""
    size = dice.choice([known for known in log.notes if 0 < known < len(log.former["trust_logentry"])])
    for table in KEYS:
        log.store.run(f"DELETE FROM {table}")
    for table in ("trust_logentry", "trust_logfacts", "trust_logperson"):
        for row in log.former[table]:
            if row[0] <= size:
                log.put(table, row)
    for row in log.former["trust_logtile"]:
        if 256 ** (row[0] + 1) * (row[1] + 1) <= size:
            log.put("trust_logtile", row)
    log.put("trust_logcheckpoint", (1, log.notes[size]))
    return f"to {size} entries"


def bring_back_what_was_erased(log: Tamperer, dice: random.Random) -> str:
    table = dice.choice(["trust_logfacts", "trust_logperson"])
    keys = len(KEYS[table])
    standing = {row[:keys] for row in log.rows[table]}
    row = dice.choice([row for row in log.former[table] if row[:keys] not in standing])
    log.put(table, row)
    return f"{table}: {row[:keys]}"


def erase_in_silence(log: Tamperer, dice: random.Random) -> str:
    """Facts and persons of some entries go, as an erasure would do it, but none tells of it."""
    kept = [seq for seq, *_ in log.rows["trust_logfacts"]]
    seq = dice.choice(kept)
    for table in ("trust_logfacts", "trust_logperson"):
        log.store.run(f"DELETE FROM {table} WHERE seq = %s", [seq])
    return f"entry {seq}"


def erase_under_a_forged_entry(log: Tamperer, dice: random.Random) -> str:
    told = erase_in_silence(log, dice)
    seq = int(told.split()[1])
    facts = {"at": "2026-01-01T00:00:00.000000Z", "kind": "erasure", "erased": {"facts": [[seq, seq]]}}
    text = json.dumps(facts, sort_keys=True, separators=(",", ":"))
    log.add_leaf(sealed(log.size + 1, str(facts["at"]), text, ()))
    return told


def put_in_strays(log: Tamperer, dice: random.Random) -> str:
    table, row = log.row(dice, "trust_logfacts", "trust_logperson", "trust_logtile")
    key = dice.choice([0, -3, log.size + dice.randint(1, 1000), 2**40]) if table != "trust_logtile" else 2**20
    log.put(table, (key, *row[1:]))
    return f"{table}: {key}"


def append_a_forged_entry(log: Tamperer, dice: random.Random) -> str:
    _, (_, at, text, _) = log.row(dice, "trust_logfacts")
    count = dice.randint(1, 3)
    for seq in range(log.size + 1, log.size + 1 + count):
        log.add_leaf(sealed(seq, at, text, ("somebody",)))
    return f"{count} entries after {log.size}"


def forge_an_entry(log: Tamperer, dice: random.Random) -> str:
    """The forger knows how leaves and tiles are made, and makes them all fit."""
    _, (seq, at, text, _) = log.row(dice, "trust_logfacts")
    forged = sealed(seq, at, text.replace('"actor":"', '"actor":"x'), ("somebody",))
    leaves = [bytes(row[3]) for row in log.rows["trust_logentry"]]
    leaves[seq - 1] = hash_of(seq, forged.facts_commitment, forged.person_commitments)
    for table in ("trust_logentry", "trust_logfacts", "trust_logperson"):
        log.store.run(f"DELETE FROM {table} WHERE seq = %s", [seq])
    log.add_leaf(forged)
    log.store.run("DELETE FROM trust_logtile")
    if log.size >= 256:
        log.put("trust_logtile", (0, 0, b"".join(leaves[:256]), root_of(leaves[:256])))
    note = Signer.made("wasl.local/eg").sign(Checkpoint("wasl.local/eg", log.size, root_of(leaves)).body())
    log.store.run("UPDATE trust_logcheckpoint SET note = %s", [note])
    if dice.random() < 0.5:
        log.file.write_text(note)
    return f"entry {seq}"


def name_another_person(log: Tamperer, dice: random.Random) -> str:
    """One more person, or one fewer, in an entry and in its row of the tree."""
    _, (seq, facts, persons, leaf) = log.row(dice, "trust_logentry")
    fresh = dice.choice([bytes(persons) + dice.randbytes(32), bytes(persons)[:-32] or dice.randbytes(32)])
    hashed = dice.choice([bytes(leaf), hash_of(seq, bytes(facts), fresh)])
    log.replace("trust_logentry", (seq,), (seq, bytes(facts), fresh, hashed))
    return f"entry {seq}: {len(persons) // 32} -> {len(fresh) // 32}"


def leave_the_door_open(log: Tamperer, dice: random.Random) -> str:
    span = (dice.randint(0, 9), 1, dice.randint(1, 2 * log.size))
    log.store.run("INSERT INTO trust_logerasing (id, first, last) VALUES (%s, %s, %s)", span)
    return f"1-{span[2]}"


def damage_the_file(log: Tamperer, dice: random.Random) -> str:
    content = log.file.read_bytes()
    place = dice.randrange(len(content))
    flipped = bytes([content[place] ^ 1 << dice.randrange(8)])
    log.file.write_bytes(
        dice.choice([content[:place] + flipped + content[place + 1 :], content[:place], content + b"\n", b""])
    )
    return f"at {place}"


def lose_the_file(log: Tamperer, dice: random.Random) -> str:
    log.file.unlink()
    return ""


def sign_the_file_by_another(log: Tamperer, dice: random.Random) -> str:
    size = dice.randint(0, log.size)
    root = root_of(bytes(row[3]) for row in log.rows["trust_logentry"][:size])
    name = dice.choice(["wasl.local/eg", "elsewhere.example"])
    log.file.write_text(Signer.made(name).sign(Checkpoint(name, size, root).body()))
    return f"{name}, {size}"


MUTATIONS: list[Callable[[Tamperer, random.Random], str]] = [
    change_a_value,
    change_a_value,
    change_a_value,
    delete_rows,
    delete_an_entry,
    close_the_gap,
    swap_two,
    swap_two_entries,
    cut_the_end,
    roll_back_all_tables,
    bring_back_what_was_erased,
    erase_in_silence,
    erase_under_a_forged_entry,
    put_in_strays,
    append_a_forged_entry,
    forge_an_entry,
    name_another_person,
    leave_the_door_open,
    damage_the_file,
    lose_the_file,
    sign_the_file_by_another,
]
