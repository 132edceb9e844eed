/** Placeholder of the module protocol. */
@NullMarked
package dev.yardmaster.protocol;

import org.jspecify.annotations.NullMarked;
