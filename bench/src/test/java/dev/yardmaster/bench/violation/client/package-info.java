/** Uses every other module. */
@NullMarked
package dev.yardmaster.bench.violation.client;

import org.jspecify.annotations.NullMarked;
