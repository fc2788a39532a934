"""`python -m scripts.crash [--rounds 25]`: kill -9 of the database and of the web server while people write (security.md 3, features.md 90).

Everything runs in a folder of its own: a durable PostgreSQL, the web server as in the demo, invented people. In each round four people send
forms without a pause (secrets of class C4 and documents with a file); at a moment that chance chooses the database's processes, the web
server's or both are killed. Who has no answer sends the same form, with its key, until there is one, as a person would. Then:

- every answered form is in the database, exactly once, though it may have been sent several times, and its text opens;
- every document's file is whole, and no document is without its file;
- every live row equals its last history row, and every memory its seals.

With `--without-keys` the forms carry no key: what then stands twice shows what the keys are for. Processes
die here, not the machine: what a power cut does to a disk that lies about its writes no program can show.
"""

import argparse
import http.cookiejar
import importlib
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil
import psycopg

ROOT = Path(__file__).resolve().parent.parent
WRITERS, PATIENCE = 4, 90  # people who write at once; seconds until everything must answer again
_NOWHERE = subprocess.DEVNULL
VICTIMS = ["database", "web server", "both"]


def main(arguments: list[str]) -> None:
    asked = argparse.ArgumentParser(prog="python -m scripts.crash", description=__doc__)
    asked.add_argument("--rounds", type=int, default=25)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--folder", type=Path, help="keep everything here, and go on with what is here already")
    asked.add_argument("--without-keys", action="store_true", help="the control: forms without their key")
    options = asked.parse_args(arguments)
    folder = options.folder or Path(tempfile.mkdtemp(prefix="himaya-crash-"))
    os.environ |= {"VAR_DIR": str(folder), "DEMO": "true", "DJANGO_SETTINGS_MODULE": "base.settings"}
    crash = Crash(folder, options)
    try:
        sys.exit(crash.run())
    finally:
        crash.stop()
        if not options.folder:
            shutil.rmtree(folder, ignore_errors=True)


class Writer(threading.Thread):
    """One person with a browser, who sends forms until told to stop, each of them until it is answered."""

    def __init__(self, crash: "Crash", username: str, *, brings_files: bool):
        super().__init__(daemon=True)
        self.crash, self.username, self.brings_files = crash, username, brings_files
        self.acknowledged: list[str] = []
        self.sent = self.again = 0
        cookies = http.cookiejar.CookieJar()
        self.cookies = cookies
        self.browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(cookies), _Stay())

    def sign_in(self) -> None:
        page = f"{self.crash.address}/accounts/login/"
        self.browser.open(page, timeout=20).read()
        makers: Any = importlib.import_module("tests.makers")
        status, where = self._post("/accounts/login/", {"login": self.username, "password": makers.PASSWORD})
        assert status == 302, (status, where)

    def run(self) -> None:
        while not self.crash.enough.is_set():
            words, key = f"{self.username} {uuid.uuid4()}", str(uuid.uuid4())
            self.sent += 1
            while True:
                try:
                    status, where = self._send(words, key)
                except (OSError, http.client.HTTPException):
                    status, where = 0, ""
                if status == 302 and "/accounts/" not in where:
                    self.acknowledged.append(words)
                    break
                if self.crash.over.is_set():  # never answered: it may be there or not, but not twice
                    break
                self.again += 1
                time.sleep(0.05)

    def _send(self, words: str, key: str) -> tuple[int, str]:
        key = "" if self.crash.options.without_keys else key
        if self.brings_files:
            fields = {"kind": "kebele_card", "description": words, "key": key}
            return self._post(f"/children/{self.crash.children[self.username]}/documents/add/", fields, file=self.crash.picture)
        fields = {"what": words, "from_whom": "relatives", "why": "fear_of_harm", "key": key}
        return self._post(f"/children/{self.crash.children[self.username]}/withhold/", fields)

    def _post(self, path: str, fields: dict[str, str], file: bytes = b"") -> tuple[int, str]:
        token = next((cookie.value for cookie in self.cookies if cookie.name == "csrf"), "")
        if file:
            body, kind = _multipart(fields, file)
        else:
            body, kind = urllib.parse.urlencode(fields).encode(), "application/x-www-form-urlencoded"
        request = urllib.request.Request(self.crash.address + path, body, {"Content-Type": kind, "X-CSRFToken": token or ""})
        try:
            with self.browser.open(request, timeout=30) as answer:
                return answer.status, answer.headers.get("Location", "")
        except urllib.error.HTTPError as refused:
            with refused:
                return refused.code, refused.headers.get("Location", "")


