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


def test_the_roles_of_a_policy_have_one_order() -> None:
    dump = (
        "CREATE POLICY mine ON public.t FOR SELECT TO shop_readonly, shop_app USING ((id = ANY (ARRAY[1, 2])));\n"
        "CREATE POLICY new ON public.t FOR INSERT TO b, a WITH CHECK (true);\n"
        "CREATE POLICY one ON public.t TO shop_app USING (true);\n"
        "GRANT SELECT ON TABLE public.t TO shop_readonly;\n"
    )
    assert normalised("shop", dump).splitlines()[2:] == [
        "CREATE POLICY mine ON public.t FOR SELECT TO shop_app, shop_readonly USING ((id = ANY (ARRAY[1, 2])));",
        "CREATE POLICY new ON public.t FOR INSERT TO a, b WITH CHECK (true);",
        "CREATE POLICY one ON public.t TO shop_app USING (true);",
        "GRANT SELECT ON TABLE public.t TO shop_readonly;",
    ]
