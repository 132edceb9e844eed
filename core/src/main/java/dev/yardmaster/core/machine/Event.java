package dev.yardmaster.core.machine;

/**
 * A fact, in the past tense: it is applied by every replica, in the same way, for ever.
 *
 * <p>Each feature seals its own family; {@code dev.yardmaster.core.EventTable} registers them all.
 */
public interface Event {}
