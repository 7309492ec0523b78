"""A plan document of any kind (Word, PDF, web page, Markdown, plain text) as one text with places."""
