"""How two fingerprints are compared and told; reading one needs a server."""

from infra.migrations.fingerprint import differences

POLICY = ("policy", "tenant on public.t")


def told(expected: dict[tuple[str, str], str], found: dict[tuple[str, str], str]) -> list[str]:
    return [line for difference in differences(expected, found) for line in difference.lines()]


def test_what_is_the_same_is_not_told() -> None:
    assert told({POLICY: "for select"}, {POLICY: "for select"}) == []


def test_what_is_only_on_one_side_is_told_with_its_kind_and_name() -> None:
    assert told({}, {POLICY: "x"}) == ["+ policy tenant on public.t: in the database, and no migration makes it"]
    assert told({POLICY: "x"}, {}) == ["- policy tenant on public.t: made by a migration, and gone from the database"]


def test_of_what_changed_only_the_changed_items_are_told() -> None:
    assert told({POLICY: "for select; to app; using (a = 1)"}, {POLICY: "for select; to app; using true"}) == [
        "~ policy tenant on public.t: changed in the database",
        "    -using (a = 1)",
        "    +using true",
    ]


def test_of_a_function_only_the_changed_lines_are_told() -> None:
    key = ("routine", "f()")
    assert told({key: "begin\n  a; b;\nend"}, {key: "begin\n  a; c;\nend"})[1:] == ["    -  a; b;", "    +  a; c;"]
