"""Where texts become vectors, and what that needs."""

from typing import Any

import pytest
from pydantic import ValidationError

from infra.configuration import Configuration
from infra.function_specs import function_specs
from tests.infrastructure.synthesis import Template

EMBEDDING = {spec.name for spec in function_specs() if spec.embeds}


def functions_of(template: Template) -> dict[str, Any]:
    found = template.properties("Lambda::Function").values()
    return {one["Environment"]["Variables"]["POWERTOOLS_SERVICE_NAME"]: one for one in found}


def test_only_functions_that_embed_carry_the_weights(application: Template) -> None:
    carry = {
        name
        for name, one in functions_of(application).items()
        if any("LayersEmbedding" in layer["Ref"] for layer in one["Layers"])
    }
    assert carry == EMBEDDING


def test_numpy_has_no_more_threads_than_a_function_has_processors(application: Template) -> None:
    for name, one in functions_of(application).items():
        told = one["Environment"]["Variables"].get("OPENBLAS_NUM_THREADS")
        assert told == ("1" if one["MemorySize"] <= 1_769 else None), name


def test_a_key_is_named_for_embeddings_from_elsewhere() -> None:
    with pytest.raises(ValidationError, match=r"embeddings\.secret"):
        Configuration(embeddings={"model": "text-embedding-3-small"})
