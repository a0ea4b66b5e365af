import { lazy, type ReactNode, Suspense } from 'react';
import { usePage } from '../state/index.ts';
import { ErrorBoundary } from './ErrorBoundary.tsx';
import { PageFault } from './PageFault.tsx';
import { Shell } from './Shell.tsx';

const Lab = lazy(async () => ({ default: (await import('../lab/Lab.tsx')).Lab }));

/** The whole page: the stage and what is around it, or the lab. */
export function Root(): ReactNode {
  const isLab = usePage((page) => page.lab !== null);
  if (!isLab) return <Shell />;
  return (
    <ErrorBoundary fallback={(error) => <PageFault error={error} />}>
      <Suspense fallback={null}>
        <Lab />
      </Suspense>
    </ErrorBoundary>
  );
}
