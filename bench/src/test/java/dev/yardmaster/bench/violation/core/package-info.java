/** Uses every other module. */
@NullMarked
package dev.yardmaster.bench.violation.core;

import org.jspecify.annotations.NullMarked;
