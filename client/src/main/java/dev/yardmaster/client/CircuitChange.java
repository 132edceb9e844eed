package dev.yardmaster.client;

/**
 * A circuit breaker came from one state to another.
 *
 * {@snippet file="BreakerExamplesTest.java" region="open"}
 *
 * @param period of the new state; each change has the next one
 * @param why in words
 */
public record CircuitChange(
    String breaker, CircuitState from, CircuitState to, long period, String why) {}
