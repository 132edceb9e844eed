package dev.yardmaster.protocol.metrics;

import java.time.Instant;

/**
 * A metric over one interval of its history.
 *
 * @param at the interval's end
 * @param value of a counter how much it grew; of a gauge or ratio what it was at the end; of a
 *     duration its 95th percentile in milliseconds
 */
public record MetricPoint(Instant at, double value) {}
