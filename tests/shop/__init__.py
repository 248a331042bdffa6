"""The shop's API over real HTTP: one process, one Postgres, nothing faked."""
