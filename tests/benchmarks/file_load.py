"""A file of 5,000 leads through the intake bucket, every lead to the end of its pipeline."""

import csv
import io
import json
import time
from typing import Any

from infra.local.stack import LocalStack
from tests.benchmarks.report import Section

ROWS = 5_000
PATIENCE_SECONDS = 1_800.0


def run(stack: LocalStack, outputs: dict[str, Any], rows: int = ROWS) -> Section:
    """Drops the file and waits for its summary."""
    storage = stack.aws.client("s3")
    bucket = outputs["stack"]["IntakeBucketName"]
    started = time.perf_counter()
    storage.put_object(Bucket=bucket, Key="incoming/bench.csv", Body=_file(rows))
    summary = _summary(storage, bucket, started)
    seconds = time.perf_counter() - started
    section = Section(f"A file of {rows:,} leads, dropped into the intake bucket")
    section.add("until its summary is written", seconds, "s")
    section.add("throughput", rows / seconds, "leads/s")
    for status, number in sorted(summary["counts"].items()):
        section.add(f"rows {status}", number, "rows")
    return section


def _file(rows: int) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(["email", "first_name", "country", "message", "activity.seconds_on_site"])
    for row in range(rows):
        writer.writerow([f"row-{row}@example.com", "Anna", "AT", "Please call me.", row % 900])
    return text.getvalue().encode()


def _summary(storage: Any, bucket: str, started: float) -> dict[str, Any]:
    while time.perf_counter() - started < PATIENCE_SECONDS:
        listed = storage.list_objects_v2(Bucket=bucket, Prefix="results/").get("Contents", ())
        for found in listed:
            if found["Key"].endswith(".summary.json"):
                body = storage.get_object(Bucket=bucket, Key=found["Key"])["Body"].read()
                summary: dict[str, Any] = json.loads(body)
                return summary
        time.sleep(0.5)
    raise RuntimeError(f"the file was not through after {PATIENCE_SECONDS:.0f} s")
