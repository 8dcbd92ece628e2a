"""The restore drill: proves, with figures, that the newest backup and the archived WAL bring the databases back."""
