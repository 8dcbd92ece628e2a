"""The `novax` command: work around `pulumi` for the people who run the platform. It deploys nothing by itself."""
