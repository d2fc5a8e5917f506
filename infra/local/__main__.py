"""The commands of the local stack: ``python -m infra.local COMMAND --help``."""

import argparse
import os
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from rich.console import Console

from infra.local import ask as asking
from infra.local import demo, demo_company, lint, logs, mailbox, outputs, screen, shop
from infra.local.client import ApiClient
from infra.local.interruption import undisturbed
from infra.local.ministack import LocalFailure
from infra.local.places import LOCAL, PREFIX, ROOT
from infra.local.stack import LocalStack

OUTPUTS = LOCAL / "outputs.json"

STACKS = ("up", "demo")
"""The stacks that people look at, the first that runs before the other."""


def main(arguments: list[str] | None = None) -> int:
    """Runs a command; gives its exit status."""
    parsed = _parser().parse_args(arguments)
    try:
        status: int = parsed.run(parsed)
    except LocalFailure as failure:
        print(failure, file=sys.stderr)
        return 1
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m infra.local", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add_demo(commands)
    _add_logs(commands)
    given = os.environ
    ask = commands.add_parser("ask", help="ask the running stack in words")
    ask.add_argument("question", nargs="?", default=given.get("Q", ""), help="(Q)")
    ask.add_argument(
        "--more",
        action="store_true",
        default=_yes(given.get("MORE")),
        help="go on with the question before (MORE=1)",
    )
    ask.set_defaults(run=_ask)
    mail = commands.add_parser("mail", help="have a mail come in, as an answer to what was sent")
    mail.add_argument("sender", help="the address that writes")
    mail.add_argument("text", help="what they write")
    mail.add_argument(
        "--to", default="", help="to whom; where answers to the last mail go if not given"
    )
    mail.add_argument("--subject", default="Re: your message")
    mail.set_defaults(run=_mail)
    for name, what, run in (
        ("up", "start the stack in the background, or bring it up to date", _up),
        ("down", "stop the stack; what it kept stays", _down),
        ("status", "say whether the stack runs, and where", _status),
        ("lint", "check the templates of every stack with cfn-lint and cdk-nag", _lint),
    ):
        commands.add_parser(name, help=what).set_defaults(run=run)
    return parser


def _add_demo(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Its options, each of which an environment variable can give too."""
    given = os.environ
    show = commands.add_parser("demo", help="process leads on a local AWS of the demo's own")
    show.add_argument(
        "--leads",
        type=Path,
        default=Path(given.get("LEADS") or demo.SAMPLE),
        help="CSV or JSONL file (LEADS); a sample of our own if not given",
    )
    show.add_argument(
        "--mapping",
        type=Path,
        default=_path(given.get("MAPPING")),
        help="YAML file that says which column is which (MAPPING)",
    )
    show.add_argument(
        "--limit",
        type=_count,
        default=given.get("LIMIT") or None,
        help="take this many leads at most (LIMIT)",
    )
    show.add_argument(
        "--once",
        action="store_true",
        default=_yes(given.get("ONCE")),
        help="stop after the summary (ONCE=1); exit status 1 if a lead, a campaign or a sale failed",
    )
    show.add_argument(
        "--all",
        action="store_true",
        default=_yes(given.get("ALL")),
        help="show every lead, however many (ALL=1)",
    )
    show.set_defaults(run=_demo)


def _add_logs(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    show = commands.add_parser("logs", help="print what the functions logged, the oldest first")
    show.add_argument("text", nargs="?", default="", help="only lines with it, as a correlation id")
    show.add_argument("--function", default="", help="only this one's, as engagement")
    show.add_argument("--minutes", type=_count, default=60, help="so far back (60)")
    show.set_defaults(run=_logs)


def _demo(parsed: argparse.Namespace) -> int:
    return demo.run(
        demo.Options(parsed.leads, parsed.mapping, parsed.limit, parsed.once, parsed.all)
    )


def _up(_parsed: argparse.Namespace) -> int:
    stack, console = LocalStack.named("up"), Console()
    was_running = stack.aws.is_running()
    try:
        stack.start()
        collected = stack.deploy()
    except BaseException:
        if not was_running:  # half of a stack is of no use, and nobody would look for it
            with undisturbed():
                stack.stop()
        raise
    outputs.write(collected, OUTPUTS)
    if demo_company.is_wanted() and (dropped := demo_company.drop(stack.aws)):
        console.print(f"Dropped {dropped} files of the demo's company; they are read by and by.")
    if shop.is_wanted(collected) and (products := shop.open_shop(ApiClient(collected))):
        console.print(f"Opened the shop of the demo's company, with {products} products.")
    console.print("Up to date." if was_running else "Started.", style="bold")
    screen.addresses(console, collected, str(OUTPUTS.relative_to(ROOT)))
    console.print("\nmake down stops it.", style="dim")
    return 0


def _down(_parsed: argparse.Namespace) -> int:
    stopped = LocalStack.named("up").stop()
    OUTPUTS.unlink(missing_ok=True)
    print("Stopped." if stopped else "It was not running.")
    return 0


def _status(_parsed: argparse.Namespace) -> int:
    if not LocalStack.named("up").aws.is_running() or not OUTPUTS.exists():
        print("Not running. Start it with: make up")
        return 1
    screen.addresses(Console(), outputs.read(OUTPUTS), str(OUTPUTS.relative_to(ROOT)))
    return 0


def _logs(parsed: argparse.Namespace) -> int:
    stacks = (LocalStack.named(name).aws for name in STACKS)
    aws = next((one for one in stacks if one.is_running()), None)
    if aws is None:
        raise LocalFailure("Not running. Start it with: make up")
    every = aws.client("lambda").get_paginator("list_functions").paginate()
    functions = [one for page in every for one in page["Functions"]]
    if parsed.function:
        name = f"{PREFIX}-{parsed.function}"
        functions = [one for one in functions if one["FunctionName"] == name]
    since = datetime.now(UTC) - timedelta(minutes=parsed.minutes)
    found = logs.lines(aws.client("logs"), functions, since=since, holds=parsed.text)
    for line in found:
        print(f"{line.at:%H:%M:%S}.{line.at.microsecond // 1000:03} {line.function}  {line.text}")
    if not found:
        print("No function logged that.", file=sys.stderr)
    return 0 if found else 1


def _ask(parsed: argparse.Namespace) -> int:
    stacks = map(LocalStack.named, STACKS)
    found = next((one.folder / "outputs.json" for one in stacks if one.aws.is_running()), None)
    return asking.run(parsed.question, found, more=parsed.more)


def _mail(parsed: argparse.Namespace) -> int:
    aws = LocalStack.named("up").aws
    if not aws.is_running():
        raise LocalFailure("Not running. Start it with: make up")
    key = mailbox.write(
        aws, sender=parsed.sender, to=parsed.to, subject=parsed.subject, text=parsed.text
    )
    print(f"It came in as {key}.")
    return 0


def _lint(_parsed: argparse.Namespace) -> int:
    return lint.run()


def _path(text: str | None) -> Path | None:
    return Path(text) if text else None


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number from 1 on")
    return int(text)


def _yes(text: str | None) -> bool:
    return (text or "").casefold() in {"1", "true", "yes"}


if __name__ == "__main__":
    sys.exit(main())
