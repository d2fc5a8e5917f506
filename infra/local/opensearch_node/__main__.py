"""``python -m infra.local.opensearch_node``: serves a real OpenSearch, or runs a command with one."""

import argparse
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from infra.local.ministack import LocalFailure
from infra.local.opensearch_node.home import made
from infra.local.opensearch_node.node import Node
from infra.local.opensearch_node.releases import RELEASES, Release
from infra.local.places import LOCAL

URL = "OPENSEARCH_URL"
"""What the contract looks for, to run against a real OpenSearch too."""


def main() -> int:
    """Serves until it is ended, or as long as the command takes, whose exit code it gives."""
    given = _arguments()
    chosen = [one for one in RELEASES if given.release in (one.number, "all")]
    if not given.command:
        return _serve(chosen[0])
    return max(_run(one, given.command, optional=given.if_possible) for one in chosen)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make opensearch", description=__doc__)
    numbers = [one.number for one in RELEASES]
    parser.add_argument("--release", choices=[*numbers, "all"], default=numbers[0])
    parser.add_argument(
        "--if-possible",
        action="store_true",
        help="where a release cannot be had, say why and do without",
    )
    parser.add_argument("command", nargs="*", help=f"what is run with {URL} set, after --")
    return parser.parse_args()


def _serve(release: Release) -> int:
    ended = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ended.set())
    with _running(release) as url:
        print(
            f"OpenSearch {release.number} with k-NN answers until Ctrl-C: {URL}={url}", flush=True
        )
        ended.wait()
    return 0


def _run(release: Release, command: Sequence[str], *, optional: bool) -> int:
    print(f"OpenSearch {release.number}: {' '.join(command)}", flush=True)
    try:
        made(_folder(release), release)
    except LocalFailure as failure:
        if not optional:
            raise
        print(f"Skipped: {failure}", flush=True)
        return 0
    with _running(release) as url:
        return subprocess.run(command, env=os.environ | {URL: url}, check=False).returncode


@contextmanager
def _running(release: Release) -> Iterator[str]:
    node = Node(release, _folder(release))
    try:
        yield node.start()
    finally:
        node.stop()


def _folder(release: Release) -> Path:
    return LOCAL / "opensearch-node" / release.number


if __name__ == "__main__":
    try:
        raise SystemExit(main())
    except LocalFailure as failure:
        sys.exit(str(failure))
