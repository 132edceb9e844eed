/**
 * The searchable past: a projection of committed events into a SQLite file of its own.
 *
 * <p>{@link dev.yardmaster.engine.history.History} writes it behind the log and answers questions,
 * marked with the position it stands at. It may be deleted at any time and is made again from the
 * log; nothing here is ever waited for by a commit, and no secret gets in.
 */
@NullMarked
package dev.yardmaster.engine.history;

import org.jspecify.annotations.NullMarked;
