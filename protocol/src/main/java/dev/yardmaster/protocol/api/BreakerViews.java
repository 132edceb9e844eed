package dev.yardmaster.protocol.api;

import dev.yardmaster.core.identity.BreakerName;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.workspace.BreakerView;
import dev.yardmaster.core.workspace.Query;
import dev.yardmaster.protocol.log.BreakerMapping;
import dev.yardmaster.protocol.log.BreakerStateMapping;
import dev.yardmaster.protocol.v1.Breaker;
import dev.yardmaster.protocol.v1.BreakerList;
import dev.yardmaster.protocol.v1.BreakerServiceGrpc;
import dev.yardmaster.protocol.v1.GetBreakerRequest;
import dev.yardmaster.protocol.v1.GetStoppedTasksRequest;
import dev.yardmaster.protocol.v1.ListBreakersRequest;
import dev.yardmaster.protocol.v1.StoppedTasks;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/** Questions about circuit breakers. */
final class BreakerViews {
  private BreakerViews() {}

  static List<QueryCall<?, ?, ?>> calls() {
    return List.of(
        QueryCall.of(
            BreakerServiceGrpc.getGetBreakerMethod(),
            Query.OfBreaker.class,
            query -> GetBreakerRequest.newBuilder().setBreaker(query.breaker().value()).build(),
            from -> new Query.OfBreaker(BreakerName.of(from.getBreaker())),
            Answering.found(BreakerViews::write, BreakerViews::read)),
        QueryCall.of(
            BreakerServiceGrpc.getListBreakersMethod(),
            Query.OfBreakers.class,
            query -> ListBreakersRequest.newBuilder().setLimit(query.limit()).build(),
            from -> new Query.OfBreakers(Absent.limit(from.getLimit(), Absent.MANY)),
            Answering.always(
                views ->
                    BreakerList.newBuilder()
                        .addAllBreakers(views.stream().map(BreakerViews::write).toList())
                        .build(),
                from -> from.getBreakersList().stream().map(BreakerViews::read).toList())),
        QueryCall.of(
            BreakerServiceGrpc.getGetStoppedTasksMethod(),
            Query.OfStoppedTasks.class,
            query -> GetStoppedTasksRequest.getDefaultInstance(),
            from -> new Query.OfStoppedTasks(),
            Answering.always(BreakerViews::write, BreakerViews::read)));
  }

  private static Breaker write(BreakerView from) {
    Breaker.Builder to =
        Breaker.newBuilder()
            .setName(from.name().value())
            .setConfig(BreakerMapping.config(from.config()))
            .setState(BreakerStateMapping.write(from.state()));
    from.culprits().forEach(task -> to.addCulprits(task.value()));
    from.triesAgainMillis().ifPresent(to::setTriesAgainMillis);
    return to.build();
  }

  private static StoppedTasks write(Map<BreakerName, Integer> from) {
    StoppedTasks.Builder to = StoppedTasks.newBuilder();
    from.forEach((breaker, tasks) -> to.putByBreaker(breaker.value(), tasks));
    return to.build();
  }

  private static Map<BreakerName, Integer> read(StoppedTasks from) {
    Map<BreakerName, Integer> stopped = new TreeMap<>();
    from.getByBreakerMap().forEach((name, tasks) -> stopped.put(BreakerName.of(name), tasks));
    return stopped;
  }

  private static BreakerView read(Breaker from) {
    return new BreakerView(
        BreakerName.of(from.getName()),
        BreakerMapping.config(from.getConfig()),
        BreakerStateMapping.read(from.getState()),
        from.getCulpritsList().stream().map(TaskId::of).toList(),
        from.hasTriesAgainMillis()
            ? OptionalLong.of(from.getTriesAgainMillis())
            : OptionalLong.empty());
  }
}
