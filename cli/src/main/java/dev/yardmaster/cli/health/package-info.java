/**
 * What the engine of a data folder tells of itself: {@code metrics} and {@code health}.
 *
 * <p>Here is how it is shown; what is measured is the engine's, and each value is told as it came.
 * Start with {@link dev.yardmaster.cli.health.MetricsCommand}.
 */
@NullMarked
package dev.yardmaster.cli.health;

import org.jspecify.annotations.NullMarked;
