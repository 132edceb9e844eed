/**
 * Benchmarks: claims about speed, measured with JMH; results go into docs/benchmarks.md.
 *
 * <p>One class per subject, named after it. Run them with {@code ./build bench}; what follows is
 * passed to JMH.
 */
@NullMarked
package dev.yardmaster.bench;

import org.jspecify.annotations.NullMarked;
