/** Stand-in until the codec is merged. */
@NullMarked
package dev.yardmaster.protocol.log;

import org.jspecify.annotations.NullMarked;
