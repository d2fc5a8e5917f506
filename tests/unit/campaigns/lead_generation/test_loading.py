"""The layer of web packages is loaded by whoever reads a page, and of extruct only what is read."""

import os
import subprocess
import sys

_LOADED = """
import sys
from functions.campaigns.lead_generation.sources import wiring
from functions.campaigns.lead_generation import rating
from baton.web import robots
from functions.campaigns.lead_generation.websites import reading
from functions.campaigns.lead_generation.websites.html import tree_of
before = [one for one in ("lxml", "extruct", "dns", "protego", "email_validator") if one in sys.modules]
robots.Robots.everything().allow("https://a.example/")
reading.contacts_of(tree_of(b"<p itemscope><i itemprop=name>a"), "https://a.example/", "a.example", None)
after = [one for one in ("lxml", "extruct.w3cmicrodata", "protego") if one in sys.modules]
never = [one for one in ("rdflib", "pyRdfa", "mf2py", "requests", "bs4") if one in sys.modules]
print(before, after, never)
"""


def test_packages_of_the_layer_are_loaded_late_and_those_of_other_syntaxes_never() -> None:
    done = subprocess.run(  # noqa: S603 (a text of this file)
        [sys.executable, "-c", _LOADED],
        env={"PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert done.stdout.strip() == "[] ['lxml', 'extruct.w3cmicrodata', 'protego'] []"
