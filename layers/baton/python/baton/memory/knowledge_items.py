"""The items of the knowledge table, as a pynamodb model. Imported when the adapter is built."""

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex, LocalSecondaryIndex
from pynamodb.models import Model

from baton.persistence.attributes import DocumentAttribute, WholeNumberAttribute


class Strongest(LocalSecondaryIndex["KnowledgeItem"]):
    """A node's outgoing edges by weight; a node's own item has none and is not in it."""

    class Meta:
        index_name = "strongest"
        projection = AllProjection()

    node_id = UnicodeAttribute(hash_key=True)
    weight = NumberAttribute(range_key=True)


class Inverse(GlobalSecondaryIndex["KnowledgeItem"]):
    """A node's incoming edges by weight."""

    class Meta:
        index_name = "inverse"
        projection = AllProjection()

    target = UnicodeAttribute(hash_key=True)
    weight = NumberAttribute(range_key=True)


class ByKind(GlobalSecondaryIndex["KnowledgeItem"]):
    """The nodes of a type by name; edges have no type and are not in it."""

    class Meta:
        index_name = "by_kind"
        projection = AllProjection()

    kind = UnicodeAttribute(hash_key=True)
    node_id = UnicodeAttribute(range_key=True)


class KnowledgeItem(Model):
    """A node (part ``node``), an edge that starts at it (``edge#<relation>#<target>``), or what
    consolidation counts and remembers about itself (``baton.memory.pattern_counts``).
    """

    node_id = UnicodeAttribute(hash_key=True)
    part = UnicodeAttribute(range_key=True)
    kind = UnicodeAttribute(null=True)
    target = UnicodeAttribute(null=True)
    weight = NumberAttribute(null=True)
    document = DocumentAttribute(null=True)
    tried = WholeNumberAttribute(null=True)
    worked = WholeNumberAttribute(null=True)
    strongest = Strongest()
    inverse = Inverse()
    by_kind = ByKind()
