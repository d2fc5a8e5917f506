"""Crawls the company's own sites: each page is a document that follows it."""
