"""The console's files: what is sent how, what it weighs, and that they fit together."""

import base64
import gzip
import hashlib
import json
import re
from importlib.resources import files
from pathlib import Path

import pytest

from baton.core.packaged_yaml import yaml_of
from baton.core.settings import Settings
from functions.platform.console.bundle import PAGE, Bundle
from functions.platform.console.page_settings import PageSettings
from functions.platform.console.pages import Pages

PAGE_FOLDER = Path(str(files("functions.platform.console").joinpath("page")))
SCRIPTS = sorted(PAGE_FOLDER.rglob("*.js"))
OWN = [script for script in SCRIPTS if script.parent.name != "vendor"]
SETTINGS = Settings(
    token_url="https://baton-1.auth.eu-central-1.amazoncognito.com/oauth2/token",
    people_client="client",
    sign_in_scopes="leads.read,leads.write,escalations.decide,audit.read",
    live_url="https://a1b2.execute-api.eu-central-1.amazonaws.com/live",
)
BUNDLE = Bundle.packaged()
SCOPES = {
    route["scope"].removeprefix("baton/")
    for file in Path("functions").glob("*/*/routes.yaml")
    for route in yaml_of(file.read_text(encoding="utf-8"))
    if route["scope"]
}


def pages(edge_key: str = "") -> Pages:
    return Pages(BUNDLE, PageSettings.of(SETTINGS, None), edge_key=edge_key)


def ask(path: str, method: str = "GET", *, of: Pages | None = None, **headers: str):
    names = {name.replace("_", "-"): text for name, text in headers.items()}
    context = {"stage": "$default", "http": {"method": method}}
    event = {"rawPath": path, "headers": names, "requestContext": context}
    return (of or pages()).handle(event, None)


def content(answer) -> bytes:
    return base64.b64decode(answer["body"])


def test_the_page_names_its_files_by_their_version():
    page = content(ask("/console")).decode()
    named = re.findall(r'(?:src|href)="(console/[^"]+)"', page)
    assert named
    for path in named:
        assert ask(f"/{path}")["headers"]["Cache-Control"].endswith("immutable"), path


def test_another_version_gets_what_is_here_and_keeps_it_not():
    """While a new version is rolled out, a page of one may come to a function with the other."""
    answer = ask("/console/0123456789ab/main.js")
    assert answer["statusCode"] == 200
    assert answer["headers"]["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "path",
    ["/console/x", "/console/x/index.html", "/console/x/../pages.py", "/console/x/views/no.js"],
)
def test_what_is_no_file_of_the_page_is_not_found(path: str):
    assert ask(path)["statusCode"] == 404


def test_every_answer_has_the_policy_and_no_other_origin_but_those_it_speaks_to():
    for path in ("/console", "/console/x", f"/console/{BUNDLE.version}/main.js"):
        headers = ask(path)["headers"]
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert re.findall(r"https?://\S+|wss://\S+", policy) == [
            "https://baton-1.auth.eu-central-1.amazoncognito.com",
            "wss://a1b2.execute-api.eu-central-1.amazonaws.com;",
        ]
        assert headers["X-Content-Type-Options"] == "nosniff"


def test_a_known_file_is_not_sent_again_and_a_head_has_no_body():
    tag = ask("/console")["headers"]["ETag"]
    assert ask("/console", if_none_match=tag)["statusCode"] == 304
    assert ask("/console", if_none_match='"other"')["statusCode"] == 200
    assert ask("/console", "HEAD")["body"] == ""


def test_who_takes_gzip_gets_it():
    answer = ask("/console", accept_encoding="gzip, br")
    assert answer["headers"]["Content-Encoding"] == "gzip"
    assert gzip.decompress(content(answer)) == content(ask("/console"))


def test_a_closed_address_is_closed_here_too():
    closed = pages("the key")
    assert ask("/console", of=closed)["statusCode"] == 403
    assert ask("/console", of=closed, x_baton_edge="the key")["statusCode"] == 200


