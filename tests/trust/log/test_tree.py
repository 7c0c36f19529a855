"""Our tree beside another's: roots and proofs are held against pymerkle, which knows nothing of our code."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pymerkle import InmemoryTree, verify_consistency, verify_inclusion
from pymerkle.core import _consistency_path_layout
from pymerkle.proof import ConsistencyProof, InclusionProof

from wasl.trust.log.tree import (
    EMPTY_ROOT,
    Frontier,
    consistency_path,
    consistent,
    includes,
    inclusion_path,
    leaf_hash,
    node_hash,
    root_at,
    root_of,
)

MOST = 700
ENTRIES = [b"%d" % place for place in range(MOST)]
LEAVES = [leaf_hash(entry) for entry in ENTRIES]
THEIRS = InmemoryTree.init_from_entries(ENTRIES, algorithm="sha256")
sizes = st.integers(1, MOST)


def hashes(level: int, start: int, count: int) -> Sequence[bytes]:
    return [_node(level, place) for place in range(start, start + count)]


def _node(level: int, place: int) -> bytes:
    return LEAVES[place] if not level else node_hash(_node(level - 1, 2 * place), _node(level - 1, 2 * place + 1))


@given(sizes)
def test_roots_are_those_of_another_implementation(size: int) -> None:
    assert root_of(LEAVES[:size]) == root_at(size, hashes) == THEIRS.get_root(size)


def test_the_empty_tree_has_the_root_that_the_standard_says() -> None:
    assert root_of([]) == root_at(0, hashes) == EMPTY_ROOT


@given(sizes, st.integers(0, MOST))
def test_a_frontier_read_back_goes_on_as_if_it_had_never_stopped(size: int, more: int) -> None:
    frontier = Frontier.read(size, hashes)
    kept = frontier.copy()
    for leaf in LEAVES[size : size + more]:
        frontier.append(leaf)
    assert frontier.root() == root_of(LEAVES[: size + more])
    assert kept.root() == root_of(LEAVES[:size])


@given(sizes, st.data())
def test_inclusion_proofs_are_those_of_another_implementation(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    path = inclusion_path(index, size, hashes)
    assert includes(LEAVES[index], index, size, path, root_of(LEAVES[:size]))
    theirs = THEIRS.prove_inclusion(index + 1, size)
    ours = InclusionProof("sha256", True, size, index + 1, theirs.rule, [LEAVES[index], *path])
    verify_inclusion(LEAVES[index], THEIRS.get_root(size), ours, index=index + 1, size=size)


@given(sizes, st.data())
def test_consistency_proofs_lead_to_the_roots_of_another_implementation(new: int, data: st.DataObject) -> None:
    old = data.draw(st.integers(1, new))
    path = consistency_path(old, new, hashes)
    assert consistent(old, new, path, THEIRS.get_root(old), THEIRS.get_root(new))


@given(sizes, st.data())
def test_another_implementation_finds_our_nodes_consistent(new: int, data: st.DataObject) -> None:
    """Theirs parts the tree more finely than RFC 6962, so its proof is made of our nodes in its own order."""
    old = data.draw(st.integers(1, new))
    rule, subset, ranges = _consistency_path_layout(old, new)
    path = [root_of(LEAVES[start:end]) for start, end in ranges]
    ours = ConsistencyProof("sha256", True, new, old, rule, subset, path)
    verify_consistency(root_at(old, hashes), root_at(new, hashes), ours, prior_size=old, later_size=new)


@given(sizes, st.data())
def test_a_proof_proves_nothing_else(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    path, root = inclusion_path(index, size, hashes), root_of(LEAVES[:size])
    other = data.draw(st.integers(0, size).filter(lambda place: place != index))
    assert not includes(LEAVES[index], other, size, path, root)
    assert not includes(LEAVES[(index + 1) % MOST], index, size, path, root)
    assert not includes(LEAVES[index], index, size, [*path, root], root)
    for place in range(len(path)):
        assert not includes(LEAVES[index], index, size, path[:place] + path[place + 1 :], root)
        assert not includes(LEAVES[index], index, size, [*path[:place], EMPTY_ROOT, *path[place + 1 :]], root)


@given(st.integers(2, MOST), st.data())
def test_another_history_is_not_consistent(new: int, data: st.DataObject) -> None:
    old = data.draw(st.integers(1, new - 1))
    path, new_root = consistency_path(old, new, hashes), root_of(LEAVES[:new])
    forged = root_of([*LEAVES[: old - 1], leaf_hash(b"another")])
    assert not consistent(old, new, path, forged, new_root)
    assert not consistent(old, new, path, root_of(LEAVES[:old]), EMPTY_ROOT)
    assert not consistent(old, new, [*path, EMPTY_ROOT], root_of(LEAVES[:old]), new_root)
    assert not consistent(old, new, path[:-1], root_of(LEAVES[:old]), new_root)
    assert not consistent(new, old, path, new_root, root_of(LEAVES[:old]))


def test_every_tree_extends_the_empty_one_and_itself() -> None:
    root = root_of(LEAVES[:5])
    assert consistent(0, 5, [], EMPTY_ROOT, root)
    assert not consistent(0, 5, [], root, root)
    assert consistent(5, 5, [], root, root)
    assert not consistent(5, 5, [], root, EMPTY_ROOT)


def test_what_is_not_in_the_tree_cannot_be_proved() -> None:
    with pytest.raises(ValueError, match="not among"):
        inclusion_path(5, 5, hashes)
    with pytest.raises(ValueError, match="does not extend"):
        consistency_path(6, 5, hashes)
    with pytest.raises(ValueError, match="peaks"):
        Frontier(3, [EMPTY_ROOT])
