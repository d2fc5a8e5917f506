"""The tables that Athena reads facts through, in Glue's words. Pure."""

from collections.abc import Mapping
from typing import Any

from baton.facts.kind import DAY, ColumnType, FactKind
from baton.facts.partitions import FOLDER

_PARQUET = "org.apache.hadoop.hive.ql.io.parquet"

_TYPES: Mapping[ColumnType, str] = {
    ColumnType.TEXT: "string",
    ColumnType.WHOLE: "bigint",
    ColumnType.NUMBER: "double",
    ColumnType.TRUTH: "boolean",
    ColumnType.DAY: "date",
    ColumnType.MOMENT: "timestamp",
}


def table_input(kind: FactKind, bucket: str, first_day: str = "2015-01-01") -> dict[str, Any]:
    """A kind's table over the files of a bucket, as Glue's ``TableInput``.

    Days are found by projection from ``first_day`` on (Athena user guide, "Partition projection"), so
    nobody has to tell Glue of a new one; what is not there is empty. Beside Parquet, a kind's folder has
    files that people drop: they lie above the days, where Athena does not look.
    """
    location = f"s3://{bucket}/{FOLDER}{kind.name}"
    return {
        "Name": kind.name,
        "Description": kind.means,
        "TableType": "EXTERNAL_TABLE",
        "PartitionKeys": [{"Name": DAY, "Type": "string"}],
        "Parameters": {
            "classification": "parquet",
            "projection.enabled": "true",
            f"projection.{DAY}.type": "date",
            f"projection.{DAY}.format": "yyyy-MM-dd",
            f"projection.{DAY}.range": f"{first_day},NOW+1DAYS",
            "storage.location.template": f"{location}/{DAY}=${{{DAY}}}",
        },
        "StorageDescriptor": {
            "Columns": [
                {"Name": column.name, "Type": _TYPES[column.type], "Comment": column.unit}
                for column in kind.columns
            ],
            "Location": location,
            "InputFormat": f"{_PARQUET}.MapredParquetInputFormat",
            "OutputFormat": f"{_PARQUET}.MapredParquetOutputFormat",
            "SerdeInfo": {"SerializationLibrary": f"{_PARQUET}.serde.ParquetHiveSerDe"},
        },
    }
