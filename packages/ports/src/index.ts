export * from './object-store.ts';
export * from './queue.ts';
export * from './table.ts';
export * from './studio-queues.ts';
