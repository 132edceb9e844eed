/** Uses every other module. */
@NullMarked
package dev.yardmaster.bench.violation.engine;

import org.jspecify.annotations.NullMarked;
