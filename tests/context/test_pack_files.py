from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from pr_agent_action.context.pack import pack
from pr_agent_action.context.render import RenderedFile, piece_of
from pr_agent_action.text.tokens import estimate_tokens


def a_file(path: str, *sizes: int) -> RenderedFile:
    """Make a file whose pieces have so many lines, of four tokens each."""
    header = f"== {path}\n"
    number = iter(range(100, 10_000))
    pieces = tuple(piece_of([f"{next(number)}+{path}x" for _ in range(size)]) for size in sizes)
    return RenderedFile(path, header, estimate_tokens(header), pieces)


def test_a_file_stays_in_one_chunk_and_small_ones_fill_the_gaps() -> None:
    files = [a_file("a", 20), a_file("b", 20), a_file("c", 5)]

    packed = pack(files, capacity=110, max_chunks=2)

    assert [tuple(chunk) for chunk in packed.texts] == [("a", "c"), ("b",)]
    assert not packed.partly
    assert not packed.left_out


def test_a_large_file_is_spread_between_its_pieces() -> None:
    packed = pack([a_file("a", 20, 20, 20)], capacity=110, max_chunks=3)

    assert [chunk["a"].count("\n") for chunk in packed.texts] == [21, 21, 21]
    assert all(chunk["a"].startswith("== a\n") for chunk in packed.texts)
    assert not packed.partly


def test_a_large_piece_is_cut_between_lines() -> None:
    packed = pack([a_file("a", 60)], capacity=110, max_chunks=2)

    assert len(packed.texts) == 2
    assert packed.partly == {"a"}


def test_large_files_can_be_skipped_instead() -> None:
    packed = pack([a_file("a", 60), a_file("b", 5)], capacity=110, max_chunks=2, large="skip")

    assert [tuple(chunk) for chunk in packed.texts] == [("b",)]
    assert packed.left_out == {"a"}


def test_what_finds_no_room_is_named() -> None:
    packed = pack([a_file("a", 20), a_file("b", 20)], capacity=110, max_chunks=1)

    assert packed.left_out == {"b"}


def test_no_room_at_all() -> None:
    for capacity, chunks in ((-5, 3), (0, 3), (100, 0)):
        assert pack([a_file("a", 2)], capacity=capacity, max_chunks=chunks).left_out == {"a"}


SIZES = st.lists(st.lists(st.integers(1, 40), max_size=4), max_size=12)


@settings(max_examples=150)
@given(SIZES, st.integers(0, 200), st.integers(0, 5), st.sampled_from(["clip", "skip"]))
def test_chunks_fit_and_no_line_is_lost_in_silence(
    sizes: list[list[int]], capacity: int, chunks: int, large: str
) -> None:
    files = [a_file(f"f{number}", *pieces) for number, pieces in enumerate(sizes)]

    packed = pack(files, capacity=capacity, max_chunks=chunks, large="clip" if large == "clip" else "skip")

    assert len(packed.texts) <= chunks
    assert all(estimate_tokens("".join(chunk.values())) <= capacity for chunk in packed.texts)
    assert not packed.partly & packed.left_out
    shown = "".join(text for chunk in packed.texts for text in chunk.values()).split("\n")
    for file in files:
        lines = [line for piece in file.pieces for line in piece.lines]
        present = [line for line in lines if line in set(shown)]
        if file.path in packed.left_out:
            assert present == []
        elif file.path in packed.partly:
            assert 0 < len(present) < len(lines)
        else:
            assert present == lines
            assert file.header.strip() in shown
