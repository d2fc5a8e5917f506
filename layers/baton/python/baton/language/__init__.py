"""The language model: what is asked, with which prompt, for how much, and what is said without it."""
