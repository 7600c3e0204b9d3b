export * from './fake-tables.ts';
export * from './rule.ts';
export * from './table-probe.ts';
export * from './table-suite.ts';
