/**
 * What is kept of calls that had no effect because they were denied. What had one is in the log and
 * the history, with its principal and position. Start with {@link
 * dev.yardmaster.server.audit.DeniedLog}.
 */
@NullMarked
package dev.yardmaster.server.audit;

import org.jspecify.annotations.NullMarked;
