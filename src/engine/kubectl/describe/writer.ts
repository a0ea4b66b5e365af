// Models kubernetes@v1.36.0 staging/src/k8s.io/kubectl/pkg/describe/describe.go (PrefixWriter, tabbedString)
import { alignTabs } from '../print/tabwriter.ts';

/** Text that is written line by line, with tabs, and comes out aligned. */
export class Writer {
  private done = '';
  private text = '';
  private readonly indent: number;

  constructor(indent = 0) {
    this.indent = indent;
  }

  /** Text as it is, behind two blanks for each level; line ends are the caller's. */
  write(level: number, text: string): void {
    this.text += '  '.repeat(level + this.indent) + text;
  }

  line(level: number, text: string): void {
    this.write(level, `${text}\n`);
  }

  /** `Name:	value`. */
  field(level: number, name: string, value: string | number | boolean | undefined): void {
    this.line(level, `${name}:\t${value ?? ''}`);
  }

  /** What follows is aligned anew. */
  flush(): void {
    this.done += alignTabs(this.text);
    this.text = '';
  }

  /** What another writer wrote, a level deeper. */
  nest(levels: number, write: (nested: Writer) => void): void {
    const nested = new Writer(this.indent + levels);
    write(nested);
    this.text += nested.text;
  }

  toString(): string {
    this.flush();
    return this.done;
  }
}

/** What `describe` prints of one object. */
export function tabbed(write: (writer: Writer) => void): string {
  const writer = new Writer();
  write(writer);
  return writer.toString();
}
