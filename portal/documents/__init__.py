"""Documents: HTML made into PDFs under hard limits, fonts of our own choice, stored files."""
