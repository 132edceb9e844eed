/**
 * The data folder of a run, and the ways to it: opened by this process, or through the socket of
 * the process that has it open. Start reading at {@link dev.yardmaster.cli.data.DataWork}. What the
 * commands say about tasks is in {@code dev.yardmaster.cli.task}.
 */
@NullMarked
package dev.yardmaster.cli.data;

import org.jspecify.annotations.NullMarked;
