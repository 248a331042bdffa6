"""What tests share: a real Postgres, the real processes, a real chat client."""
