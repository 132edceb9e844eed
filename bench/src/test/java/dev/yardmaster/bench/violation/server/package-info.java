/** Uses every other module. */
@NullMarked
package dev.yardmaster.bench.violation.server;

import org.jspecify.annotations.NullMarked;
