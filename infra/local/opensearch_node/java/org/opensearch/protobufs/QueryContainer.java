package org.opensearch.protobufs;

/** See {@link org.opensearch.transport.grpc.spi.QueryBuilderProtoConverter}. */
public final class QueryContainer {
    private QueryContainer() {}

    /** Which query it is. */
    public enum QueryContainerCase {}
}
