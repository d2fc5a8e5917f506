"""What keeps personal data where it belongs: masking, and what is written of whom."""
