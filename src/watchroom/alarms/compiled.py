"""Where a detector finds `compiled`: the loops of this room are compiled like all others."""

from watchroom.kernel.compiled import Compiled, compiled, inlined

__all__ = ["Compiled", "compiled", "inlined"]
