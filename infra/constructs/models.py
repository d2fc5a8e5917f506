"""What functions are told of models, and may do for them: of those that embed texts elsewhere, and of
the language model. Without a model from elsewhere they are told nothing and may do nothing.
"""

import json
from collections.abc import Iterator

from aws_cdk import aws_events as events
from aws_cdk import aws_iam as iam
from constructs import Construct

from infra import names
from infra.configuration import Configuration
from infra.constructs.tables import Tables
from infra.function_specs import LANGUAGE_TABLES, READ, WRITE, FunctionSpec


def model_statements(
    scope: Construct,
    configuration: Configuration,
    spec: FunctionSpec,
    tables: Tables,
    bus: events.EventBus,
) -> Iterator[iam.PolicyStatement]:
    """The keys, the cache in which answers are kept, the day's budget and what tells of it."""
    embeddings, language = configuration.embeddings, configuration.language
    if spec.embeds and not embeddings.in_process:
        yield _secret(names.secret_arn(scope, embeddings.secret))
        yield tables.statement("cache", READ | WRITE)
    if spec.asks_models and language.configured:
        for name in LANGUAGE_TABLES:
            yield tables.statement(name, READ | WRITE)
        yield iam.PolicyStatement(actions=["events:PutEvents"], resources=[bus.event_bus_arn])
    if spec.asks_models and language.secret:
        yield _secret(names.secret_arn(scope, language.secret))


def model_settings(
    configuration: Configuration, spec: FunctionSpec, tables: Tables, bus: events.EventBus
) -> dict[str, str]:
    """Settings by name. Whoever reads or changes what was spent knows the limits of a day."""
    embeddings, language = configuration.embeddings, configuration.language
    given: dict[str, str] = {}
    if spec.embeds and not embeddings.in_process:
        given |= {
            "embedding_model": embeddings.model,
            "embedding_dimensions": str(embeddings.dimensions),
            "openai_base_url": embeddings.base_url,
            "openai_secret": embeddings.secret,
            "cache_table": tables["cache"].table_name,
        }
    if spec.asks_models and language.configured:
        given |= {
            "language_base_url": language.base_url,
            "language_secret": language.secret,
            "language_model": language.model,
            "language_prices": json.dumps(language.prices, sort_keys=True),
            "bus_name": bus.event_bus_name,
            **{f"{name}_table": tables[name].table_name for name in LANGUAGE_TABLES},
        }
    if "spending_table" in given or "spending" in spec.tables:
        given["language_limit_usd"] = f"{language.limit_usd:g}"
        given["language_alert_usd"] = f"{language.alert_usd:g}"
    return given


def _secret(arn: str) -> iam.PolicyStatement:
    return iam.PolicyStatement(actions=["secretsmanager:GetSecretValue"], resources=[arn])
