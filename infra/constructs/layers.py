"""The layers: two that every function shares, one for the function that learns, one for those that
embed texts, and one for those that ask a language model."""

from aws_cdk import Annotations, RemovalPolicy
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from infra.configuration import Configuration
from infra.function_specs import FunctionSpec
from infra.packaging import (
    Package,
    baton_layer,
    bytecode_is_shipped,
    third_party_layer,
    third_party_list,
)


class Layers(Construct):
    """``baton``, our own library, and third-party packages, which one machine has already."""

    def __init__(self, scope: Construct, configuration: Configuration) -> None:
        super().__init__(scope, "Layers")
        self._shared: list[lambda_.ILayerVersion] = [
            self._layer("Baton", "Baton's shared library", baton_layer())
        ]
        self._learning: list[lambda_.ILayerVersion] = []
        self._embedding: list[lambda_.ILayerVersion] = []
        self._language: list[lambda_.ILayerVersion] = []
        if not configuration.local:
            package = third_party_layer if configuration.install else third_party_list
            dependencies = package("dependencies")
            self._shared.append(self._layer("Dependencies", "Third-party packages", dependencies))
            learning = package("learning")
            self._learning.append(self._layer("Learning", "scikit-learn", learning))
            if configuration.embeddings.in_process:
                weights = package("embedding")
                self._embedding.append(self._layer("Embedding", "all-MiniLM-L6-v2, numpy", weights))
            if configuration.language.configured:
                client = package("language")
                self._language.append(self._layer("Language", "OpenAI's client", client))
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
            *(self._learning if spec.learns else ()),
            *(self._embedding if spec.embeds else ()),
            *(self._language if spec.asks_models else ()),
        ]

    def _layer(self, name: str, description: str, package: Package) -> lambda_.LayerVersion:
        return lambda_.LayerVersion(
            self,
            name,
            description=description,
            code=lambda_.Code.from_asset(str(package.path), asset_hash=package.fingerprint),
            compatible_runtimes=[lambda_.Runtime.PYTHON_3_13],
            removal_policy=RemovalPolicy.RETAIN,
        )
