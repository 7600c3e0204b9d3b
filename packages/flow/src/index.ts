export * from './clock.ts';
export * from './emitter.ts';
export * from './keyed-lock.ts';
export * from './manual-clock.ts';
export * from './retry.ts';
export * from './snapshot-store.ts';
