/** Uses every other module. */
@NullMarked
package dev.yardmaster.bench.violation.bench;

import org.jspecify.annotations.NullMarked;
