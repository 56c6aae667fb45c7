"""Generators of training conversations, one file per ability."""
