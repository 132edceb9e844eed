package dev.yardmaster.core.shard;

import dev.yardmaster.core.access.AccessCommand;
import dev.yardmaster.core.access.Role;
import dev.yardmaster.core.agent.AgentCommand;
import dev.yardmaster.core.breaker.BreakerCommand;
import dev.yardmaster.core.conflict.ConflictCommand;
import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.Caller;
import dev.yardmaster.core.machine.Command;
import dev.yardmaster.core.message.MessageCommand;
import dev.yardmaster.core.record.RecordCommand;
import dev.yardmaster.core.resource.ResourceCommand;
import dev.yardmaster.core.shard.AccessRule.OfAgent;
import dev.yardmaster.core.shard.AccessRule.OfAttempt;
import dev.yardmaster.core.shard.AccessRule.OfRole;
import dev.yardmaster.core.task.TaskCommand;
import dev.yardmaster.core.wait.WaitCommand;
import dev.yardmaster.core.workspace.Query;
import dev.yardmaster.core.workspace.WorkspaceCommand;

/** The one table that says what each command and each query needs (X3, X4). */
final class AccessRules {
  private static final AccessRule PROCESS = new AccessRule.OfProcess();
  private static final AccessRule ANYBODY = new AccessRule.OfAnybody();
  private static final AccessRule CLUSTER = new AccessRule.OfCluster();
  private static final AccessRule READER = new OfRole(Role.READER);
  private static final AccessRule AGENT = new OfRole(Role.AGENT);
  private static final AccessRule OPERATOR = new OfRole(Role.OPERATOR);

  private AccessRules() {}

  static AccessRule of(Command command) {
    Command asked = command;
    while (asked instanceof WorkspaceCommand.Guarded guarded) {
      asked = guarded.command();
    }
    return switch (asked) {
      case TaskCommand c -> of(c);
      case AgentCommand c -> of(c);
      case MessageCommand c -> of(c);
      case RecordCommand c -> of(c);
      case ConflictCommand c -> of(c);
      case BreakerCommand c -> of(c);
      case ResourceCommand c -> of(c);
      case WaitCommand c -> of(c);
      case WorkspaceCommand c -> of(c);
      case ShardCommand c -> of(c);
      case AccessCommand c -> CLUSTER;
      // Commands as a whole are not sealed; a family that is missing here is the process's own.
      default -> PROCESS;
    };
  }

  private static AccessRule of(TaskCommand command) {
    return switch (command) {
      case TaskCommand.SubmitTask c -> AGENT;
      case TaskCommand.OpenPlan c -> AGENT;
      case TaskCommand.AddPlanTasks c -> AGENT;
      case TaskCommand.SealPlan c -> AGENT;
      case TaskCommand.AttemptCommand c -> new OfAttempt(c.task(), c.epoch());
      case TaskCommand.CancelPlan c -> OPERATOR;
      case TaskCommand.ClosePlan c -> OPERATOR;
      case TaskCommand.CancelTask c -> OPERATOR;
      case TaskCommand.RetryTask c -> OPERATOR;
      case TaskCommand.ApproveTask c -> OPERATOR;
      case TaskCommand.RejectTask c -> OPERATOR;
      case TaskCommand.SetTaskPriority c -> OPERATOR;
      case TaskCommand.PurgeTask c -> OPERATOR;
      case TaskCommand.Place c -> OPERATOR;
    };
  }

  private static AccessRule of(AgentCommand command) {
    return switch (command) {
      case AgentCommand.JoinAgent c -> new OfAgent(c.agent(), Role.AGENT, null);
      case AgentCommand.LeaveAgent c -> OfAgent.calling(c.agent());
      case AgentCommand.SetAgentStatus c -> new OfAgent(c.agent(), Role.AGENT, Role.OPERATOR);
      case AgentCommand.Heartbeat c -> OfAgent.calling(c.agent());
      case AgentCommand.ReportLoad c -> OfAgent.calling(c.agent());
      case AgentCommand.Claim c -> OfAgent.calling(c.agent());
    };
  }

  private static AccessRule of(MessageCommand command) {
    return switch (command) {
      case MessageCommand.SendMessage c -> by(c.caller());
      case MessageCommand.Receive c -> by(c.caller());
      case MessageCommand.Ack c -> by(c.caller());
      case MessageCommand.Nack c -> by(c.caller());
      case MessageCommand.ExtendVisibility c -> by(c.caller());
      case MessageCommand.Subscribe c -> by(c.caller());
      case MessageCommand.Unsubscribe c -> by(c.caller());
      case MessageCommand.RedriveDeadLetter c -> OPERATOR;
      case MessageCommand.InspectMail c -> OPERATOR;
      case MessageCommand.PurgeDeadLetter c -> OPERATOR;
    };
  }

