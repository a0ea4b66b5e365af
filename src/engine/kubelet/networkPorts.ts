// Models kubernetes@v1.36.0 pkg/probe/util.go (ResolveContainerPort)
import type { Container, IntOrString } from '../../api/index.ts';

/** The number of a port given by number or by the name of a containerPort, or what is wrong with it. */
export function portOf(container: Container | undefined, port: IntOrString): number | string {
  const number =
    typeof port === 'number'
      ? port
      : (container?.ports?.find(({ name }) => name === port)?.containerPort ??
        (/^[+-]?\d+$/.test(port) ? Number(port) : undefined));
  if (number === undefined) return `strconv.Atoi: parsing ${JSON.stringify(port)}: invalid syntax`;
  return number > 0 && number < 65_536 ? number : `invalid port number: ${number}`;
}
