package dev.yardmaster.protocol.api;

import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.wait.Outcome;
import dev.yardmaster.core.workspace.MailView;
import dev.yardmaster.core.workspace.Query;
import dev.yardmaster.protocol.v1.MailList;
import dev.yardmaster.protocol.v1.WaitOutcome;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The table of everything that can be asked through the public API: one call for each query. */
public final class ApiQueries {
  private static final List<QueryCall<?, ?, ?>> ALL =
      Stream.of(
              TaskViews.calls(),
              AgentViews.calls(),
              PlanViews.calls(),
              LockViews.calls(),
              WaitViews.calls(),
              MessageViews.calls(),
              RecordViews.calls(),
              ConflictViews.calls(),
              BreakerViews.calls(),
              WorkspaceViews.calls())
          .<QueryCall<?, ?, ?>>flatMap(List::stream)
          .toList();

  private static final Map<String, QueryCall<?, ?, ?>> BY_METHOD =
      ALL.stream().collect(Collectors.toUnmodifiableMap(QueryCall::method, Function.identity()));

  private static final Map<Class<?>, QueryCall<?, ?, ?>> BY_QUERY =
      ALL.stream().collect(Collectors.toUnmodifiableMap(QueryCall::query, Function.identity()));

  private ApiQueries() {}

  /** Every call, feature by feature. */
  public static List<QueryCall<?, ?, ?>> all() {
    return ALL;
  }

  /** The call of that full name, {@code yardmaster.v1.TaskService/GetTask}, if it is a question. */
  public static Optional<QueryCall<?, ?, ?>> ofMethod(String method) {
    return Optional.ofNullable(BY_METHOD.get(method));
  }

  /** The call that asks this. */
  @SuppressWarnings("unchecked") // a call's T is that of its query's class, by which it is found
  public static <T> QueryCall<T, ?, ?> of(Query<T> query) {
    QueryCall<?, ?, ?> call = BY_QUERY.get(query.getClass());
    if (call == null) {
      throw new IllegalStateException(
          "Expected a call for every query, but there is none for " + query.getClass());
    }
    return (QueryCall<T, ?, ?>) call;
  }

  /** Mail as its addressee gets it. */
  public static MailList mail(List<MailView> mail) {
    return MessageViews.writeMail(mail);
  }

  /** How a wait ended, under its id, which a query's answer alone does not know. */
  public static WaitOutcome outcome(FencingToken waitId, Outcome outcome) {
    return WaitViews.outcome(waitId, outcome);
  }
}
