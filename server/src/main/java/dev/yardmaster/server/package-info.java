/**
 * The server: one engine, reached over gRPC and HTTP/JSON. Begin with {@link
 * dev.yardmaster.server.YardmasterServer}; {@code gateway} is what both ways share, and what
 * decides nothing: it names the caller, and maps requests to commands and queries of the core.
 */
@NullMarked
package dev.yardmaster.server;

import org.jspecify.annotations.NullMarked;
