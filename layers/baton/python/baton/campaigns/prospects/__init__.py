"""Companies and people that a campaign found, and what each source said of them."""
