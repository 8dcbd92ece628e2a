"""The committed form of a schema: what pg_dump adds from run to run is not in it."""

from infra.migrations.schema import normalised

DUMP = """--
-- PostgreSQL database dump
--

\\restrict 6hGs

-- Dumped from database version 17.6
-- Dumped by pg_dump version 17.6

SET lock_timeout = 0;

--
-- Name: t; Type: TABLE
--

CREATE TABLE public.t ();


\\unrestrict 6hGs
"""


def test_keys_versions_and_empty_lines_are_left_out() -> None:
    assert normalised("shop", DUMP).splitlines() == [
        "-- The schema that the migrations of pack shop make. Written by `novax db dump shop`.",
        "",
        "SET lock_timeout = 0;",
        "",
        "-- Name: t; Type: TABLE",
        "",
        "CREATE TABLE public.t ();",
    ]
