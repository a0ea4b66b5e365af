/** IPv4 addresses as numbers and text. */

/** The address as a 32-bit number; undefined when the text is none. */
export function parseIp(text: string): number | undefined {
  let value = 0;
  let part = -1;
  let dots = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 46) {
      if (part === -1) return undefined;
      value = value * 256 + part;
      part = -1;
      dots++;
    } else {
      const digit = code - 48;
      if (digit < 0 || digit > 9) return undefined;
      part = part === -1 ? digit : part * 10 + digit;
      if (part > 255) return undefined;
    }
  }
  return dots === 3 && part !== -1 ? value * 256 + part : undefined;
}

export function isIp(text: string): boolean {
  return parseIp(text) !== undefined;
}

export function formatIp(value: number): string {
  return `${Math.floor(value / 16_777_216)}.${Math.floor(value / 65_536) % 256}.${Math.floor(value / 256) % 256}.${value % 256}`;
}

/** The address without its prefix length: 10.244.1.2 of 10.244.1.2/24. */
export function addressOf(cidr: string): string {
  const slash = cidr.indexOf('/');
  return slash === -1 ? cidr : cidr.slice(0, slash);
}

/** 24 of 10.244.1.2/24; 32 when there is none. */
export function prefixOf(cidr: string): number {
  const slash = cidr.indexOf('/');
  return slash === -1 ? 32 : Number(cidr.slice(slash + 1));
}

/** 255.255.255.0 of 24. */
export function maskOf(prefix: number): string {
  return formatIp(2 ** 32 - 2 ** (32 - prefix));
}

/** 10.244.1.0/24 of 10.244.1.2/24. */
export function networkOf(cidr: string): string {
  const prefix = prefixOf(cidr);
  const size = 2 ** (32 - prefix);
  const value = parseIp(addressOf(cidr)) ?? 0;
  return `${formatIp(value - (value % size))}/${prefix}`;
}

/** The n-th address of a network. */
export function addressIn(cidr: string, n: number): string {
  return formatIp((parseIp(addressOf(networkOf(cidr))) as number) + n);
}

/** 10.244.1.255 of 10.244.1.2/24. */
export function broadcastOf(cidr: string): string {
  return addressIn(cidr, 2 ** (32 - prefixOf(cidr)) - 1);
}

export function isInNetwork(ip: string, cidr: string): boolean {
  const value = parseIp(ip);
  const base = parseIp(addressOf(cidr));
  if (value === undefined || base === undefined) return false;
  const size = 2 ** (32 - prefixOf(cidr));
  return Math.floor(value / size) === Math.floor(base / size);
}

export function isLoopback(ip: string): boolean {
  return ip.startsWith('127.');
}

export const ANY = '0.0.0.0';
