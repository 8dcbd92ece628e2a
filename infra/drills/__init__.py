"""Drills: faults put into a running stack on purpose, and a checker that says what clients saw of them."""
