package dev.yardmaster.cli.plan;

/** A resource that a task holds while it runs; a task's locks are taken all or none. */
public sealed interface PlanLock {

  /** Name of the resource, a path as R50 allows. */
  String resource();

  /** Where it stands in the file. */
  SourceMark at();

  /** Nobody else holds the resource meanwhile. The default. */
  record Exclusive(String resource, SourceMark at) implements PlanLock {}

  /** Others may share it, nobody holds it exclusively. */
  record Shared(String resource, SourceMark at) implements PlanLock {}

  /** So many of the capacity of a declared resource. */
  record Permits(String resource, int permits, SourceMark at) implements PlanLock {}
}
