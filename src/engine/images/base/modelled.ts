import { shellPrograms } from '../../shell/index.ts';

const SHELLS = new Set(['ash', 'bash', 'dash', 'hush', 'rbash']);
/** Tools whose programs are in this folder. */
const OWN = new Set(['httpd', 'perl', 'python3', 'socat']);

/** The program for a tool that an image has: one that says so when it cannot be run here. */
export function tool(name: string): string {
  if (Object.hasOwn(shellPrograms, name) || OWN.has(name)) return name;
  return SHELLS.has(name) ? 'sh' : 'unmodelled';
}
