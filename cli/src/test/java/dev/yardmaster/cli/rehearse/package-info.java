/** Tests of rehearsals: what they say, and how the strategies compare. */
@NullMarked
package dev.yardmaster.cli.rehearse;

import org.jspecify.annotations.NullMarked;
