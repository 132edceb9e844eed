/** Modules that break every rule between modules on purpose, so that no rule passes blindly. */
@NullMarked
package dev.yardmaster.bench.violation;

import org.jspecify.annotations.NullMarked;
