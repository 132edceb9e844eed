package dev.yardmaster.server.gateway;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import dev.yardmaster.core.identity.Principal;

/**
 * The name of who asks, where a request has one: it is written down and shown to others, so over a
 * network it is the principal's, whatever the request says (X2).
 */
final class WhoAsks {
  /** The field of every request that names who asks, in all of the API. */
  static final String FIELD = "by";

  private WhoAsks() {}

  /** The request with the principal in the place of its own word; as it is where it has none. */
  static Message stamped(Message request, Principal principal) {
    FieldDescriptor by = request.getDescriptorForType().findFieldByName(FIELD);
    return by == null ? request : request.toBuilder().setField(by, principal.value()).build();
  }
}
