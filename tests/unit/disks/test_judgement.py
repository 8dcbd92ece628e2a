"""When data counts as lost, and what is said then."""

import pytest

from infra.disks.judgement import Known, check, requested
from infra.disks.record import Record
from infra.errors import UserError
from infra.platforms.base import Disk
from infra.services.registry import all_services
from infra.settings import Settings
from infra.specs import Data

GONE = Disk("", frozenset())
EMPTY = Disk("new", frozenset())
WHOLE = Disk("v1", frozenset({"777"}))
OTHER = Disk("new", frozenset({"888"}))
UNSEEN = Disk("v1", None)
ANOTHER_UNSEEN = Disk("new", None)


def known(
    *disks: Disk,
    service: str = "postgres",
    enough: int = 1,
    remedy: str = "restore {mark} -s {stack}",
    marks: str = "777",
) -> Known:
    members = {f"{service}-{number}": disk for number, disk in enumerate(disks, 1)}
    record = Record(frozenset(marks.split()), dict.fromkeys(members, "v1"))
    return Known(service, Data("", enough, remedy=remedy), record, members)


@pytest.mark.parametrize("disk", [GONE, EMPTY, OTHER, ANOTHER_UNSEEN], ids=["gone", "empty", "other", "replaced"])
def test_a_disk_without_the_data_is_a_loss(disk: Disk) -> None:
    assert known(disk).lost
    assert known(disk, disk).lost


@pytest.mark.parametrize("disk", [WHOLE, UNSEEN], ids=["whole", "the same one, unseen"])
def test_data_that_one_member_still_has_is_none(disk: Disk) -> None:
    assert not known(disk).lost
    assert not known(GONE, disk).lost
    assert list(known(GONE, disk).missing) == ["postgres-1"]


def test_some_services_need_more_than_one_member_with_the_data() -> None:
    assert known(WHOLE, GONE, GONE, enough=2).lost
    assert not known(WHOLE, WHOLE, GONE, enough=2).lost


def test_one_of_several_things_that_is_still_there_is_no_loss_and_has_hooks_run() -> None:
    """A stream that somebody deleted is made again; those beside it were never lost."""
    found = known(Disk("v1", frozenset({"A 1"})), marks="A B")
    assert found.lost
    found = known(Disk("v1", frozenset({"A"})), marks="A B")
    assert (found.lost, found.incomplete) == (False, True)


def test_what_nobody_can_see_does_not_have_hooks_run() -> None:
    assert not known(UNSEEN).incomplete
    assert known(UNSEEN).unchanged


def test_a_record_holds_only_while_it_says_all_of_what_is_there() -> None:
    assert known(WHOLE).unchanged
    assert not known(WHOLE, Disk("new", WHOLE.marks)).unchanged
    assert not known(GONE, WHOLE).unchanged
    assert not known(Disk("v1", frozenset({"777"})), marks="777 888").unchanged
    # What was found where nobody could look is looked for again.
    assert not Known("nats", Data("", 1), Record(frozenset(), {"nats-1": "v1"}), {"nats-1": UNSEEN}).unchanged


def test_what_a_record_is_of_may_not_have_changed() -> None:
    record = Record(frozenset({"A 1"}), {"nats": "v1"}, ("A",))
    disks = {"nats": Disk("v1", frozenset({"A 1"}))}
    assert Known("nats", Data("", 1, ("A",)), record, disks).unchanged
    assert not Known("nats", Data("", 1, ("A", "B")), record, disks).unchanged


def test_a_record_of_nothing_is_never_lost() -> None:
    assert not Known("postgres", Data("", 1, remedy="x"), Record(frozenset()), {"postgres-1": GONE}).lost


def test_a_loss_is_refused_with_the_way_back() -> None:
    with pytest.raises(UserError) as raised:
        check("ci", [known(GONE, EMPTY), known(WHOLE, service="minio")], ())
    assert str(raised.value) == (
        "stack ci has lost data, so nothing was created or changed: postgres had 777, and the disk of postgres-1 is "
        "gone, the disk of postgres-2 is empty. Put the disks back as they were, or begin empty with `novax up "
        "--start-empty postgres -s ci` (postgres: restore 777 -s ci)"
    )


def test_of_many_things_two_are_named() -> None:
    with pytest.raises(UserError, match=r"nats had A, B and 2 more, and the disk of nats-1 has 888"):
        check("ci", [known(OTHER, service="nats", marks="D C B A")], ())
    with pytest.raises(UserError, match="the disk of nats-1 is another one"):
        check("ci", [known(ANOTHER_UNSEEN, service="nats")], ())


def test_several_losses_are_told_at_once() -> None:
    with pytest.raises(UserError, match="`novax up --start-empty postgres --start-empty nats -s ci`"):
        check("ci", [known(GONE), known(GONE, service="nats")], ())


def test_who_said_so_begins_empty() -> None:
    check("ci", [known(GONE)], {"postgres"})
    with pytest.raises(UserError, match="`novax up --start-empty nats -s ci`"):
        check("ci", [known(GONE), known(GONE, service="nats")], {"postgres"})


def test_what_hooks_fill_again_is_not_refused() -> None:
    check("ci", [known(GONE, service="redis", remedy="")], ())


@pytest.mark.parametrize("name", ["redis", "prometheus", "haproxy", "postgres-1"])
def test_a_service_without_data_of_its_own_is_refused(dev: Settings, name: str) -> None:
    with pytest.raises(UserError) as raised:
        requested(["postgres", name], all_services(dev))
    assert str(raised.value) == (
        f"--start-empty is {name}; allowed: minio, nats, postgres, the services with data that only their disks have; "
        "leave it out, because everything else is filled again without it"
    )


def test_the_services_that_may_begin_empty(dev: Settings) -> None:
    assert requested(["minio", "", "nats"], all_services(dev)) == {"minio", "nats"}
