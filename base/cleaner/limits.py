"""What the cleaning process may use. It limits itself before it reads the first byte of a file."""

import resource
import sys

MEMORY = 800 << 20  # a picture of 40 megapixels with transparency takes 160 MB once decoded, and is copied once
SECONDS = 20


def limit_this_process() -> None:
    """Bound memory and processor time; no file may be written and no core left behind."""
    wanted = {
        resource.RLIMIT_CPU: SECONDS,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_NOFILE: 64,
    }
    if sys.platform == "linux":  # elsewhere the address space is not counted this way
        wanted[resource.RLIMIT_AS] = MEMORY
    for what, most in wanted.items():
        resource.setrlimit(what, (most, most))
