export * from './check.ts';
export * from './diagnostic.ts';
export { type Location, ManifestDocument } from './document.ts';
export { type CheckedObject, readAhead } from './inspect.ts';
export {
  formatMessage,
  LOCALES,
  type Locale,
  MESSAGE_KEYS,
  type Message,
  type MessageKey,
  message,
} from './messages.ts';
export { type Manifest, type ManifestOptions, parseManifest } from './parse.ts';
