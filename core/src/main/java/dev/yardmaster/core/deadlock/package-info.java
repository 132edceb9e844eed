/**
 * The one wait-for graph over locks, tasks, replies and waits, and the deadlocks in it (R54).
 *
 * <p>Nodes are holders, tasks, and agents that do one thing at a time. A holder waits for whoever
 * stands between one of its waits and its end; a task waits for its unfinished dependencies, its
 * current attempt, and who stands between it and its lock set. Start with {@link
 * dev.yardmaster.core.deadlock.WaitForGraph}.
 */
@NullMarked
package dev.yardmaster.core.deadlock;

import org.jspecify.annotations.NullMarked;
