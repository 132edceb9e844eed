/** Classes that break a rule of the core on purpose, so that no rule passes because it is blind. */
@NullMarked
package dev.yardmaster.core.violation;

import org.jspecify.annotations.NullMarked;
