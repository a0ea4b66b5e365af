import { useEffect, useState } from 'react';

type Requests = typeof import('../request/index.ts');

/** Not before the page has shown its first picture. */
const REST_MS = 800;

let known: Requests | null = null;

/** What is known of requests that travel the network; it comes a little after the stage. Null until then. */
export function useRequests(): Requests | null {
  const [requests, setRequests] = useState(known);
  useEffect(() => {
    if (known) {
      setRequests(known);
      return undefined;
    }
    let wanted = true;
    const timer = setTimeout(() => {
      void import('../request/index.ts').then((module) => {
        known = module;
        if (wanted) setRequests(module);
      });
    }, REST_MS);
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, []);
  return requests;
}
