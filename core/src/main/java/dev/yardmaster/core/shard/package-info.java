/**
 * One shard: workspaces under one log, decided by one thread, replayed by {@code apply} alone.
 *
 * <p>{@link dev.yardmaster.core.shard.ShardState} is the pure function of the log; {@link
 * dev.yardmaster.core.shard.ShardLeader} adds what only a leader has (presence, indexes) and
 * decides requests; {@link dev.yardmaster.core.shard.LogRecord} is what is appended.
 */
@NullMarked
package dev.yardmaster.core.shard;

import org.jspecify.annotations.NullMarked;
