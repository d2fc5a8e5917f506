"""Drafting: writes the e-mails of a lead's plan with a language model, after the lead was answered."""
