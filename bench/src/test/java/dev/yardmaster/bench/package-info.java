/** What must hold of all modules together; here, since this module sees every other. */
@NullMarked
package dev.yardmaster.bench;

import org.jspecify.annotations.NullMarked;