def test_the_page_is_told_which_group_each_scope_counts_for():
    told = json.loads(content(ask("/console/settings.json")))
    assert told["scopes"] == {
        "baton/leads.read": "viewer",
        "baton/leads.write": "operator",
        "baton/escalations.decide": "approver",
        "baton/audit.read": "admin",
    }
    assert told["live_url"] == "wss://a1b2.execute-api.eu-central-1.amazonaws.com/live"


def test_on_one_machine_everything_is_of_the_pages_own_origin():
    told = PageSettings.of(SETTINGS, "http://127.0.0.1:4566")
    assert told.token_url == "/oauth2/token"
    assert told.live_url == "/_aws/execute-api/a1b2/live"
    assert told.origins == ()


def test_the_vendored_files_are_the_ones_that_were_looked_at():
    lock = json.loads((PAGE_FOLDER / "vendor" / "vendored.json").read_text(encoding="utf-8"))
    kept = {file.name for file in (PAGE_FOLDER / "vendor").iterdir()} - {"vendored.json"}
    assert kept == {one["kept_as"] for one in lock} | {one["licence"] for one in lock}
    for one in lock:
        digest = hashlib.sha512((PAGE_FOLDER / "vendor" / one["kept_as"]).read_bytes()).digest()
        assert one["sha512"] == base64.b64encode(digest).decode(), one["package"]


def test_all_files_together_are_small():
    sizes = {path: len(asset.compressed) for path, asset in BUNDLE.assets.items()}
    assert sum(sizes.values()) < 200_000, sizes


def test_every_text_that_is_named_is_there_and_every_one_there_is_named():
    english = (PAGE_FOLDER / "english.js").read_text(encoding="utf-8")
    there = set(re.findall(r'"([a-z0-9_.]+)": "', english))
    code = "\n".join(file.read_text(encoding="utf-8") for file in OWN if file.name != "english.js")
    named = set(re.findall(r'\bt\((?:[^()"`]*\? )?"([a-z0-9_.]+)"', code))
    assert named - there == set()
    said = set(re.findall(r'"([a-z0-9_.]+)"', code))
    built = ("word.", *re.findall(r"`([a-z0-9_]+\.)\$", code))
    unused = {name for name in there - said if not name.startswith(built)}
    assert {name for name in unused if not name.endswith(".title")} == set()


def test_every_view_has_its_code_its_title_and_a_scope_that_there_is():
    views = (PAGE_FOLDER / "views.js").read_text(encoding="utf-8")
    english = (PAGE_FOLDER / "english.js").read_text(encoding="utf-8")
    names = re.findall(r'path: "([^"]+)", name: "(\w+)"', views)
    assert len(names) > 10
    for _, name in names:
        assert f'"{name}.title"' in english
    for module in re.findall(r'import\("\./(views/\w+\.js)"\)', views):
        assert (PAGE_FOLDER / module).exists(), module
    scopes = set(re.findall(r'"baton/([a-z_.]+)"', "".join(f.read_text("utf-8") for f in OWN)))
    assert scopes - SCOPES == set()


def test_modules_import_only_what_is_beside_them():
    for script in OWN:
        for name in re.findall(r'(?:\} from |import\()"([^"]+)"', script.read_text("utf-8")):
            assert name.startswith("."), (script.name, name)
            assert (script.parent / name).resolve().exists(), (script.name, name)


def test_the_page_asks_for_its_first_modules_at_once():
    """Else each is asked for when the one before it is read."""
    page = (PAGE_FOLDER / PAGE).read_text(encoding="utf-8")
    early = set(re.findall(r"\{version\}/([\w/]+\.js)", page))
    first = {script.name for script in OWN if script.parent == PAGE_FOLDER}
    assert first - {"chart.js"} <= {name.rpartition("/")[2] for name in early}


def test_no_text_becomes_markup():
    for script in OWN:
        code = script.read_text(encoding="utf-8")
        assert not re.search(r"innerHTML|dangerously|insertAdjacent|document\.write|eval\(", code)
