#!/usr/bin/env python3
import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "creditrepair.settings")
    from django.core.management import execute_from_command_line  # noqa: PLC0415 - settings module must be named first
    from django.db import OperationalError  # noqa: PLC0415 - as above

    from creditrepair.database import unreachable  # noqa: PLC0415 - as above

    try:
        execute_from_command_line(sys.argv)
    except OperationalError as error:
        if line := unreachable(error):
            # A traceback would bury the one line that the operator needs.
            sys.exit(line)
        raise


if __name__ == "__main__":
    main()
