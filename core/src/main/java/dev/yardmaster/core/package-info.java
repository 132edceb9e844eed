/** Placeholder of the module core. */
@NullMarked
package dev.yardmaster.core;

import org.jspecify.annotations.NullMarked;
