package dev.yardmaster.engine.metrics;

import dev.yardmaster.protocol.metrics.Metric;

/** One line of a history: a metric, for one value of its label (empty for one without). */
record Series(Metric metric, String label) {}
