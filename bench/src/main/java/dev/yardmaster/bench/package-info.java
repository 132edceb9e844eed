/** Placeholder of the module bench. */
@NullMarked
package dev.yardmaster.bench;

import org.jspecify.annotations.NullMarked;
