"""The forms of an incident after the Incident Command System, filled from what the platform knows and what people typed."""
