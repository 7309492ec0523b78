"""A plan document of any kind (Word, PDF, web page, Markdown, plain text) as one text with places."""

from watchroom.plans.documents.reading import read
from watchroom.plans.documents.text import Block, Document

__all__ = ["Block", "Document", "read"]
