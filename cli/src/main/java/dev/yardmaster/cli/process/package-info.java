/**
 * One attempt of a task as a real process group: started, logged within a bound, ended, and gone
 * when its parent dies. Nothing here knows tasks, plans or the core. Start reading at {@link
 * dev.yardmaster.cli.process.AttemptProcesses}.
 */
@NullMarked
package dev.yardmaster.cli.process;

import org.jspecify.annotations.NullMarked;
