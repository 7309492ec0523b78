"""CAP, the Common Alerting Protocol: reading what others send, judging it by the standard, writing our own."""

from watchroom.kernel.cap.faults import CapRefused, CapUnwritable
from watchroom.kernel.cap.model import (
    Alert,
    Area,
    Circle,
    Document,
    Info,
    NamedValue,
    Note,
    Polygon,
    Reference,
    Resource,
    Ring,
)
from watchroom.kernel.cap.read import read
from watchroom.kernel.cap.strict import Violation, violations

__all__ = [
    "Alert",
    "Area",
    "CapRefused",
    "CapUnwritable",
    "Circle",
    "Document",
    "Info",
    "NamedValue",
    "Note",
    "Polygon",
    "Reference",
    "Resource",
    "Ring",
    "Violation",
    "read",
    "violations",
]
