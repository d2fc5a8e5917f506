"""What of a text tells of a person: addresses, numbers of phones, cards and accounts. Pure."""
