"""A draft of a plan beside the document that it was read from: what was found, and what people decided about it."""
