"""Queries in, ranked quotations out."""
