"""The platform, declared: settings -> specs -> platform -> hooks -> outputs."""

import pulumi

from infra import outputs, preflight, settings
from infra.deploy import deploy
from infra.errors import UserError
from infra.hooks.registry import all_hooks
from infra.identity import Identity
from infra.images import lock
from infra.packs import load_packs
from infra.paths import IMAGE_LOCK, PROJECT
from infra.platforms import platform_named
from infra.services.registry import all_services


def main() -> None:
    """Declare the stack that Pulumi is running.

    Raises:
        UserError: the configuration cannot work here; nothing has been declared yet.
    """
    stack = pulumi.get_stack()
    config = settings.from_pulumi(stack)
    place = platform_named(config.platform)
    packs = load_packs(config.packs, PROJECT / "sql")
    images = lock.load(IMAGE_LOCK)
    specs = all_services(config, images.without_source(), packs)
    preflight.check(stack, config, specs, images)

    identity = Identity("identity", permanent=[pack.data_key_secret for pack in packs if pack.data_key_secret])
    platform = place(config, identity, images)
    services = deploy(platform, identity, specs, all_hooks(config, packs))
    outputs.export(config, packs, specs, services, platform, identity)
    identity.seal()


try:
    main()
except UserError as error:
    # Ends the program with the sentence alone, without a traceback.
    raise pulumi.RunError(str(error)) from None
