/**
 * What an engine tells of itself: metrics, health, and what maintenance did (R82).
 *
 * <p>Here are values only, as they travel from an engine to a client; who counts is the engine.
 * Start with {@link dev.yardmaster.protocol.metrics.Metric}, the one table of all metrics.
 */
@NullMarked
package dev.yardmaster.protocol.metrics;

import org.jspecify.annotations.NullMarked;
