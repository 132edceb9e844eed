/**
 * One workspace whole: its tables, the commands that reach across features, and its verification.
 *
 * <p>Start with {@link dev.yardmaster.core.workspace.Workspace}. Rules R6, R26.
 */
@NullMarked
package dev.yardmaster.core.workspace;

import org.jspecify.annotations.NullMarked;
