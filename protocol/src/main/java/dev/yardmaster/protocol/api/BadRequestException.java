package dev.yardmaster.protocol.api;

/**
 * A request message that stands for no command. The text names the field, as far as one is to
 * blame, and says what was expected and what to do.
 */
public final class BadRequestException extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  public BadRequestException(String message) {
    super(message);
  }

  private BadRequestException(String message, Throwable cause) {
    super(message, cause);
  }

  /** What went wrong in a field; inner fields are put behind outer ones: {@code task.work}. */
  static BadRequestException in(String field, RuntimeException cause) {
    String text = String.valueOf(cause.getMessage());
    boolean named = cause instanceof BadRequestException && text.startsWith("Field ");
    return new BadRequestException(
        named
            ? "Field " + field + "." + text.substring("Field ".length())
            : "Field " + field + ": " + text,
        cause);
  }

  /** What went wrong, nobody knows in which field. */
  static BadRequestException of(RuntimeException cause) {
    return cause instanceof BadRequestException bad
        ? bad
        : new BadRequestException(String.valueOf(cause.getMessage()), cause);
  }
}