  private static AccessRule of(RecordCommand command) {
    return switch (command) {
      case RecordCommand.PutRecord c -> by(c.caller());
      case RecordCommand.DeleteRecord c -> by(c.caller());
    };
  }

  private static AccessRule of(ConflictCommand command) {
    return switch (command) {
      case ConflictCommand.ReportConflict c -> by(c.caller());
      case ConflictCommand.AddEvidence c -> by(c.caller());
      case ConflictCommand.CastVote c -> by(c.caller());
      case ConflictCommand.ResolveConflict c -> OPERATOR;
      case ConflictCommand.AutoResolve c -> OPERATOR;
      case ConflictCommand.AnswerConflict c -> OPERATOR;
    };
  }

  private static AccessRule of(BreakerCommand command) {
    return switch (command) {
      case BreakerCommand.DeclareBreaker c -> OPERATOR;
      case BreakerCommand.ForceBreaker c -> OPERATOR;
      case BreakerCommand.ResetBreaker c -> OPERATOR;
      case BreakerCommand.RemoveBreaker c -> OPERATOR;
    };
  }

  private static AccessRule of(ResourceCommand command) {
    return switch (command) {
      case ResourceCommand.DeclareResource c -> OPERATOR;
      case ResourceCommand.ReleaseLock c -> by(c.caller());
      case ResourceCommand.ReleaseAll c -> by(c.caller());
      case ResourceCommand.ExtendLock c -> by(c.caller());
      case ResourceCommand.ForceRelease c -> OPERATOR;
      case ResourceCommand.Charge c -> by(c.caller());
    };
  }

  private static AccessRule of(WaitCommand command) {
    return switch (command) {
      case WaitCommand.AcquireLocks c -> by(c.caller());
      case WaitCommand.AwaitTask c -> by(c.caller());
      case WaitCommand.RequestReply c -> by(c.caller());
      case WaitCommand.EndWait c -> by(c.caller());
      case WaitCommand.SetDeadlockPolicy c -> OPERATOR;
    };
  }

  private static AccessRule of(WorkspaceCommand command) {
    return switch (command) {
      case WorkspaceCommand.CreateWorkspace c -> new AccessRule.OfCreation();
      case WorkspaceCommand.Guarded c -> of(c.command());
      case WorkspaceCommand.PauseWorkspace c -> OPERATOR;
      case WorkspaceCommand.ResumeWorkspace c -> OPERATOR;
      case WorkspaceCommand.SetPlacementPolicy c -> OPERATOR;
      case WorkspaceCommand.RegisterStrategy c -> OPERATOR;
      case WorkspaceCommand.UnregisterStrategy c -> OPERATOR;
    };
  }

  private static AccessRule of(ShardCommand command) {
    return switch (command) {
      case ShardCommand.OpenClientSession c -> ANYBODY;
      case ShardCommand.Tick c -> PROCESS;
      case ShardCommand.Continue c -> PROCESS;
      case ShardCommand.EndInProcessSessions c -> PROCESS;
    };
  }

  private static AccessRule by(Caller caller) {
    return OfAgent.calling(caller.agent());
  }

  static AccessRule of(Query<?> query) {
    return switch (query) {
      case Query.OfTask q -> READER;
      case Query.OfTasks q -> READER;
      case Query.OfAgents q -> READER;
      case Query.OfAgent q -> READER;
      case Query.OfPlan q -> READER;
      case Query.OfWorkspace q -> READER;
      case Query.OfCounts q -> READER;
      case Query.OfResources q -> READER;
      case Query.OfMessage q -> READER;
      case Query.OfMail q -> new OfAgent(q.agent(), Role.AGENT, null);
      case Query.OfInspectedMail q -> OPERATOR;
      case Query.OfMailbox q -> READER;
      case Query.OfDeadLetters q -> READER;
      case Query.OfRecord q -> READER;
      case Query.OfRecords q -> READER;
      case Query.OfConflict q -> READER;
      case Query.OfConflicts q -> READER;
      case Query.OfConflictStats q -> READER;
      case Query.OfBreakers q -> READER;
      case Query.OfStoppedTasks q -> READER;
      case Query.OfBreaker q -> READER;
      case Query.OfWaits q -> READER;
      case Query.OfWaitForGraph q -> READER;
      case Query.OfWaitOutcome q -> READER;
      case Query.OfToken q -> READER;
      case Query.Explain q -> READER;
      case Query.OfHandle q -> AGENT;
      case Query.OfAccess q -> access(q);
      case Query.OfEngaged q -> PROCESS;
      case Query.OfCredential q -> PROCESS;
      case Query.OfCredentials q -> CLUSTER;
      case Query.OfClusterAccess q -> CLUSTER;
    };
  }

  private static AccessRule access(Query.OfAccess query) {
    AgentId agent = query.agent();
    return agent == null ? new OfRole(query.role()) : new OfAgent(agent, query.role(), Role.ADMIN);
  }
}
