package dev.yardmaster.cli.process;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;

/** The two calls of the C library that Java lacks: signals to process groups, and FIFOs. */
final class Posix {
  static final int SIGKILL = 9;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final MethodHandle KILL =
      handle(
          "kill",
          FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
  private static final MethodHandle MKFIFO =
      handle(
          "mkfifo",
          FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT));

  private Posix() {}

  /** Returns whether a process of the group (a zombie counts) could be signalled; 0 only asks. */
  static boolean signalGroup(long group, int signal) {
    if (group <= 1) {
      throw new IllegalArgumentException("Expected a group of its own, but was " + group);
    }
    try {
      return (int) KILL.invokeExact((int) -group, signal) == 0;
    } catch (Throwable e) {
      throw new LinkageError("kill(2) could not be called", e);
    }
  }

  /** Returns whether the FIFO was made, readable and writable by its owner only. */
  static boolean makeFifo(Path path) {
    try (Arena arena = Arena.ofConfined()) {
      return (int) MKFIFO.invokeExact(arena.allocateFrom(path.toString()), 0600) == 0;
    } catch (Throwable e) {
      throw new LinkageError("mkfifo(3) could not be called", e);
    }
  }

  @SuppressWarnings(
      "restricted") // The launcher enables native access; both shapes are fixed by POSIX.
  private static MethodHandle handle(String name, FunctionDescriptor shape) {
    return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), shape);
  }
}