class _Stay(urllib.request.HTTPRedirectHandler):
    """A redirect is the answer: it is not followed."""

    def redirect_request(self, *args, **kwargs):
        return None


def _multipart(fields: dict[str, str], file: bytes) -> tuple[bytes, str]:
    edge = uuid.uuid4().hex
    parts = [f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in fields.items()]
    head = f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\nContent-Type: image/jpeg\r\n\r\n'
    return "".join([*parts, head]).encode() + file + f"\r\n--{edge}--\r\n".encode(), f"multipart/form-data; boundary={edge}"


class Crash:
    """The rounds, and what was found."""

    def __init__(self, folder: Path, options: argparse.Namespace):
        self.data, self.options, self.chance = folder / "pgdata", options, random.Random(options.seed)
        self.enough, self.over = threading.Event(), threading.Event()
        self.children: dict[str, str] = {}  # by the name of the person who writes
        self.picture, self.address = b"", ""
        self.web: subprocess.Popen[bytes] | None = None
        self.server: Any = None
        self.postmaster: tuple[list[str], int] = [], 0

    def run(self) -> int:
        """Every round to its end; 1 when anything was lost, doubled or broken."""
        self._start_database()
        import django

        django.setup()
        self._prepare()
        faults: list[str] = []
        acknowledged = sent = again = 0
        slowest = 0.0
        for number in range(1, self.options.rounds + 1):
            victim = VICTIMS[(number - 1) % len(VICTIMS)]
            writers, seconds = self._round(victim)
            answered = [words for writer in writers for words in writer.acknowledged]
            found = self._check(answered)
            acknowledged, sent = acknowledged + len(answered), sent + sum(writer.sent for writer in writers)
            again, slowest = again + sum(writer.again for writer in writers), max(slowest, seconds)
            print(
                f"{number:3}  {victim:10}  {len(answered):4} answered  {seconds:5.1f} s until it answered  {len(found)} faults",
                flush=True,
            )
            faults += [f"round {number}, {victim}: {fault}" for fault in found]
        print(
            f"{self.options.rounds} kills: {acknowledged} of {sent} forms were answered, {again} times one was sent again; "
            f"back after {slowest:.1f} s at most; {len(faults)} lost, doubled or broken."
        )
        for fault in faults[:50]:
            print(fault)
        return 1 if faults else 0

    def _round(self, victim: str) -> tuple[list[Writer], float]:
        self.enough.clear()
        self.over.clear()
        writers = [Writer(self, name, brings_files=number == 0) for number, name in enumerate(self.people)]
        for writer in writers:
            writer.sign_in()
        for writer in writers:
            writer.start()
        time.sleep(self.chance.uniform(1, 4))
        killed = time.monotonic()
        if victim != "web server":
            self._kill_database()
        if victim != "database":
            self._kill_web()
        if victim != "web server":
            self._start_database_again()
        if victim != "database":
            self._start_web()
        self._wait()
        seconds = time.monotonic() - killed
        time.sleep(self.chance.uniform(0.2, 0.8))
        self.enough.set()
        for writer in writers:
            writer.join(PATIENCE)
        self.over.set()
        for writer in writers:
            writer.join(PATIENCE)
        return writers, seconds

    # ------------------------------------------------------------------------------------------------------------------ findings

    def _check(self, answered: list[str]) -> list[str]:
        from django.db import connections

        from base import files, sealing, verifying
        from base.models import Submission
        from minors import documents
        from minors.models import Document, Withheld

        connections.close_all()
        there = [*(row.what for row in Withheld.objects.all()), *Document.objects.values_list("description", flat=True)]
        found = [f"lost: {words}" for words in sorted(set(answered) - set(there))]
        found += [f"{there.count(words)} times: {words}" for words in sorted(set(there)) if there.count(words) > 1]
        for document in Document.objects.all():
            for part in ("file", "preview") if document.preview_name else ("file",):
                try:
                    documents.read(document, part)
                except files.Damaged as damaged:
                    found.append(f"document {document.pk}, {part}: {damaged.args[0]}")
        found += [f"{one.model} {one.record}: {one.what}" for one in verifying.findings()]
        sealing.seal()
        found += [f"{one.model} {one.record}: {one.what}" for one in sealing.findings()]
        open_sending = Submission.objects.filter(result="").count()
        found += [f"{open_sending} forms are neither answered nor refused"] if open_sending else []
        connections.close_all()
        return found

    # ------------------------------------------------------------------------------------------------------------ people, servers

    def _prepare(self) -> None:
        from django.core.management import call_command
        from django.db import connections, transaction

        from casework.models import Case

        makers: Any = importlib.import_module("tests.makers")
        call_command("migrate", database="owner", verbosity=0, interactive=False)
        call_command("createcachetable", database="owner", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        self.people = [f"writer{number}" for number in range(WRITERS)]
        with transaction.atomic():
            if not Case.objects.exists():
                for name in self.people:  # each of a child of their own: what is secret is written by nobody else
                    makers.make_case(makers.make_user(name))
        self.children = {case.owner.username: str(case.child_id) for case in Case.objects.select_related("owner")}
        self.picture = makers.make_picture()
        connections.close_all()
        self._start_web()
        self._wait()

    def _start_database(self) -> None:
        from base import embedded_db

        self.server = embedded_db.server(self.data)
        os.environ["DATABASE_URL"], os.environ["DATABASE_OWNER_URL"] = self.server.__enter__()

    def _start_database_again(self) -> None:
        """The same program for the same user: it finds its own way back, as at a real installation."""
        command, user = self.postmaster
        for _attempt in range(20):  # the memory of the dead may be held for a moment
            again = subprocess.Popen(command, user=user, cwd=self.data, start_new_session=True, stdout=_NOWHERE, stderr=_NOWHERE)
            for _look in range(PATIENCE * 5):
                with suppress(psycopg.OperationalError), psycopg.connect(os.environ["DATABASE_URL"], connect_timeout=5):
                    return
                if again.poll() is not None:
                    break
                time.sleep(0.2)
            time.sleep(0.5)
        raise SystemExit("The database did not come back.")

    def _kill_database(self) -> None:
        postmaster = psutil.Process(int((self.data / "postmaster.pid").read_text("utf-8").split()[0]))
        self.postmaster = postmaster.cmdline(), postmaster.uids().real
        everything = [postmaster, *postmaster.children(recursive=True)]
        for process in everything:
            with suppress(psutil.NoSuchProcess):
                process.kill()
        psutil.wait_procs(everything, timeout=10)

    def _start_web(self) -> None:
        if not self.address:
            with socket.socket() as free:
                free.bind(("127.0.0.1", 0))
                self.address = f"http://127.0.0.1:{free.getsockname()[1]}"
        port = self.address.rpartition(":")[2]
        program = [
            str(Path(sys.executable).parent / "granian"),
            "--interface",
            "wsgi",
            "--host",
            "127.0.0.1",
            "--port",
            port,
        ]
        program += ["--workers", "2", "--blocking-threads", "4", "--log-level", "critical", "base.wsgi:application"]
        env = {name: value for name, value in os.environ.items() if name != "DATABASE_OWNER_URL"}
        self.web = subprocess.Popen(program, env=env, cwd=ROOT, start_new_session=True, stdout=_NOWHERE, stderr=_NOWHERE)

    def _kill_web(self) -> None:
        if self.web:
            os.killpg(self.web.pid, signal.SIGKILL)
            self.web.wait()

    def stop(self) -> None:
        """Leave nothing running."""
        if self.web:
            with suppress(ProcessLookupError):
                os.killpg(self.web.pid, signal.SIGKILL)
        with suppress(Exception):
            self.server.__exit__(None, None, None)
        with suppress(OSError, psutil.NoSuchProcess):  # one that was started again is no longer the package's
            psutil.Process(int((self.data / "postmaster.pid").read_text("utf-8").split()[0])).send_signal(signal.SIGINT)

    def _wait(self) -> None:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            with (
                suppress(OSError, http.client.HTTPException),
                urllib.request.urlopen(f"{self.address}/accounts/login/", timeout=5) as answer,
            ):
                if answer.status == 200:
                    return
            time.sleep(0.1)
        raise SystemExit("The web server did not answer again.")


if __name__ == "__main__":
    main(sys.argv[1:])
