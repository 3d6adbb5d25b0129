"""Run the main() of a module in a process that has the portal's settings: `python -m bench.inside bench.clocks`."""

from __future__ import annotations

import os
import sys
from importlib import import_module

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "creditrepair.settings")
    django.setup()
    import_module(sys.argv[1]).main()
