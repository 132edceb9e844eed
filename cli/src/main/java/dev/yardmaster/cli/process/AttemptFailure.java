package dev.yardmaster.cli.process;

import java.util.Optional;

/**
 * Why an attempt failed: a stable type, which retry rules may name, and a text for people. Types:
 * {@code exit-code}, {@code signal}, {@code killed}, {@code output-limit}, {@code missing-output},
 * and {@code start} for an {@link AttemptStartException}.
 */
public record AttemptFailure(String type, String message) {

  /** The failure an end means, or nothing for exit code 0. */
  public static Optional<AttemptFailure> of(ExitResult result) {
    return switch (result) {
      case ExitResult.Exited(int code) when code == 0 -> Optional.empty();
      case ExitResult.Exited(int code) ->
          failure("exit-code", "Expected exit code 0, but the command exited with " + code);
      case ExitResult.Signalled(int signal) ->
          failure("signal", "Expected exit code 0, but the command died of signal " + signal);
      case ExitResult.Killed() ->
          failure("killed", "The command's process group was killed before the command ended");
      case ExitResult.OutputExceeded(long bytes, long bound) ->
          failure(
              "output-limit",
              "Expected at most "
                  + bound
                  + " bytes on each of stdout and stderr, but there were "
                  + bytes
                  + "; redirect the output into a file of the task");
    };
  }

  /** The failure to start, which left nothing running. */
  public static AttemptFailure of(AttemptStartException refused) {
    return new AttemptFailure("start", String.valueOf(refused.getMessage()));
  }

  static Optional<AttemptFailure> failure(String type, String message) {
    return Optional.of(new AttemptFailure(type, message));
  }
}
