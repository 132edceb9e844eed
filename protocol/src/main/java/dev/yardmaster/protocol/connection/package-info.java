/**
 * The way into Yardmaster, embedded or remote: requests, queries, streams and watches.
 *
 * <p>Start with {@link dev.yardmaster.protocol.connection.Connection}. The engine implements it in
 * process; a remote transport implements it over the network; the client is written against it and
 * finds an implementation through {@link dev.yardmaster.protocol.connection.ConnectionProvider}.
 * Nothing here retries, waits or decides.
 */
@NullMarked
package dev.yardmaster.protocol.connection;

import org.jspecify.annotations.NullMarked;
