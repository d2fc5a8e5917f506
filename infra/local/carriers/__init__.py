"""A stand-in of EasyPost: rates, labels as PDF, voiding, parcels that travel, and faults."""
