/** Uses every other module. */
@NullMarked
package dev.yardmaster.bench.violation.remote;

import org.jspecify.annotations.NullMarked;
