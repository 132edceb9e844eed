/**
 * What is to be done: tasks, their dependencies, attempts and ends; plans that upload many at once.
 *
 * <p>Start with {@link dev.yardmaster.core.task.TaskSpec} (what is asked), {@link
 * dev.yardmaster.core.task.TaskState} (where a task is; the transition table of R21), then {@link
 * dev.yardmaster.core.task.TaskEvent}. Which agent gets a task is decided in {@code placement}.
 * Rules R20-R26.
 */
@NullMarked
package dev.yardmaster.core.task;

import org.jspecify.annotations.NullMarked;
