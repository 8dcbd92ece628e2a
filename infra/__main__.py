"""The platform, declared: settings -> specs -> platform -> hooks -> outputs."""

from functools import partial

import pulumi

from infra import outputs, preflight, sdk, settings, surroundings
from infra.deploy import deploy
from infra.disks import upkeep
from infra.errors import UserError
from infra.hooks.election import election
from infra.hooks.registry import all_hooks
from infra.identity import Identity
from infra.images import lock
from infra.packs import load_packs
from infra.paths import PROJECT
from infra.platforms import platform_named
from infra.services.registry import all_services


def main() -> None:
    """Declare the stack that Pulumi is running.

    Raises:
        UserError: the configuration cannot work here; nothing has been declared yet.
    """
    # Pulumi by hand brings the shell's environment along.
    surroundings.settle(own=("PULUMI_",))
    stack = pulumi.get_stack()
    config = settings.from_pulumi(stack)
    place = platform_named(config.platform)
    packs = load_packs(config.packs, PROJECT / "sql")
    images = lock.load(lock.in_use())
    specs = all_services(config, images.without_source(), packs)
    preflight.check(stack, config, specs, images)
    data = upkeep.check(stack, specs, partial(place.disks, stack, config, images))

    identity = Identity("identity", permanent=[pack.data_key_secret for pack in packs if pack.data_key_secret])
    platform = place(config, identity, images)
    hooks = data.filled(all_hooks(config, packs))
    steps = (
        election(config, data.beginnings.get("postgres", 1), empty="postgres" in data.empty),
        *hooks,
        *data.records(specs, hooks),
    )
    services = deploy(platform, identity, data.begun(specs), steps)
    outputs.export(config, packs, specs, services, platform, identity)
    identity.seal()


sdk.hasten()
try:
    main()
except UserError as error:
    # Ends the program with the sentence alone, without a traceback.
    raise pulumi.RunError(str(error)) from None
