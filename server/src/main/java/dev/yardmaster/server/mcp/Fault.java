package dev.yardmaster.server.mcp;

import java.util.List;
import java.util.Map;

/** A request that is answered with an error of the protocol, and the HTTP status it comes with. */
final class Fault extends RuntimeException {
  private static final long serialVersionUID = 1;

  private static final int PARSE_ERROR = -32_700;
  private static final int INVALID_REQUEST = -32_600;
  private static final int METHOD_NOT_FOUND = -32_601;
  private static final int INVALID_PARAMS = -32_602;
  private static final int INTERNAL_ERROR = -32_603;
  private static final int HEADER_MISMATCH = -32_020;
  private static final int UNSUPPORTED_VERSION = -32_022;

  private final int status;
  private final int code;
  private final transient Map<String, Object> data;

  private Fault(int status, int code, String message, Map<String, Object> data) {
    super(message);
    this.status = status;
    this.code = code;
    this.data = data;
  }

  static Fault notJson(String why) {
    return new Fault(400, PARSE_ERROR, "Expected JSON, got what is none: " + why, Map.of());
  }

  static Fault notARequest(int status, String message) {
    return new Fault(status, INVALID_REQUEST, message, Map.of());
  }

  static Fault noSuchMethod(String method, List<String> known) {
    return new Fault(
        404,
        METHOD_NOT_FOUND,
        "Method not found: expected one of %s, got %s".formatted(known, method),
        Map.of());
  }

  /** What every request must carry is missing or malformed. */
  static Fault badMeta(String message) {
    return new Fault(400, INVALID_PARAMS, message, Map.of());
  }

  /** The request is well formed, and its method refuses what it is given. */
  static Fault badParams(String message, Map<String, Object> data) {
    return new Fault(200, INVALID_PARAMS, message, data);
  }

  static Fault headerMismatch(String message) {
    return new Fault(400, HEADER_MISMATCH, "Header mismatch: " + message, Map.of());
  }

  static Fault unsupportedVersion(String requested) {
    return new Fault(
        400,
        UNSUPPORTED_VERSION,
        "Unsupported protocol version: expected %s, got %s"
            .formatted(StatelessRequest.VERSION, requested),
        Map.of("supported", List.of(StatelessRequest.VERSION), "requested", requested));
  }

  static Fault internal(int status, String message, Map<String, Object> data) {
    return new Fault(status, INTERNAL_ERROR, message, data);
  }

  int status() {
    return status;
  }

  int code() {
    return code;
  }

  Map<String, Object> data() {
    return data;
  }

  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
