"""Django's PostgreSQL engine with a compiler that takes less time: DATABASES names this package as ENGINE."""
