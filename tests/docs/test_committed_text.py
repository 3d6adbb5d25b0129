"""What is committed holds on every machine: no address of a package index, no path of somebody's disk."""

import re

import pytest

from tests.docs.reading import committed_files, name_of

# Put together here so that this file itself stays clean.
INDEXES = [
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("npmjs", "org"),
        ("npmjs", "com"),
        ("npmmirror", "com"),
        ("yarnpkg", "com"),
        ("deb", "debian", "org"),
        ("docker", "io"),
        ("ghcr", "io"),
        ("crates", "io"),
        ("tsinghua", "edu", "cn"),
        ("aliyun", "com"),
    )
]
HOME_OF, DESK = (f"/{name}" for name in ("home", "work"))
HOST = re.compile("|".join(map(re.escape, INDEXES)) + r"|\b(?:\w+-)?index-url[= ]+https?:|\bregistry *= *https?:", re.IGNORECASE)
DISK = re.compile(r"(?<![\w.:/*])/(?:work|home|Users|mnt|media)/\w|(?<![\w.:/*])/root/\w|\b[A-Z]:\\\\?Users\b")


# Files as people send them, which the tests of uploads read.
BROUGHT = {".pdf", ".jfif", ".jpg", ".heic"}


def texts() -> list[tuple[str, str]]:
    """Every committed file that is text, with its name."""
    found = []
    for path in committed_files():
        content = path.read_bytes()
        if path.suffix not in BROUGHT and b"\0" not in content[:8000]:
            found.append((name_of(path), content.decode()))
    return found


@pytest.mark.parametrize("pattern", [HOST, DISK], ids=("package index", "path of a machine"))
def test_no_committed_text_holds(pattern: re.Pattern[str]):
    files = texts()
    assert len(files) > 200
    assert [(name, match.group()) for name, text in files if (match := pattern.search(text))] == []


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (HOST, '"resolved": "https://' + "registry." + INDEXES[2] + '/x/-/x-1.tgz"'),
        (HOST, "--extra-index" + "-url https://example.invalid/simple"),
        (DISK, f"open('{HOME_OF}/someone/data')"),
        (DISK, f"see {DESK}/main/docs"),
    ],
)
def test_the_patterns_find_what_they_look_for(pattern: re.Pattern[str], text: str):
    assert pattern.search(text)
