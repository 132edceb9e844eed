/**
 * The public API over HTTP/JSON: routes come from the option of each method in the .proto files,
 * bodies are the JSON form of their messages. Begin with {@link
 * dev.yardmaster.server.http.HttpServer}.
 */
@NullMarked
package dev.yardmaster.server.http;

import org.jspecify.annotations.NullMarked;
