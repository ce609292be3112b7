"""Debian's Postfix as a private mail server: its own configuration, queue, users and mailboxes."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.senders.smtp.certificates import Certificate, certificate

DOMAIN = "acme.example"
NEEDED = ("postfix", "postconf", "saslpasswd2")
SEARCHED = os.pathsep.join((os.defpath, "/usr/sbin", "/sbin"))
PATIENCE = 15.0
"""Seconds within which it starts, empties its queue, or ends."""

MAIN = """\
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
maillog_file = {folder}/log/mail.log
maillog_file_prefixes = {folder}
myhostname = mail.acme.example
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
alias_maps =
alias_database =
local_recipient_maps =
local_header_rewrite_clients =
smtpd_peername_lookup = no
virtual_mailbox_domains = acme.example
virtual_mailbox_base = {folder}/mail
virtual_mailbox_maps = texthash:{folder}/config/mailboxes
virtual_uid_maps = static:{user}
virtual_gid_maps = static:{group}
smtpd_tls_security_level = encrypt
smtpd_tls_auth_only = yes
smtpd_tls_cert_file = {certificate}
smtpd_tls_key_file = {key}
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = cyrus
smtpd_sasl_path = smtpd
smtpd_sasl_local_domain = acme.example
smtpd_recipient_restrictions = permit_sasl_authenticated, reject
smtpd_relay_restrictions = permit_sasl_authenticated, reject
"""

MASTER = """\
127.0.0.1:{port} inet n - n - - smtpd
postlog unix-dgram n - n - 1 postlogd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
proxymap unix - - n - - proxymap
anvil unix - - n - 1 anvil
error unix - - n - - error
retry unix - - n - - error
virtual unix - n n - - virtual
"""

SASL = """\
pwcheck_method: auxprop
auxprop_plugin: sasldb
sasldb_path: {folder}/config/sasl/users
mech_list: PLAIN LOGIN
"""


@dataclass(frozen=True, slots=True)
class Postfix:
    """A running server. ``certificate`` is the one to trust."""

    folder: Path
    port: int
    certificate: Certificate

    @property
    def log(self) -> str:
        """What it has logged."""
        file = self.folder / "log" / "mail.log"
        return file.read_text("utf-8", "replace") if file.exists() else ""

    def mailbox(self, user: str) -> list[bytes]:
        """The mails that a user has got, as they lie in the maildir."""
        return [file.read_bytes() for file in (self.folder / "mail" / user / "new").glob("*")]

    def wait_for_mail(self, users: Sequence[str]) -> None:
        """Wait until each of them has a mail and the queue is empty."""
        until = time.monotonic() + PATIENCE
        while (waiting := [user for user in users if not self.mailbox(user)]) or self._queued():
            if time.monotonic() > until:
                raise AssertionError(f"no mail for {waiting}:\n{self.log}")
            time.sleep(0.05)

    def _queued(self) -> int:
        queue = self.folder / "queue"
        files = (queue / name for name in ("incoming", "active", "deferred"))
        return sum(1 for each in files for found in each.rglob("*") if found.is_file())


def missing() -> str | None:
    """Why there can be no Postfix here; None if there can be one."""
    programs = [name for name in NEEDED if _program(name) is None]
    if programs:
        return f"{', '.join(programs)} not installed (make test installs Postfix as root)"
    return None if os.geteuid() == 0 else "Postfix can only be started by root"


@contextmanager
def postfix(users: Sequence[str], *, login: str, password: str) -> Iterator[Postfix]:
    """Run a Postfix with mailboxes for ``users``, where ``login`` may hand in mail."""
    # Its processes have users of their own, who cannot look into pytest's folders.
    folder = Path(tempfile.mkdtemp(prefix="newsletter-postfix-"))
    folder.chmod(0o755)
    try:
        server = _configured(folder, users)
        _add_login(folder, login, password)
        yield from _running(server)
    finally:
        shutil.rmtree(folder)


def _program(name: str) -> str | None:
    return shutil.which(name, path=SEARCHED)


def _configured(folder: Path, users: Sequence[str]) -> Postfix:
    for name in ("config", "config/sasl", "queue", "data", "log", "mail", "tls"):
        (folder / name).mkdir(mode=0o755)
    server = Postfix(folder, _free_port(), certificate(folder / "tls", "localhost", "127.0.0.1"))
    reader, owner = pwd.getpwnam("nobody"), pwd.getpwnam("postfix")
    os.chown(folder / "data", owner.pw_uid, owner.pw_gid)
    os.chown(folder / "mail", reader.pw_uid, reader.pw_gid)
    main = MAIN.format(
        folder=folder,
        user=reader.pw_uid,
        group=reader.pw_gid,
        certificate=server.certificate.file,
        key=server.certificate.key,
    )
    boxes = "".join(f"{user}@{DOMAIN} {user}/\n" for user in users)
    config = folder / "config"
    (config / "main.cf").write_text(main)
    (config / "master.cf").write_text(MASTER.format(port=server.port))
    (config / "mailboxes").write_text(boxes)
    return server


def _add_login(folder: Path, login: str, password: str) -> None:
    """A user of SASL's own little database, which smtpd reads without being root."""
    sasl = folder / "config" / "sasl"  # where Debian's smtpd looks for it
    (sasl / "smtpd.conf").write_text(SASL.format(folder=folder))
    users = sasl / "users"
    line = [str(_program("saslpasswd2")), "-p", "-c", "-f", str(users), "-u", DOMAIN, login]
    subprocess.run(line, input=password, text=True, check=True, capture_output=True)
    shutil.chown(users, "root", "postfix")
    users.chmod(0o640)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def _running(server: Postfix) -> Iterator[Postfix]:
    line = [str(_program("postfix")), "-c", str(server.folder / "config")]
    with (server.folder / "log" / "start").open("w+b") as said:
        process = subprocess.Popen(
            [*line, "start-fg"],
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
            start_new_session=True,
        )
        try:
            _wait_until_it_listens(server, process)
            yield server
        finally:
            subprocess.run([*line, "stop"], capture_output=True, timeout=PATIENCE)
            process.wait(PATIENCE)


def _wait_until_it_listens(server: Postfix, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", server.port), 1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    start = (server.folder / "log" / "start").read_text("utf-8", "replace")
    raise AssertionError(f"Postfix does not start:\n{start}\n{server.log}")
