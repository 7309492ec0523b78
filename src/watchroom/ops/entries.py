"""What operations write in the book. Imported at the start, so that every kind has its sentence."""

from watchroom.ops.scenario.entries import ScenarioBegun, ScenarioEnded, ScenarioSteered

__all__ = ["ScenarioBegun", "ScenarioEnded", "ScenarioSteered"]
