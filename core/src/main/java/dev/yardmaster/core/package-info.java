/**
 * The coordination state machine: what a command changes, decided from the log's state alone.
 *
 * <p>Everything lives in the packages below, one per feature; {@code machine} holds the words they
 * share and {@code shard} puts them together. Clocks, chance, threads, files and logging belong to
 * the engine. Start reading at {@link dev.yardmaster.core.machine}.
 */
@NullMarked
package dev.yardmaster.core;

import org.jspecify.annotations.NullMarked;
