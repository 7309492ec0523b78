"""What people in the field do on their phones, also hours before it arrives: each act once, with its own time."""
