/**
 * The public API over gRPC: every method of the .proto files is served from their descriptors.
 * Begin with {@link dev.yardmaster.server.grpc.GrpcServer}.
 */
@NullMarked
package dev.yardmaster.server.grpc;

import org.jspecify.annotations.NullMarked;
