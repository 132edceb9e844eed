/** Tests of whole runs: in this process, and of killed and interrupted ones in another. */
@NullMarked
package dev.yardmaster.cli.run;

import org.jspecify.annotations.NullMarked;
