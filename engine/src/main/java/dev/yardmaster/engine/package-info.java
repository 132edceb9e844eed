/** Placeholder of the module engine. */
@NullMarked
package dev.yardmaster.engine;

import org.jspecify.annotations.NullMarked;
