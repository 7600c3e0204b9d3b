const PATIENCE_MS = 5_000;
const POLL_MS = 10;

/** Polls until `condition` answers something other than false or undefined. */
export async function until<Result>(condition: () => Promise<Result> | Result): Promise<NonNullable<Result>> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const result = await condition();
    if (result !== undefined && result !== null && result !== false) return result;
    if (Date.now() > deadline) throw new Error('The condition was not met in time');
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}
