/** Tests of the commands on tasks and locks. */
@NullMarked
package dev.yardmaster.cli.task;

import org.jspecify.annotations.NullMarked;
