"""The two layers every function shares."""

from aws_cdk import Annotations, RemovalPolicy
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from infra.configuration import Configuration
from infra.packaging import (
    Package,
    baton_layer,
    bytecode_is_shipped,
    dependencies_layer,
    dependencies_list,
)


class Layers(Construct):
    """``baton``, our own library, and ``dependencies``, which one machine has already."""

    def __init__(self, scope: Construct, configuration: Configuration) -> None:
        super().__init__(scope, "Layers")
        self.attached: list[lambda_.ILayerVersion] = [
            self._layer("Baton", "Baton's shared library", baton_layer())
        ]
        if not configuration.local:
            package = dependencies_layer() if configuration.install else dependencies_list()
            self.attached.append(self._layer("Dependencies", "Third-party packages", package))
            if not bytecode_is_shipped():
                Annotations.of(self).add_warning_v2(
                    "baton:bytecode",
                    "This interpreter is not Python 3.13: layers and functions are shipped without "
                    "bytecode, and cold starts take longer. Synthesize with Python 3.13.",
                )

    def _layer(self, name: str, description: str, package: Package) -> lambda_.LayerVersion:
        return lambda_.LayerVersion(
            self,
            name,
            description=description,
            code=lambda_.Code.from_asset(str(package.path), asset_hash=package.fingerprint),
            compatible_runtimes=[lambda_.Runtime.PYTHON_3_13],
            removal_policy=RemovalPolicy.RETAIN,
        )
