/** Resolves at Ctrl-C or SIGTERM; keeps the process alive until then. */
export async function untilStopped(): Promise<void> {
  await new Promise<void>((resolve) => {
    const alive = setInterval(() => {}, 60_000);
    const stop = (): void => {
      clearInterval(alive);
      resolve();
    };
    process.once('SIGINT', stop);
    process.once('SIGTERM', stop);
  });
}
