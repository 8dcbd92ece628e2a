"""The marker as it is registered, and its hook as the engine would call it. No engine takes part."""

import asyncio
import contextvars
import re
import threading
from collections.abc import Awaitable, Callable, Mapping
from typing import cast

import pulumi
import pytest
from google.protobuf import json_format
from pulumi.runtime import mocks
from pulumi.runtime.proto import resource_pb2

from infra.errors import UserError
from infra.hooks.declaration import Changes
from infra.hooks.marker import Apply, HookError, fingerprint, marker

ARGUMENTS = pulumi.ResourceHookArgs(urn="urn", id="", name="databases", type="pulumi:index:Stash")

# How Pulumi's protocol marks a secret: a struct with these two values.
SIGNATURE = "4dabf18193072939515e22adb298388d"
SECRET = "1b47061264138c4ac30d75fd1eb44270"

PASSWORD = "correct-horse-battery-staple-0123"


class Recorder(mocks.MockMonitor):
    """Stands in for the engine and keeps what is registered."""

    def __init__(self) -> None:
        super().__init__(cast("pulumi.runtime.Mocks", None))
        self.requests: list[resource_pb2.RegisterResourceRequest] = []

    def RegisterResource(  # noqa: N802 - the protocol's name
        self, request: resource_pb2.RegisterResourceRequest
    ) -> resource_pb2.RegisterResourceResponse:
        if request.type != "pulumi:pulumi:Stack":
            self.requests.append(request)
        return resource_pb2.RegisterResourceResponse(urn=f"urn:{request.name}", id=request.name, object=request.object)


@pytest.fixture
def recorder() -> Recorder:
    return Recorder()


@pytest.fixture
def hooks(monkeypatch: pytest.MonkeyPatch) -> list[pulumi.ResourceHook]:
    """Collect the hooks instead of registering them: only a real engine calls one back."""
    made: list[pulumi.ResourceHook] = []

    def registered(hook: pulumi.ResourceHook) -> asyncio.Future[None]:
        made.append(hook)
        done = asyncio.get_running_loop().create_future()
        done.set_result(None)
        return done

    monkeypatch.setattr("pulumi.resource_hooks.register_resource_hook", registered)
    return made


