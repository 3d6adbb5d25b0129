"""Runs a part of the drill that needs Django, in a process of its own: `python -m bench.drill.inside fill 10 plan.json`."""

import sys
from importlib import import_module

import django

if __name__ == "__main__":
    django.setup()
    import_module(f"bench.drill.{sys.argv[1]}").main(*sys.argv[2:])
