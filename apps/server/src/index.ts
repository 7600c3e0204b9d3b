export { ConfigError, loadConfig, type Config } from './config.ts';
export { createServer, type ServerDeps, type StudioServer } from './server.ts';
