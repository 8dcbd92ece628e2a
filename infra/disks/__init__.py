"""What the state knows of the data on a stack's disks, and what is done when that is not there any more."""
