"""Schema migrations: files, the program that runs them, what has been run, and whether a database still is the result.

Packs bring SQL files alone. Nothing here knows Pulumi; hooks and commands give addresses and passwords.
"""
