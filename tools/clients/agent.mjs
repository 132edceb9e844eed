// What an agent does: join, wait for work, lock, complete; until the plan's task "last" succeeded.

/** @param call calls a tool with arguments, and returns its result */
export async function work(agent, plan, call) {
  let handle;
  async function use(tool, args = {}) {
    const result = await call(tool, handle ? { ...args, handle } : args);
    if (result.isError) {
      throw new Error(`${tool}: ${JSON.stringify(result.content)}`);
    }
    return result.structuredContent;
  }
  handle = (await use("join", { agent })).handle;
  console.log("joined");
  for (;;) {
    const work = await use("wait_for_work", { seconds: 2 });
    if (work.kind === "task") {
      const { id } = work.task;
      const mine = { task: id, epoch: work.epoch };
      const lock = await use("lock", { resources: "bench", waitSeconds: 45, ...mine });
      if (!lock.granted) {
        throw new Error(`the lock was not granted for ${id}`);
      }
      await use("complete", { ...mine, result: agent }); // gives the lock back
      console.log(`did ${id}`);
    } else if ((await use("status", { task: `${plan}-last` })).state?.succeeded) {
      return;
    }
  }
}
