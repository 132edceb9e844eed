package dev.yardmaster.protocol.api;

import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.MessageId;
import dev.yardmaster.core.message.Fate;
import dev.yardmaster.core.workspace.InspectedMailView;
import dev.yardmaster.core.workspace.Query;
import dev.yardmaster.protocol.log.EnvelopeMapping;
import dev.yardmaster.protocol.log.Strict;
import dev.yardmaster.protocol.v1.GetInspectedMailRequest;
import dev.yardmaster.protocol.v1.InspectedMail;
import dev.yardmaster.protocol.v1.InspectedMailList;
import dev.yardmaster.protocol.v1.MessageServiceGrpc;

/** The question for mail that an operator was shown. */
final class InspectionViews {
  private InspectionViews() {}

  static QueryCall<?, ?, ?> call() {
    return QueryCall.of(
        MessageServiceGrpc.getGetInspectedMailMethod(),
        Query.OfInspectedMail.class,
        query -> GetInspectedMailRequest.newBuilder().setToken(query.token().value()).build(),
        from -> new Query.OfInspectedMail(new FencingToken(from.getToken())),
        Answering.always(
            views ->
                InspectedMailList.newBuilder()
                    .addAllMail(views.stream().map(InspectionViews::write).toList())
                    .build(),
            from -> from.getMailList().stream().map(InspectionViews::read).toList()));
  }

  private static InspectedMail write(InspectedMailView from) {
    return InspectedMail.newBuilder()
        .setId(from.id().value())
        .setFrom(from.from().value())
        .setEnvelope(EnvelopeMapping.envelope(from.envelope()))
        .setState(write(from.state()))
        .setDeliveries(from.deliveries())
        .build();
  }

  private static InspectedMailView read(InspectedMail from) {
    return new InspectedMailView(
        MessageId.of(from.getId()),
        AgentId.of(from.getFrom()),
        EnvelopeMapping.envelope(from.getEnvelope()),
        read(from.getState()),
        from.getDeliveries());
  }

  private static dev.yardmaster.protocol.v1.Fate write(Fate from) {
    return switch (from) {
      case QUEUED -> dev.yardmaster.protocol.v1.Fate.FATE_QUEUED;
      case DELIVERED -> dev.yardmaster.protocol.v1.Fate.FATE_DELIVERED;
      case DEAD -> dev.yardmaster.protocol.v1.Fate.FATE_DEAD;
      case EXPIRED -> dev.yardmaster.protocol.v1.Fate.FATE_EXPIRED;
      case ACKED -> dev.yardmaster.protocol.v1.Fate.FATE_ACKED;
    };
  }

  private static Fate read(dev.yardmaster.protocol.v1.Fate from) {
    return switch (from) {
      case FATE_QUEUED -> Fate.QUEUED;
      case FATE_DELIVERED -> Fate.DELIVERED;
      case FATE_DEAD -> Fate.DEAD;
      case FATE_EXPIRED -> Fate.EXPIRED;
      case FATE_ACKED -> Fate.ACKED;
      case FATE_UNSPECIFIED, UNRECOGNIZED -> throw Strict.unspecified("fate of a message", from);
    };
  }
}