@pytest.fixture(autouse=True)
def logged(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    messages: list[str] = []
    monkeypatch.setattr(pulumi.log, "info", messages.append)
    return messages


@pytest.fixture
def run(
    recorder: Recorder, hooks: list[pulumi.ResourceHook]
) -> Callable[[Mapping[str, pulumi.Input[str]], Apply], Exception | None]:
    """Return a function that registers a marker in a program of its own, calls its hook and returns its failure."""

    async def program(secrets: Mapping[str, pulumi.Input[str]], apply: Apply) -> Exception | None:
        mocks.set_mocks(cast("pulumi.runtime.Mocks", None), preview=False, monitor=recorder)
        outputs = {name: pulumi.Output.secret(value) for name, value in secrets.items()}
        stash = marker("databases", {"roles": ["shop_app"]}, outputs, apply)
        await stash.urn.future()
        try:
            await cast("Awaitable[None]", hooks[0].callback(ARGUMENTS))
        except Exception as error:  # noqa: BLE001 - what the engine would be told
            return error
        return None

    # Pulumi keeps its settings in the context; this one's end with the test.
    return lambda secrets, apply: contextvars.copy_context().run(asyncio.run, program(secrets, apply))


def nothing(_: Mapping[str, str]) -> Changes:
    return ()


def raising(error: Exception) -> Apply:
    def apply(_: Mapping[str, str]) -> Changes:
        raise error

    return apply


def test_the_state_shows_what_is_declared_and_a_digest_of_the_secrets(
    run: Callable[..., Exception | None], recorder: Recorder
) -> None:
    run({"password": PASSWORD}, nothing)
    (request,) = recorder.requests
    assert (request.type, request.name) == ("pulumi:index:Stash", "databases")
    shown = json_format.MessageToDict(request.object)["input"]
    assert shown["declared"] == {"roles": ["shop_app"]}
    assert shown["secrets"][SIGNATURE] == SECRET
    assert len(shown["secrets"]["value"]) == 64
    assert PASSWORD not in str(shown)


def test_one_hook_runs_before_the_state_is_written_and_none_after(
    run: Callable[..., Exception | None], recorder: Recorder
) -> None:
    run({}, nothing)
    (request,) = recorder.requests
    bound = json_format.MessageToDict(request.hooks)
    assert bound == {"beforeCreate": ["databases-apply"], "beforeUpdate": ["databases-apply"]}


def test_a_preview_runs_nothing_and_a_failure_is_not_ignored(
    run: Callable[..., Exception | None], hooks: list[pulumi.ResourceHook]
) -> None:
    run({}, nothing)
    (hook,) = hooks
    # What a hook without options gets: no dry runs, errors fail the step.
    assert hook.opts is None


def test_the_work_gets_the_secrets_in_a_thread_of_its_own(
    run: Callable[..., Exception | None], logged: list[str]
) -> None:
    seen: list[tuple[Mapping[str, str], bool]] = []

    def apply(values: Mapping[str, str]) -> Changes:
        seen.append((values, threading.current_thread() is threading.main_thread()))
        return ("created database shop",)

    assert run({"password": PASSWORD, "port": "5432"}, apply) is None
    assert seen == [({"password": PASSWORD, "port": "5432"}, False)]
    assert logged == ["databases: created database shop"]


def test_a_run_that_found_nothing_to_do_says_so(run: Callable[..., Exception | None], logged: list[str]) -> None:
    run({}, nothing)
    assert logged == ["databases: everything was as declared"]


def test_many_changes_are_told_in_one_line(run: Callable[..., Exception | None], logged: list[str]) -> None:
    def apply(_: Mapping[str, str]) -> Changes:
        return tuple(f"change {number}" for number in range(9))

    run({}, apply)
    (message,) = logged
    assert message.startswith("databases: change 0; change 1; ")
    assert re.search(r"; and \d more$", message)


def test_a_mistake_of_the_user_is_told_in_its_own_words(run: Callable[..., Exception | None]) -> None:
    failure = run({}, raising(UserError("stream X is not there; make it")))
    assert str(failure) == "hook databases failed: stream X is not there; make it"


def test_any_other_failure_is_told_with_its_kind(run: Callable[..., Exception | None]) -> None:
    failure = run({}, raising(ValueError("no such thing")))
    assert isinstance(failure, HookError)
    assert str(failure) == "hook databases failed: ValueError: no such thing"


@pytest.mark.parametrize("error", [AssertionError(), TimeoutError()])
def test_a_failure_without_words_is_still_a_failure_with_words(
    run: Callable[..., Exception | None], error: Exception
) -> None:
    assert str(run({}, raising(error))) == f"hook databases failed: {type(error).__name__}"


def test_a_secret_in_a_failure_is_struck_out(run: Callable[..., Exception | None]) -> None:
    failure = run({"password": PASSWORD}, raising(RuntimeError(f"cannot log in with {PASSWORD}")))
    assert str(failure) == "hook databases failed: RuntimeError: cannot log in with [secret]"


def test_short_values_such_as_ports_are_not(run: Callable[..., Exception | None]) -> None:
    failure = run({"port": "5432"}, raising(RuntimeError("127.0.0.1:5432 refused")))
    assert str(failure) == "hook databases failed: RuntimeError: 127.0.0.1:5432 refused"


def digest(secrets: Mapping[str, str]) -> tuple[str | None, bool]:
    async def program() -> tuple[str | None, bool]:
        output = fingerprint({name: pulumi.Output.from_input(value) for name, value in secrets.items()})
        return await output.future(), await output.is_secret()

    return asyncio.run(program())


def test_the_digest_is_itself_a_secret() -> None:
    assert digest({"password": PASSWORD})[1]
    assert digest({})[1]


def test_the_digest_changes_with_a_value_and_with_a_name_and_with_nothing_else() -> None:
    one = digest({"a": "1", "b": "2"})
    assert one == digest({"b": "2", "a": "1"})
    assert one != digest({"a": "1", "b": "3"})
    assert one != digest({"a": "2", "b": "1"})
    assert one != digest({"a": "1", "c": "2"})
