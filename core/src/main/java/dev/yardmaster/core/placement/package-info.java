/**
 * Which task, which agent: ready queues, strategies, what is learned of durations, work stealing.
 *
 * <p>{@link dev.yardmaster.core.placement.PlacementIndex} is derived from state and presence and
 * can be rebuilt from them at any time; only {@link dev.yardmaster.core.placement.PlacementPolicy}
 * and {@link dev.yardmaster.core.placement.DurationModel} are logged state. Rules R30-R33.
 */
@NullMarked
package dev.yardmaster.core.placement;

import org.jspecify.annotations.NullMarked;
