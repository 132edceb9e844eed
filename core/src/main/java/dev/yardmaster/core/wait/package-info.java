/**
 * Who waits for what: locks, the end of a task, a reply. A wait is logged, so that it survives; it
 * holds no thread (R5).
 *
 * <p>Start with {@link dev.yardmaster.core.wait.Wait}. {@link dev.yardmaster.core.wait.LockQueue}
 * decides who is granted next; the deadlocks among waits are found in {@code deadlock}. Rules R52,
 * R54.
 */
@NullMarked
package dev.yardmaster.core.wait;

import org.jspecify.annotations.NullMarked;
