/**
 * The {@link dev.yardmaster.protocol.connection.Connection} to a server elsewhere, over gRPC. It
 * reconnects by itself: requests whose outcome is open are told UNKNOWN and may be sent again under
 * the same key; agents, watches and strategies go on where they were. Begin with {@link
 * dev.yardmaster.remote.RemoteConnection}.
 */
@NullMarked
package dev.yardmaster.remote;

import org.jspecify.annotations.NullMarked;
