package dev.yardmaster.server.http;

import com.google.protobuf.Descriptors.MethodDescriptor;
import dev.yardmaster.server.gateway.Operations;
import java.util.List;
import java.util.regex.Pattern;

/**
 * One operation as HTTP reaches it.
 *
 * @param verb GET, POST or DELETE
 * @param path with names of request fields in braces
 */
record Route(MethodDescriptor method, String verb, String path) {
  private static final Pattern NAME = Pattern.compile("\\{(\\w+)}");

  /** Every operation that HTTP reaches, in the order of declaration. */
  static List<Route> all() {
    return Operations.all().stream()
        .filter(method -> !Operations.optionsOf(method).getHttp().isEmpty())
        .map(Route::of)
        .toList();
  }

  private static Route of(MethodDescriptor method) {
    String http = Operations.optionsOf(method).getHttp();
    int blank = http.indexOf(' ');
    return new Route(method, http.substring(0, blank), http.substring(blank + 1));
  }

  String operation() {
    return Operations.nameOf(method);
  }

  /** Whether its reply is a stream of events. */
  boolean isStream() {
    return method.isServerStreaming();
  }

  /** Names of the request fields in its path. */
  List<String> pathFields() {
    return NAME.matcher(path).results().map(result -> result.group(1)).toList();
  }

  /** Whether its fields come in a body; else in the query. */
  boolean hasBody() {
    return verb.equals("POST");
  }
}
