"""Files of the intake bucket: dropped files, mappings and results."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from typing import Any, Protocol

from baton.aws.clients import Clients, aws_errors, error_code
from baton.core.errors import FieldError, InvalidInput, NotFound, StaleVersion


@dataclass(frozen=True, slots=True)
class StoredFile:
    """What is known of a file without reading it. ``size`` is in bytes."""

    key: str
    size: int
    etag: str
    rewritten: bool = False
    """Baton itself took rows out of it: nothing new came with it"""


class Files(Protocol):
    """Where files are kept, by key."""

    def find(self, key: str) -> StoredFile | None:
        """What is known of a file; ``None`` if there is none."""
        ...

    def read(self, key: str, *, limit: int = 1_000_000) -> bytes:
        """A small file whole. Raises ``NotFound``; ``InvalidInput`` if it has over ``limit`` bytes."""
        ...

    def chunks(self, key: str) -> Iterator[bytes]:
        """A file of any size, piece by piece. Raises ``NotFound`` at the first piece."""
        ...

    def names(self, prefix: str) -> Iterator[str]:
        """The keys that begin with ``prefix``, read page by page."""
        ...

    def listed(self, prefix: str) -> Iterator[StoredFile]:
        """The files whose keys begin with ``prefix``, read page by page; ``rewritten`` is not known."""
        ...

    def drop_older(self, key: str) -> int:
        """Deletes every version of a file but the one that is read. Gives how many there were."""
        ...

    def remove(self, key: str) -> None:
        """Deletes a file with all its versions, for good; doing it again is safe."""
        ...

    def write(
        self,
        key: str,
        parts: Iterable[bytes],
        *,
        content_type: str,
        rewritten: bool = False,
        replacing: str | None = None,
    ) -> None:
        """Keeps a file of any size under a key, replacing what was there. ``rewritten`` tells who
        watches the bucket that nothing new came. With ``replacing``, an etag, only the file that has it
        is replaced: raises ``StaleVersion`` if it changed meanwhile or is gone.

        ``parts`` are joined as they come, so that a big file is never whole in memory. The file
        appears when all of it is there: an error on the way leaves what was there before.
        """
        ...


def too_big(key: str, limit: int) -> InvalidInput:
    """The error for a file that is bigger than what reads it whole allows."""
    text = f"the file {key} has more than {limit} bytes"
    return InvalidInput([FieldError("", text, "too_big")], "The file is too big.")


PIECE_BYTES = 65_536
PART_BYTES = 8 * 1024 * 1024
"""The size of a part of a big file; S3 takes 10,000 parts, so files of up to 80 GB."""

_MARK = "baton-rewritten"
"""The name of the metadata that says so. Its value is of the key, so that a copy does not say it."""

_ABSENT = {"404", "NoSuchKey", "NotFound"}
_CHANGED = {"PreconditionFailed", "ConditionalRequestConflict", "NoSuchKey"}


class S3Files:
    """Files in one S3 bucket."""

    def __init__(self, clients: Clients, bucket: str) -> None:
        self._made = clients.later("s3")
        self._bucket = bucket

    def find(self, key: str) -> StoredFile | None:
        """See ``Files``."""
        from botocore.exceptions import ClientError

        try:
            with aws_errors("The file store"):
                answer = self._client.head_object(Bucket=self._bucket, Key=key)
        except ClientError as error:
            if error_code(error) in _ABSENT:
                return None
            raise
        size, etag = int(answer["ContentLength"]), str(answer["ETag"]).strip('"')
        return StoredFile(key, size, etag, answer.get("Metadata", {}).get(_MARK) == _marked(key))

    def read(self, key: str, *, limit: int = 1_000_000) -> bytes:
        """See ``Files``."""
        with aws_errors("The file store"):
            body = self._opened(key)
            content: bytes = body.read(limit + 1)
            body.close()
        if len(content) > limit:
            raise too_big(key, limit)
        return content

    def chunks(self, key: str) -> Iterator[bytes]:
        """See ``Files``."""
        with aws_errors("The file store"):
            yield from self._opened(key).iter_chunks(PIECE_BYTES)

    def names(self, prefix: str) -> Iterator[str]:
        """See ``Files``."""
        yield from (str(one["Key"]) for one in self._objects(prefix))

    def listed(self, prefix: str) -> Iterator[StoredFile]:
        """See ``Files``."""
        for one in self._objects(prefix):
            yield StoredFile(str(one["Key"]), int(one["Size"]), str(one["ETag"]).strip('"'))

    def _objects(self, prefix: str) -> Iterator[dict[str, Any]]:
        asked: dict[str, Any] = {"Bucket": self._bucket, "Prefix": prefix}
        while True:
            with aws_errors("The file store"):
                answer = self._client.list_objects_v2(**asked)
            yield from answer.get("Contents", ())
            if not answer.get("IsTruncated"):
                return
            asked["ContinuationToken"] = answer["NextContinuationToken"]

    def drop_older(self, key: str) -> int:
        """See ``Files``. A delete marker is a version, too, and goes with the others."""
        older = [one for one in self._versions(key) if not one["IsLatest"]]
        self._drop(key, older)
        return len(older)

    def remove(self, key: str) -> None:
        """See ``Files``. The newest version goes last: without it an older one would be read again."""
        self._drop(key, reversed(list(self._versions(key))))

    def _drop(self, key: str, versions: Iterable[dict[str, Any]]) -> None:
        for one in versions:
            with aws_errors("The file store"):
                self._client.delete_object(Bucket=self._bucket, Key=key, VersionId=one["VersionId"])

    def _versions(self, key: str) -> Iterator[dict[str, Any]]:
        """The versions and delete markers of a key, the newest first."""
        asked: dict[str, Any] = {"Bucket": self._bucket, "Prefix": key}
        found: list[dict[str, Any]] = []
        while True:
            with aws_errors("The file store"):
                answer = self._client.list_object_versions(**asked)
            listed = (*answer.get("Versions", ()), *answer.get("DeleteMarkers", ()))
            found += [one for one in listed if one["Key"] == key]
            if not answer.get("IsTruncated"):
                return iter(sorted(found, key=lambda one: not one["IsLatest"]))
            asked["KeyMarker"] = answer["NextKeyMarker"]
            asked["VersionIdMarker"] = answer["NextVersionIdMarker"]

    def write(
        self,
        key: str,
        parts: Iterable[bytes],
        *,
        content_type: str,
        rewritten: bool = False,
        replacing: str | None = None,
    ) -> None:
        """See ``Files``. Up to 8 MB is one put, more is a multipart upload."""
        place: dict[str, Any] = {"Bucket": self._bucket, "Key": key}
        only = {"IfMatch": f'"{replacing}"'} if replacing else {}
        said = {"Metadata": {_MARK: _marked(key)}} if rewritten else {}
        pieces = _in_parts(parts)
        first = next(pieces, b"")
        second = next(pieces, None)
        if second is None:
            with _unchanged(key), aws_errors("The file store"):
                self._client.put_object(
                    **place, **said, **only, Body=first, ContentType=content_type
                )
            return
        with aws_errors("The file store"):
            begun = self._client.create_multipart_upload(**place, **said, ContentType=content_type)
        upload = {**place, "UploadId": begun["UploadId"]}
        try:
            with _unchanged(key), aws_errors("The file store"):
                self._upload(upload, chain((first, second), pieces), only)
        except BaseException:
            self._client.abort_multipart_upload(**upload)
            raise

    def _upload(
        self, upload: dict[str, Any], pieces: Iterable[bytes], only: Mapping[str, str]
    ) -> None:
        done = []
        for number, piece in enumerate(pieces, 1):
            part = self._client.upload_part(**upload, PartNumber=number, Body=piece)
            done.append({"PartNumber": number, "ETag": part["ETag"]})
        self._client.complete_multipart_upload(**upload, **only, MultipartUpload={"Parts": done})

    def _opened(self, key: str) -> Any:
        from botocore.exceptions import ClientError

        try:
            return self._client.get_object(Bucket=self._bucket, Key=key)["Body"]
        except ClientError as error:
            if error_code(error) in _ABSENT:
                raise NotFound("file", key) from None
            raise

    @property
    def _client(self) -> Any:
        return self._made()


@contextmanager
def _unchanged(key: str) -> Iterator[None]:
    """Raises ``StaleVersion`` if what was to be replaced is another file by now."""
    from botocore.exceptions import ClientError

    try:
        yield
    except ClientError as error:
        if error_code(error) in _CHANGED:
            raise StaleVersion(f"the file {key} was changed meanwhile") from error
        raise


def _marked(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()[:16]


def _in_parts(parts: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes in pieces of 8 MB, the last one shorter."""
    held = bytearray()
    for part in parts:
        held += part
        while len(held) >= PART_BYTES:
            yield bytes(held[:PART_BYTES])
            del held[:PART_BYTES]
    if held:
        yield bytes(held)
