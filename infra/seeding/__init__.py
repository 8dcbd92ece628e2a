"""Realistic data for packs: made from a seed, copied in one transaction, and checked by SQL afterwards."""
