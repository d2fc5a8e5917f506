"""The layers of a stack. Each stack makes its own versions of the same packages: a layer's ARN that
another stack imported could not change, since an export that is in use cannot."""

from collections.abc import Sequence

from aws_cdk import Annotations, RemovalPolicy
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from infra.configuration import Configuration
from infra.function_specs import FunctionSpec, Layer
from infra.packaging import (
    Package,
    baton_layer,
    bytecode_is_shipped,
    third_party_layer,
    third_party_list,
)

_DESCRIPTIONS: dict[Layer, str] = {
    "learning": "scikit-learn",
    "embedding": "all-MiniLM-L6-v2, numpy",
    "language": "OpenAI's client",
    "documents": "readers of PDF and Word files",
    "facts": "DuckDB",
    "web": "readers of web pages and DNS",
}


class Layers(Construct):
    """``baton``, our own library, and third-party packages, which one machine has already."""

    def __init__(
        self, scope: Construct, configuration: Configuration, specs: Sequence[FunctionSpec]
    ) -> None:
        super().__init__(scope, "Layers")
        self._shared = [self._layer("baton", "Baton's shared library", baton_layer())]
        self._special: dict[Layer, lambda_.ILayerVersion] = {}
        if configuration.local:
            return
        package = third_party_layer if configuration.install else third_party_list
        dependencies = package("dependencies")
        self._shared.append(self._layer("dependencies", "Third-party packages", dependencies))
        for name, description in _DESCRIPTIONS.items():
            if _is_used(name, configuration, specs):
                self._special[name] = self._layer(name, description, package(name))
        if not bytecode_is_shipped():
            Annotations.of(self).add_warning_v2(
                "baton:bytecode",
                "This interpreter is not Python 3.13: layers and functions are shipped without "
                "bytecode, and cold starts take longer. Synthesize with Python 3.13.",
            )

    def attached_to(self, spec: FunctionSpec) -> list[lambda_.ILayerVersion]:
        """The layers of a function."""
        return [
            *self._shared,
            *(self._special[name] for name in spec.layers if name in self._special),
        ]

    def _layer(self, name: str, description: str, package: Package) -> lambda_.ILayerVersion:
        return lambda_.LayerVersion(
            self,
            name.capitalize(),
            description=description,
            code=lambda_.Code.from_asset(str(package.path), asset_hash=package.fingerprint),
            compatible_runtimes=[lambda_.Runtime.PYTHON_3_13],
            removal_policy=RemovalPolicy.DESTROY,  # functions keep what was attached
        )


def _is_used(name: Layer, configuration: Configuration, specs: Sequence[FunctionSpec]) -> bool:
    """Whether a function of the stack has it, and the configuration has it used: no model of ours if
    texts become vectors elsewhere, and no client if no language model is asked."""
    if name == "embedding" and not configuration.embeddings.in_process:
        return False
    if name == "language" and not configuration.language.configured:
        return False
    return any(name in spec.layers for spec in specs)
