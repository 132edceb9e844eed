/** One half of a cycle of two packages. */
@NullMarked
package dev.yardmaster.core.violation.down;

import org.jspecify.annotations.NullMarked;
