"""The parts of a form on paper as plain data, for the typesetter. Pure. An empty value is a blank box, to be filled by hand."""

from collections.abc import Iterable, Sequence
from typing import Any

type Block = dict[str, Any]


def boxes(*row: tuple[str, str, str] | tuple[str, str, str, float]) -> Block:
    """A row of boxes: number, name and value of each field, and how wide it is beside the others."""
    return {
        "kind": "boxes",
        "cells": [
            {"label": label(one[0], one[1]), "value": one[2], "width": one[3] if len(one) > 3 else 1} for one in row
        ],
    }


def text(number: str, name: str, value: str) -> Block:
    """A field of its own over the whole width; a long one goes on over pages."""
    return {"kind": "text", "label": label(number, name), "value": value}


def table(
    number: str, name: str, heads: Sequence[str], rows: Iterable[Sequence[str]], widths: Sequence[float]
) -> Block:
    """A field that is a table. Its head is repeated on every page; without rows some blank ones are printed."""
    many = len(heads)
    filled = [[*row[:many], *[""] * (many - len(row))] for row in rows]
    return {
        "kind": "table", "label": label(number, name), "heads": list(heads), "widths": list(widths),
        "rows": filled or [[""] * many for _ in range(3)],
    }  # fmt: skip


def tree(number: str, name: str, nodes: Sequence[Block]) -> Block:
    """nodes  each {"text", "under": nodes}"""
    return {"kind": "tree", "label": label(number, name), "nodes": list(nodes)}


PAGE: Block = {"kind": "page"}


def label(number: str, name: str) -> str:
    return f"{number}. {name}" if number else name
