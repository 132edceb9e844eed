package dev.yardmaster.protocol.api;

import com.google.protobuf.ByteString;
import dev.yardmaster.core.agent.AgentProfile;
import dev.yardmaster.core.breaker.BreakerConfig;
import dev.yardmaster.core.breaker.Trip;
import dev.yardmaster.core.machine.Payload;
import dev.yardmaster.core.message.Envelope;
import dev.yardmaster.core.placement.PlacementPolicy;
import dev.yardmaster.core.resource.LockRequest;
import dev.yardmaster.core.task.RetryPolicy;
import dev.yardmaster.core.task.TaskSpec;
import dev.yardmaster.protocol.log.AgentMapping;
import dev.yardmaster.protocol.log.BreakerMapping;
import dev.yardmaster.protocol.log.EnvelopeMapping;
import dev.yardmaster.protocol.log.PlacementMapping;
import dev.yardmaster.protocol.log.ResourceMapping;
import dev.yardmaster.protocol.log.TaskSpecMapping;
import dev.yardmaster.protocol.log.v1.AgentProto;
import dev.yardmaster.protocol.log.v1.BreakerProto;
import dev.yardmaster.protocol.log.v1.MessageProto;
import dev.yardmaster.protocol.log.v1.PlacementProto;
import dev.yardmaster.protocol.log.v1.ResourceProto;
import dev.yardmaster.protocol.log.v1.TaskSpecProto;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Values of request messages, with what a caller may leave out filled in. The log has none of these
 * defaults: it is read by machines of many releases, a request by the one that answers it.
 *
 * <p>Where a default takes the place of something the core could be told, a remote caller cannot
 * tell it: bytes without a content type become {@code application/octet-stream}.
 */
final class Defaults {
  static final int LOCK_PRIORITY = 50;
  static final String CONFLICT_STRATEGY = "priority";
  private static final int MESSAGE_PRIORITY = 4;
  private static final String TEXT = "text/plain";
  private static final String BYTES = "application/octet-stream";

  private Defaults() {}

  static TaskSpec task(TaskSpecProto.TaskSpec from) {
    TaskSpecProto.TaskSpec.Builder to = from.toBuilder();
    if (!from.hasPriority()) {
      to.setPriority(TaskSpec.DEFAULT_PRIORITY);
    }
    if (from.getWork().hasInput()) {
      to.getWorkBuilder()
          .setInput(Requests.read("work.input", from.getWork().getInput(), Defaults::typed));
    }
    for (int i = 0; i < from.getDependenciesCount(); i++) {
      if (from.getDependencies(i).getOnValue() == 0) {
        to.getDependenciesBuilder(i).setOn(TaskSpecProto.DependencyOn.DEPENDENCY_ON_SUCCESS);
      }
    }
    for (int i = 0; i < from.getRequirements().getLocksCount(); i++) {
      to.getRequirementsBuilder().setLocks(i, filled(from.getRequirements().getLocks(i)));
    }
    if (from.getLimits().hasRetry()) {
      to.getLimitsBuilder()
          .getRetryBuilder()
          .setBackoff(backoff(from.getLimits().getRetry().getBackoff()));
    }
    return Requests.strict(to.build(), TaskSpecMapping::read);
  }

  /** A factor or cap of 0 stands for none that could be meant. */
  private static TaskSpecProto.Backoff backoff(TaskSpecProto.Backoff from) {
    RetryPolicy.Backoff usual = RetryPolicy.Backoff.DEFAULT;
    if (from.equals(TaskSpecProto.Backoff.getDefaultInstance())) {
      return TaskSpecProto.Backoff.newBuilder()
          .setDelayMillis(usual.delayMillis())
          .setFactorPercent(usual.factorPercent())
          .setJitterPercent(usual.jitterPercent())
          .setCapMillis(usual.capMillis())
          .build();
    }
    TaskSpecProto.Backoff.Builder to = from.toBuilder();
    if (from.getFactorPercent() == 0) {
      to.setFactorPercent(usual.factorPercent());
    }
    if (from.getCapMillis() == 0 && from.getDelayMillis() > 0) {
      to.setCapMillis(Math.max(usual.capMillis(), from.getDelayMillis()));
    }
    return to.build();
  }

  static LockRequest lock(ResourceProto.LockRequest from) {
    return Requests.strict(filled(from), ResourceMapping::lock);
  }

  private static ResourceProto.LockRequest filled(ResourceProto.LockRequest from) {
    return from.getModeValue() != 0
        ? from
        : from.toBuilder()
            .setMode(
                from.getPermits() > 0
                    ? ResourceProto.LockMode.LOCK_MODE_PERMITS
                    : ResourceProto.LockMode.LOCK_MODE_EXCLUSIVE)
            .build();
  }

