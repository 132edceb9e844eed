/** Uses every other module. */
@NullMarked
package dev.yardmaster.bench.violation.cli;

import org.jspecify.annotations.NullMarked;
