/**
 * The vocabulary of the state machine: commands go in, events are applied, replies come out.
 *
 * <p>Features define their own sealed families of {@link dev.yardmaster.core.machine.Command} and
 * {@link dev.yardmaster.core.machine.Event}; this package holds only what every feature needs to
 * speak about them. No feature, state or decision belongs here.
 */
@NullMarked
package dev.yardmaster.core.machine;

import org.jspecify.annotations.NullMarked;
