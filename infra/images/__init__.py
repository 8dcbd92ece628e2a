"""Where the platform's container images come from: built here, pulled, or loaded; knows no service and no Pulumi."""
