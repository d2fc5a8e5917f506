package org.opensearch.transport.grpc.spi;

/** Named by the k-NN plugin from 3 on for gRPC, whose module is not published; nothing calls it. */
public interface QueryBuilderProtoConverter {}
