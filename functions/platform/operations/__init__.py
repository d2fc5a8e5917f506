"""Operations: finds out why an alarm rings, does what helps, and tells people of the rest."""
