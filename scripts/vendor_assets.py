#!/usr/bin/env python3
"""Copy the few front-end files that pages use from node_modules and django-htmx to static/vendor/."""

import re
import shutil
from pathlib import Path

import django_htmx

ROOT = Path(__file__).resolve().parent.parent
NODE = ROOT / "node_modules"
VENDOR = ROOT / "static" / "vendor"
# django-htmx carries htmx 2 itself, pinned by the Python lock: one source less to keep in step.
HTMX = Path(django_htmx.__file__).parent / "static" / "django_htmx" / "htmx-2.min.js"
FILES = {
    NODE / "@tabler/core/dist/css/tabler.min.css": "tabler/css/tabler.min.css",
    NODE / "@tabler/core/dist/js/tabler.min.js": "tabler/js/tabler.min.js",
    NODE / "@tabler/icons/tabler-nodes-outline.json": "icons/tabler-nodes-outline.json",
    NODE / "echarts/dist/echarts.min.js": "echarts/echarts.min.js",
    HTMX: "htmx/htmx.min.js",
}
# The maps are not copied, and the manifest storage would look for them.
SOURCE_MAP = re.compile(r"(/\*# sourceMappingURL=\S+ \*/|//# sourceMappingURL=\S+)\s*$")


def main() -> None:
    shutil.rmtree(VENDOR, ignore_errors=True)
    for source, name in FILES.items():
        target = VENDOR / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(SOURCE_MAP.sub("", source.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
