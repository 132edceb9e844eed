/** Tests of plan files; {@link dev.yardmaster.cli.plan.BadPlans} is shared with the command's. */
@NullMarked
package dev.yardmaster.cli.plan;

import org.jspecify.annotations.NullMarked;
