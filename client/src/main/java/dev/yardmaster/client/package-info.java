/**
 * The Java API people write against: one workspace's facade, and workers that run tasks.
 *
 * <p>Start with {@link dev.yardmaster.client.Yardmaster}, then {@link
 * dev.yardmaster.client.CoordinationManager} and {@link dev.yardmaster.client.Worker}. Calls block
 * and are meant for virtual threads; each ends in its result, a {@link
 * dev.yardmaster.client.CoordinationException}, or UNKNOWN after its timeout. How a Yardmaster is
 * reached (embedded, remote) is hidden behind {@code Connection}; nothing is decided here.
 */
@NullMarked
package dev.yardmaster.client;

import org.jspecify.annotations.NullMarked;
