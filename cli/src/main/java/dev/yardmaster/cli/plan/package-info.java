/**
 * Plan files: what a person writes to have a crew of agents run dependent tasks.
 *
 * <p>Here belong the values of a plan ({@link dev.yardmaster.cli.plan.PlanFile} and the records it
 * is made of), reading them from YAML or JSON with exact places in every message ({@link
 * dev.yardmaster.cli.plan.PlanParser}), warnings about plans that are valid but odd ({@link
 * dev.yardmaster.cli.plan.PlanChecks}), and their texts ({@link dev.yardmaster.cli.plan.PlanGraph},
 * {@link dev.yardmaster.cli.plan.PlanWriter}). Running a plan does not belong here, nor does any
 * type of the core: the mapping is made by whoever runs plans.
 *
 * <p>Start reading at {@code PlanFile}, then {@code PlanParser}.
 */
@NullMarked
package dev.yardmaster.cli.plan;

import org.jspecify.annotations.NullMarked;
