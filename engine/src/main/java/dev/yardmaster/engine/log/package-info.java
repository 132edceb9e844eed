/**
 * The ordered, durable log of records that a shard's state is a pure function of.
 *
 * <p>Records are opaque bytes with dense indices from 1. {@link
 * dev.yardmaster.engine.log.CommandLog} is the contract, shared by {@link
 * dev.yardmaster.engine.log.MemoryLog} (throw-away), {@link dev.yardmaster.engine.log.FileLog}
 * (segment files, docs/adr/0002) and, later, a Raft group. What a record means, and whether it
 * still applies, is decided elsewhere; nothing here looks inside one.
 *
 * <p>Start reading at {@code CommandLog}, then {@code FileLog} (the walk of one append), {@code
 * LogTail} (what is written), {@code LogFolder} (what is checked when a folder is opened).
 */
@NullMarked
package dev.yardmaster.engine.log;

import org.jspecify.annotations.NullMarked;
