"""The process that opens a stranger's file. One file a process, started as a plain script with nothing around it.

It reads the file from stdin and writes a line of JSON to stdout: what it is refused for, or what a reader shall not get,
followed by the bytes of the copy without that. Before it looks at the first byte it can open no file and no connection any
more, and has so much memory, CPU time and output. It says codes; the words are in `uploads.verdicts`.
"""

import codecs
import json
import sys
import warnings
from io import BytesIO
from pathlib import Path
from typing import Any

# A plain script finds its neighbour only when it says where.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from PIL import Image, JpegImagePlugin, MpoImagePlugin, PngImagePlugin, TiffImagePlugin

from uploads.confinement import confine
from uploads.pdf_rules import Refused, judge_pdf

MAX_PIXELS = 40_000_000
FORMATS = {"image/jpeg": ("JPEG", "MPO"), "image/png": ("PNG",)}
# What is used later must be here before no file can be opened any more.
LOADED = (JpegImagePlugin, MpoImagePlugin, PngImagePlugin, TiffImagePlugin, *map(codecs.lookup, ("utf-16", "latin-1", "ascii")))


def judge_image(content: bytes, content_type: str) -> None:
    """Raises Refused for a picture that is too large, or that cannot be drawn to its last row."""
    Image.MAX_IMAGE_PIXELS = None
    try:
        with Image.open(BytesIO(content), formats=FORMATS[content_type]) as image:
            if image.width * image.height > MAX_PIXELS:
                raise Refused("pixels")
            image.load()
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        raise Refused("torn_image") from error


def judge(content: bytes, content_type: str) -> tuple[dict[str, Any], bytes]:
    try:
        if content_type != "application/pdf":
            judge_image(content, content_type)
            return {"left_out": []}, b""
        left_out, copy = judge_pdf(content)
        return {"left_out": left_out}, copy
    except Refused as refusal:
        return {"refused": refusal.code, "about": refusal.about}, b""
    except (MemoryError, RecursionError):
        return {"refused": "too_complex", "about": ""}, b""


def main() -> None:
    warnings.simplefilter("ignore")
    Image.preinit()
    content = sys.stdin.buffer.read()
    # The library reads chance from a device before it decrypts.
    confine(with_one_file=b"/Encrypt" in content)
    reply, copy = judge(content, sys.argv[1])
    sys.stdout.buffer.write(json.dumps(reply).encode() + b"\n" + copy)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
