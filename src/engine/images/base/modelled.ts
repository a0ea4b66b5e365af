/** Whether somebody here can run a tool of that name. */
export function isModelled(_name: string): boolean {
  return true;
}

/** The program for a tool that an image has: one that says so when it cannot be run here. */
export function tool(name: string): string {
  return isModelled(name) ? name : 'unmodelled';
}
