package dev.yardmaster.client;

/**
 * What a circuit breaker has seen since it was made.
 *
 * {@snippet file="BreakerExamplesTest.java" region="open"}
 *
 * @param successes of calls, late ones included
 * @param failures of calls, late ones included
 * @param ignored calls that ended with neither
 * @param refused calls that were not made
 * @param trips times it opened by itself
 * @param failuresCounted failures that count in its present state
 */
public record CircuitMetrics(
    CircuitState state,
    long successes,
    long failures,
    long ignored,
    long refused,
    long trips,
    int failuresCounted) {}