  static Payload payload(TaskSpecProto.Payload from) {
    return Requests.strict(typed(from), TaskSpecMapping::payload);
  }

  private static TaskSpecProto.Payload typed(TaskSpecProto.Payload from) {
    if (from.getText().isEmpty()) {
      return from.getContent().isEmpty() || !from.getContentType().isEmpty()
          ? from
          : from.toBuilder().setContentType(BYTES).build();
    }
    if (!from.getContent().isEmpty()) {
      throw new BadRequestException("Expected content or text, got both; leave one of them out");
    }
    TaskSpecProto.Payload.Builder to =
        from.toBuilder().clearText().setContent(ByteString.copyFromUtf8(from.getText()));
    return (from.getContentType().isEmpty() ? to.setContentType(TEXT) : to).build();
  }

  static Envelope envelope(MessageProto.Envelope from) {
    checkOnce(from.getHeadersList());
    MessageProto.Envelope.Builder to = from.toBuilder();
    if (!from.hasPriority()) {
      to.setPriority(MESSAGE_PRIORITY);
    }
    if (from.hasPayload()) {
      to.setPayload(Requests.read("payload", from.getPayload(), Defaults::typed));
    }
    return Requests.strict(to.build(), EnvelopeMapping::envelope);
  }

  /** The core has them as a map, of which the last would silently be the only one. */
  private static void checkOnce(List<MessageProto.Header> headers) {
    Set<String> names = new HashSet<>();
    for (MessageProto.Header header : headers) {
      if (!names.add(header.getName())) {
        throw new BadRequestException(
            "Field headers: Expected each header once, got %s twice; keep one"
                .formatted(header.getName()));
      }
    }
  }

  /** A request: unless said otherwise, it is its own correlation, and its sender gets the reply. */
  static Envelope request(MessageProto.Envelope from, String id, String sender) {
    MessageProto.Envelope.Builder to = from.toBuilder();
    if (from.getCorrelationId().isEmpty()) {
      to.setCorrelationId(id);
    }
    if (from.getReplyTo().isEmpty()) {
      to.setReplyTo(sender);
    }
    return envelope(to.build());
  }

  static AgentProfile profile(AgentProto.AgentProfile from) {
    AgentProto.AgentProfile.Builder to = from.toBuilder();
    if (from.getSlots().getMaxConcurrentTasks() == 0) {
      to.getSlotsBuilder().setMaxConcurrentTasks(1);
    }
    return Requests.strict(to.build(), AgentMapping::profile);
  }

  /** None of its numbers can be 0. */
  static BreakerConfig breaker(BreakerProto.BreakerConfig from) {
    BreakerConfig usual = BreakerConfig.DEFAULT;
    BreakerProto.BreakerConfig.Builder to = from.toBuilder();
    if (from.getTripCase() == BreakerProto.BreakerConfig.TripCase.TRIP_NOT_SET
        && usual.trip() instanceof Trip.InARow row) {
      to.getInARowBuilder().setFailures(row.failures());
    }
    if (from.getTimeoutMillis() == 0) {
      to.setTimeoutMillis(usual.timeoutMillis());
    }
    if (from.getSuccessThreshold() == 0) {
      to.setSuccessThreshold(usual.successThreshold());
    }
    if (from.getHalfOpenLimit() == 0) {
      to.setHalfOpenLimit(usual.halfOpenLimit());
    }
    if (from.getProbeTimeoutMillis() == 0) {
      to.setProbeTimeoutMillis(usual.probeTimeoutMillis());
    }
    return Requests.strict(to.build(), BreakerMapping::config);
  }

  /** None of the numbers of stealing can be 0; all of it absent is the usual stealing. */
  static PlacementPolicy policy(PlacementProto.PlacementPolicy from) {
    PlacementPolicy.Stealing usual = PlacementPolicy.Stealing.DEFAULT;
    PlacementProto.PlacementPolicy.Builder to = from.toBuilder();
    PlacementProto.Stealing.Builder stealing = to.getStealingBuilder();
    if (!from.hasStealing()) {
      stealing.setEnabled(usual.enabled());
    }
    if (stealing.getThreshold() == 0) {
      stealing.setThreshold(usual.threshold());
    }
    if (stealing.getMaxBatch() == 0) {
      stealing.setMaxBatch(usual.maxBatch());
    }
    if (stealing.getIntervalMillis() == 0) {
      stealing.setIntervalMillis(usual.intervalMillis());
    }
    return Requests.strict(to.build(), PlacementMapping::policy);
  }
}
