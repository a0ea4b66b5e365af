export type { Example, ExampleGroup, ExampleId } from './catalogue.ts';
export { DEFAULT_EXAMPLE, EXAMPLES, findExample } from './catalogue.ts';
export { manifestOf, openExample } from './open.ts';
