"""What a process that opens a stranger's file may still do: nothing but compute. Knows no Django, Linux only.

The rights are given up before the first byte is looked at and cannot be had back.
"""

import ctypes
import os
import platform
import resource
import struct

MEMORY_BYTES = 1024 * 1024 * 1024
CPU_SECONDS = 10
OUTPUT_BYTES = 64 * 1024 * 1024
NICENESS = 5
PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 38, 22, 2
LOAD, EQUAL, AT_LEAST, RETURN = 0x20, 0x15, 0x35, 0x06
ALLOW, REFUSE, NUMBER_AT, MACHINE_AT = 0x7FFF0000, 0x00050001, 0, 4
# Of linux/audit.h, and the numbers of socket, socketpair, connect, ptrace, execve, execveat, io_uring_setup, clone, clone3 (fork, vfork).
MACHINES = {
    "x86_64": (0xC000003E, (41, 53, 42, 101, 59, 322, 425, 56, 435, 57, 58)),
    "aarch64": (0xC00000B7, (198, 199, 203, 117, 221, 281, 425, 220, 435)),
}
FOREIGN_NUMBERS = 0x40000000


def shut_network() -> bool:
    """Have the kernel refuse connections and other programs; False where it cannot."""
    machine = MACHINES.get(platform.machine())
    if machine is None:
        return False
    mark, numbers = machine
    last = len(numbers) + 2
    steps = [(LOAD, 0, 0, MACHINE_AT), (EQUAL, 0, last + 1, mark), (LOAD, 0, 0, NUMBER_AT), (AT_LEAST, last - 1, 0, FOREIGN_NUMBERS)]
    steps += [(EQUAL, last - 2 - position, 0, number) for position, number in enumerate(numbers)]
    steps += [(RETURN, 0, 0, ALLOW), (RETURN, 0, 0, REFUSE)]
    code = ctypes.create_string_buffer(b"".join(struct.pack("=HBBI", *step) for step in steps))
    program = ctypes.create_string_buffer(struct.pack("@HP", len(steps), ctypes.addressof(code)))
    call = ctypes.CDLL(None).prctl
    return bool(call(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 and call(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, program, 0, 0) == 0)


def confine(*, with_one_file: bool) -> None:
    """Limit this process. `with_one_file`: one file at a time may still be opened, if connections are refused by the kernel."""
    os.nice(NICENESS)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 2))
    resource.setrlimit(resource.RLIMIT_FSIZE, (OUTPUT_BYTES, OUTPUT_BYTES))
    resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))
    is_shut = shut_network()
    # Numbers below the limit may be given away: only that of stdin is free, and only once it is closed.
    files = 1 if with_one_file and is_shut else 0
    if files:
        os.close(0)
    resource.setrlimit(resource.RLIMIT_NOFILE, (files, files))
