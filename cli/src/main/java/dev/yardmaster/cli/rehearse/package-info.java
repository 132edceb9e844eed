/**
 * {@code yardmaster rehearse}: the real core, driven in virtual time by agents whose speeds it does
 * not see, beside a lower bound. Start with {@link dev.yardmaster.cli.rehearse.RehearseCommand};
 * {@code Rehearsal} is the loop of discrete events.
 *
 * <p>No clock, no thread, no randomness but the seed: the same input gives the same output.
 */
@NullMarked
package dev.yardmaster.cli.rehearse;

import org.jspecify.annotations.NullMarked;
