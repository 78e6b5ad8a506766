"""Advice tried on data: small networks, trained while you wait, and what they can do afterwards."""
