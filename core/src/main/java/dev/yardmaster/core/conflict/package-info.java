/**
 * Conflicts between agents: about a resource or a task, reported by one of them or seen by the
 * core, resolved once by a rule or a person, and then acted upon (R71).
 *
 * <p>Start with {@link dev.yardmaster.core.conflict.Conflict} and {@link
 * dev.yardmaster.core.conflict.ConflictDecisions}. What a resolution does to locks and tasks is
 * said by {@link dev.yardmaster.core.conflict.ResourceEffect} and {@link
 * dev.yardmaster.core.conflict.TaskEffect}; the locks and tasks themselves are of their own
 * packages.
 */
@NullMarked
package dev.yardmaster.core.conflict;

import org.jspecify.annotations.NullMarked;
