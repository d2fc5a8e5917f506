"""Which embeddings are used: those of this process, unless the settings name a model of OpenAI's."""

from baton.aws.clients import Clients, Pause
from baton.aws.secrets import Secrets
from baton.core.settings import Settings
from baton.memory.embedding import Embedder
from baton.memory.minilm import MODEL, MiniLm


def chosen(settings: Settings, clients: Clients, pause: Pause, here: MiniLm) -> Embedder:
    """The embedder that the settings name, which may be the one that is ``here``."""
    if settings.embedding_model == MODEL:
        return here
    from baton.memory.openai_embedding import OpenAiEmbedder

    return OpenAiEmbedder(
        settings.embedding_model,
        dimensions=settings.embedding_dimensions,
        key=Secrets(clients).named(settings.openai_secret, variable="OPENAI_API_KEY"),
        base_url=settings.openai_base_url,
        pause=pause,
    )


def is_remote(settings: Settings) -> bool:
    """Whether texts go over the network for their vectors."""
    return settings.embedding_model != MODEL


def shares_vectors(settings: Settings) -> bool:
    """Whether vectors are worth a place in the shared cache: what this process computes in 15 ms is
    not, what is bought from elsewhere is.
    """
    return settings.embedding_model != MODEL and "cache" in settings.tables
