/**
 * The public API in terms of the core: which request message stands for which command, and back.
 *
 * <p>Start with {@link dev.yardmaster.protocol.api.ApiCommands} and {@link
 * dev.yardmaster.protocol.api.ApiQueries}, the tables of everything that can be sent and asked; the
 * server and the remote client share them, so that they cannot disagree. The messages themselves,
 * and the operations, are described in {@code yardmaster/v1/*.proto}; values inside them are mapped
 * by {@code dev.yardmaster.protocol.log}, after {@link dev.yardmaster.protocol.api.Defaults} filled
 * in what a caller may leave out. Here is no transport, and nothing is decided: what can be read is
 * left to the core to accept or refuse.
 */
@NullMarked
package dev.yardmaster.protocol.api;

import org.jspecify.annotations.NullMarked;
