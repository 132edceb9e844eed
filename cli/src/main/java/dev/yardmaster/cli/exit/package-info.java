/** How commands end: the closed table of exit codes, and the failure that carries one. */
@NullMarked
package dev.yardmaster.cli.exit;

import org.jspecify.annotations.NullMarked;
