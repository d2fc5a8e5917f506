"""Workers of the local AWS that are forked behave like interpreters that were started."""

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from infra.local.worker_template import ForkedWorker, WorkerTemplate

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux forks workers")

PIPE = subprocess.PIPE
ENVIRONMENT = {"COLOUR": "grün", "PATH": "/usr/bin"}

SAYS = """
import json, os, sys, random
print("heard", file=sys.stderr, flush=True)
there = {"colour": os.environ["COLOUR"], "all": len(os.environ), "folder": os.getcwd()}
there |= {"arguments": sys.argv[1:], "read before": "pydantic" in sys.modules}
there |= {"heard": sys.stdin.readline(), "number": random.random()}
print(json.dumps(there), flush=True)
sys.stdin.readline()
"""


@pytest.fixture(scope="module")
def template() -> WorkerTemplate:
    return WorkerTemplate()


def started(
    template: WorkerTemplate, folder: Path, script: str, env: Mapping[str, str] = ENVIRONMENT
) -> Any:
    path = folder / "script.py"
    path.write_text(script, encoding="utf-8")
    pipes = {"stdin": PIPE, "stdout": PIPE, "stderr": PIPE, "text": True, "bufsize": 1}
    return template.start([sys.executable, str(path)], cwd=str(folder), env=env, **pipes)


def said(worker: Any) -> dict[str, Any]:
    worker.stdin.write("good morning\n")
    worker.stdin.flush()
    answer: dict[str, Any] = json.loads(worker.stdout.readline())
    return answer


def test_a_forked_worker_has_its_own_streams_folder_and_environment(
    template: WorkerTemplate, tmp_path: Path
) -> None:
    one, other = (started(template, tmp_path, SAYS) for _ in range(2))
    assert isinstance(one, ForkedWorker)
    answers = [said(worker) for worker in (one, other)]
    numbers = {answer.pop("number") for answer in answers}
    assert len(numbers) == 2, "what is drawn by chance must differ"
    assert answers == 2 * [
        {
            "colour": "grün",
            "all": len(ENVIRONMENT),
            "folder": str(tmp_path),
            "arguments": [],
            "read before": True,
            "heard": "good morning\n",
        }
    ]
    assert one.stderr.readline() == "heard\n"
    for worker in (one, other):
        assert worker.poll() is None
        worker.stdin.close()
        assert worker.wait(10) == worker.poll() == -1


def test_a_functions_own_library_is_read_before_and_no_other_deployments(
    template: WorkerTemplate, tmp_path: Path
) -> None:
    script = (
        "import json, sys; own = sys.modules['baton.own']\n"
        "print(json.dumps([own.NAME, own.__file__]), flush=True)"
    )
    for name in ("first", "changed"):
        library = tmp_path / name / "python" / "baton"
        library.mkdir(parents=True)
        (library / "__init__.py").touch()
        (library / "own.py").write_text(f"NAME = {name!r}", encoding="utf-8")
        layers = {"_LAMBDA_LAYERS_DIRS": f"{tmp_path / 'none'}:{tmp_path / name}"}
        worker = started(template, tmp_path, script, env=ENVIRONMENT | layers)
        assert json.loads(worker.stdout.readline()) == [name, str(library / "own.py")]


@pytest.mark.parametrize("way", ["terminate", "kill"])
def test_a_forked_worker_can_be_ended(template: WorkerTemplate, tmp_path: Path, way: str) -> None:
    worker = started(template, tmp_path, "import time; print('up', flush=True); time.sleep(60)")
    assert worker.stdout.readline() == "up\n"
    with pytest.raises(subprocess.TimeoutExpired):
        worker.wait(0.01)
    getattr(worker, way)()
    worker.wait(10)
    getattr(worker, way)()  # of one that has gone, nothing


def test_what_a_forked_worker_dies_of_is_on_its_stderr(
    template: WorkerTemplate, tmp_path: Path
) -> None:
    worker = started(template, tmp_path, "raise ValueError('no such colour')")
    assert "ValueError: no such colour" in worker.stderr.read()
    assert worker.stdout.readline() == ""


def test_without_a_template_that_answers_an_interpreter_is_started(tmp_path: Path) -> None:
    template = WorkerTemplate()
    template._is_usable = False  # as after one that did not answer
    worker = started(template, tmp_path, "import sys; print('pydantic' in sys.modules)")
    assert isinstance(worker, subprocess.Popen)
    assert worker.communicate(timeout=30)[0] == "False\n"
