"""The supervisor: questions in words, whom to ask, and one answer."""
