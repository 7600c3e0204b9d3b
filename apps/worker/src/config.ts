import { z } from 'zod';

const environmentSchema = z.object({
  DATA_DIR: z.string().default('./data'),
  OBJECTS: z.enum(['files']).default('files'),
  QUEUES: z.enum(['sqlite']).default('sqlite'),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
});

export interface Config {
  dataDir: string;
  objects: 'files';
  queues: 'sqlite';
  logLevel: string;
}

/** What a worker of its own needs of the server's settings, with the same meaning. Throws with one line per problem. */
export function loadConfig(environment: Record<string, string | undefined>): Config {
  // A variable set to nothing counts as not set.
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const parsed = environmentSchema.safeParse(given);
  if (!parsed.success) {
    const lines = parsed.error.issues.map((issue) => `  ${String(issue.path[0])}: ${issue.message}`);
    throw new Error(`These settings need attention:\n${lines.join('\n')}`);
  }
  const env = parsed.data;
  return { dataDir: env.DATA_DIR, objects: env.OBJECTS, queues: env.QUEUES, logLevel: env.LOG_LEVEL };
}
