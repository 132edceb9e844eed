/**
 * Counts what happened (R82): committed events become counters and durations, one fold per
 * workspace, with an hour of history.
 *
 * <p>Nothing here runs on the driver's thread, and nothing here decides. Start with {@link
 * dev.yardmaster.engine.metrics.EventFold}, the one switch over all events; {@link
 * dev.yardmaster.engine.metrics.Meters} holds the numbers.
 */
@NullMarked
package dev.yardmaster.engine.metrics;

import org.jspecify.annotations.NullMarked;
