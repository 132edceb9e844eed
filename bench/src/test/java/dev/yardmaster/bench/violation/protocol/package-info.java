/** Uses every other module. */
@NullMarked
package dev.yardmaster.bench.violation.protocol;

import org.jspecify.annotations.NullMarked;
