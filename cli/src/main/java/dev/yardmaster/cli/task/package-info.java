/**
 * The commands that look at tasks of a data folder, or change them, beside a running run and
 * without one. Each asks {@link dev.yardmaster.cli.data.DataWork} for the open folder.
 */
@NullMarked
package dev.yardmaster.cli.task;

import org.jspecify.annotations.NullMarked;
