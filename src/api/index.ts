// The public face of the api floor: import from here (`src/api/index.ts`) in other floors.
export * from './quantity.ts';
export * from './resources.ts';
export * from './scheme.ts';
export * from './selectors.ts';
export * from './taints.ts';
export type * from './types/index.ts';
export * from './validation/names.ts';
