"""`python -m base.cleaner`: a file on standard input; on standard output a line of JSON, then the new file and its preview."""

import json
import sys

from base.cleaner.limits import limit_this_process


def main() -> None:
    """Answer {"refused": code} or {"media_type", "found", "sizes": [bytes of the file, bytes of the preview]}."""
    limit_this_process()
    from base.cleaner.kinds import clean
    from base.cleaner.shapes import Unwelcome

    try:
        made = clean(sys.stdin.buffer.read())
    except Unwelcome as no:
        _answer({"refused": no.args[0]})
    except MemoryError:
        _answer({"refused": "too_heavy"})
    except Exception:  # whatever a library says about a file that it cannot read, the file is the reason
        _answer({"refused": "unreadable"})
    else:
        sizes = [len(made.content), len(made.preview)]
        _answer({"media_type": made.media_type, "found": made.found, "sizes": sizes}, made.content, made.preview)


def _answer(said: dict, *files: bytes) -> None:
    sys.stdout.buffer.write(json.dumps(said).encode() + b"\n" + b"".join(files))
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
