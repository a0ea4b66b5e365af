import type { ReactNode } from 'react';
import type { HostView } from '../../protocol/view.ts';
import { formatBytes, useT } from '../i18n/index.ts';
import { Section } from './Facts.tsx';
import styles from './Inspector.module.css';

/** What only the machine knows: images on its disk, sandboxes, mounts. The API shows some of it later. */
export function HostFacts({ host }: { readonly host: HostView }): ReactNode {
  const t = useT();
  return (
    <>
      {!host.poweredOn && <p className={styles.note}>{t('inspector.host.off')}</p>}
      <Section title={t('inspector.host.sandboxes')} note={t('inspector.host.sandboxesNote')}>
        {host.sandboxes.length === 0 && <p className={styles.note}>{t('inspector.none')}</p>}
        <ul className={styles.plain}>
          {host.sandboxes.map((sandbox) => (
            <li key={sandbox.id}>
              <p>
                <strong>{sandbox.podName}</strong> {t(`stage.state.sandbox.${sandbox.state}`)}{' '}
                {sandbox.ip && <code>{sandbox.ip}</code>}
              </p>
              <p className={styles.note}>
                {Object.entries(sandbox.namespaces)
                  .map(([name, owner]) => `${name}: ${t(`inspector.namespace.${owner}`)}`)
                  .join(' · ')}
              </p>
              {sandbox.containers.map((container) => (
                <p key={container.id} className={styles.note}>
                  {container.name} · {t(`stage.state.container.${container.state}`)}
                  {container.exitCode !== null && ` (${container.exitCode})`} ·{' '}
                  <code>{container.id.slice(0, 12)}</code>
                  {container.assumed !== null && (
                    <>
                      {' · '}
                      {t('inspector.assumed')} <span lang="en">{container.assumed}</span>
                    </>
                  )}
                </p>
              ))}
            </li>
          ))}
        </ul>
      </Section>
      {host.volumes.length > 0 && (
        <Section title={t('inspector.host.volumes')}>
          <ul className={styles.plain}>
            {host.volumes.map((volume) => (
              <li key={`${volume.podUid}/${volume.name}`}>
                {volume.name} ({volume.type}) · {t(`stage.state.volume.${volume.state}`)}
                {volume.message && <p className={styles.note}>{volume.message}</p>}
              </li>
            ))}
          </ul>
        </Section>
      )}
      <Section title={t('inspector.host.images')}>
        {host.images.length === 0 && <p className={styles.note}>{t('inspector.none')}</p>}
        <ul className={styles.plain}>
          {host.pulls.map((pull) => (
            <li key={pull.image}>
              <code>{pull.image}</code> {formatBytes(pull.doneBytes)} / {formatBytes(pull.totalBytes)}
            </li>
          ))}
          {host.images.map((image) => (
            <li key={image.name}>
              <code>{image.name}</code> {formatBytes(image.sizeBytes)}
            </li>
          ))}
        </ul>
      </Section>
    </>
  );
}
