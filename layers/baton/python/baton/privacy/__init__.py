"""Whose data is whose: subjects, their erasure, and the audit trail."""
