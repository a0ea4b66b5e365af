import { memo, type ReactNode, useState } from 'react';
import { VolumeIcon } from '../../design/icons.tsx';
import { classes } from '../../design/index.ts';
import { formatBytes, useT } from '../../i18n/index.ts';
import { useActions } from '../../state/index.ts';
import { type ContainerModel, isOwnVolume, type PodModel, type VolumeModel } from '../model/pod.ts';
import { STOP } from '../picture/stop.ts';
import { containerState } from './containerState.ts';
import { VOLUME_LINES } from './density.ts';
import styles from './Pod.module.css';
import { PodHead } from './PodHead.tsx';

export interface PodDrawingProps {
  readonly pod: PodModel;
  /** Chosen for this node but not bound yet. */
  readonly assumed: boolean;
}

interface PodCardProps extends PodDrawingProps {
  readonly drawn: 'roomy' | 'full' | 'brief';
}

/** A Pod with its sandbox, containers and volumes. */
export const PodCard = memo(function PodCard({ pod, assumed, drawn }: PodCardProps): ReactNode {
  const t = useT();
  const [volume, setVolume] = useState<string | null>(null);
  const { sandbox } = pod;
  const roomy = drawn === 'roomy';
  const volumes = drawn === 'brief' ? pod.volumes.filter(({ name }) => isOwnVolume(name)) : pod.volumes;
  const namespaces = pod.shared.join(' ');
  const held =
    pod.fromHost.length > 0 && pod.shared.length === 0
      ? t('stage.pod.fromHost', { namespaces: pod.fromHost.join(' ') })
      : namespaces;
  return (
    <article
      className={classes(styles.pod, assumed && styles.assumed, pod.leaving && styles.leaving)}
      data-tone={assumed ? 'assumed' : pod.tone}
    >
      <PodHead pod={pod} assumed={assumed} />
      <p className={styles.meta}>
        {pod.status === pod.phase ? (
          <span className={styles.ip}>{pod.ip || t('stage.pod.noIP')}</span>
        ) : (
          <span className={styles.status}>{pod.status}</span>
        )}
        <span data-hint={t('stage.pod.ready', { ready: pod.ready, total: pod.total })}>
          {pod.ready}/{pod.total}
        </span>
      </p>
      <div className={styles.sandbox} data-state={sandbox?.state ?? 'none'}>
        <p className={styles.pauseRow}>
          <span className={styles.pause} data-hint={t('stage.pod.holds', { namespaces: namespaces || '—' })}>
            {t('stage.pod.pause')}
          </span>
          <span className={styles.namespaces}>{sandboxWords()}</span>
        </p>
        {pod.containers.map((container) => (
          <ContainerLine key={container.name} pod={pod} container={container} volume={volume} roomy={roomy} />
        ))}
      </div>
      {volumes.length > 0 && (
        <div className={styles.volumes} data-many={volumes.length > VOLUME_LINES || undefined}>
          {volumes.map((entry) => (
            <VolumeLine
              key={entry.name}
              pod={pod}
              volume={entry}
              lit={volume === entry.name}
              bare={volumes.length > VOLUME_LINES}
              onPoint={setVolume}
            />
          ))}
        </div>
      )}
    </article>
  );

  function sandboxWords(): string {
    if (!sandbox) return t('stage.pod.sandbox.none');
    if (sandbox.state === 'Creating') return t('stage.pod.sandbox.creating');
    if (sandbox.state === 'NotReady') return t('stage.pod.sandbox.gone');
    return held;
  }
});

const NO_MOUNTS: ContainerModel['mounts'] = [];

interface ContainerLineProps {
  readonly pod: PodModel;
  readonly container: ContainerModel;
  readonly volume: string | null;
  readonly roomy: boolean;
}

function ContainerLine({ pod, container, volume, roomy }: ContainerLineProps): ReactNode {
  const t = useT();
  const actions = useActions();
  const state = containerState(container, t);
  const { pull } = container;
  // That of the token is in every container: it would only crowd out the others.
  const mounts = container.mounts.filter(({ volume: name }) => isOwnVolume(name));
  const kind = t(`stage.container.kind.${container.kind}`);
  const restarts = container.restarts > 0 ? t('stage.container.restarts', { count: container.restarts }) : '';
  const readiness =
    container.ready === null
      ? ''
      : container.ready
        ? t('stage.container.ready')
        : t('stage.container.notReady');
  const label = [
    t('stage.container.label', { kind, name: container.name, state }),
    readiness,
    restarts,
    ...container.mounts.map(({ volume: name, path }) => t('stage.container.mounts', { volume: name, path })),
  ]
    .filter(Boolean)
    .join(', ');
  return (
    <button
      {...STOP}
      type="button"
      className={styles.container}
      data-tone={container.tone}
      data-kind={container.kind}
      data-hint={[container.image, readiness, restarts].filter(Boolean).join(' · ')}
      aria-label={label}
      onClick={() =>
        actions.select({
          kind: 'object',
          ref: { kind: 'Pod', namespace: pod.namespace, name: pod.name, uid: pod.uid },
        })
      }
    >
      <span className={styles.containerLine}>
        <span className={styles.containerName}>{container.name}</span>
        {container.kind !== 'container' && (
          <span className={styles.kind}>{t(`stage.container.${container.kind}`)}</span>
        )}
        {container.restarts > 0 && <span className={styles.kind}>↻{container.restarts}</span>}
        <span className={styles.state}>
          {pull && pull.totalBytes === 0
            ? t('stage.container.pullBegins')
            : pull
              ? t('stage.container.pulling', {
                  done: formatBytes(pull.doneBytes).replace(/ \w+$/, ''),
                  total: formatBytes(pull.totalBytes),
                })
              : state}
        </span>
        {container.ready !== null && <i className={styles.readiness} data-ready={container.ready} />}
      </span>
      {roomy && <span className={styles.image}>{container.image}</span>}
      {mounts.length > 0 && (
        <span className={styles.mounts}>
          <VolumeIcon size={11} />
          {mounts.length > 2 && (
            <span className={styles.mount}>{t('stage.container.mountsMany', { count: mounts.length })}</span>
          )}
          {(mounts.length > 2 ? NO_MOUNTS : mounts).map(({ volume: name, path }) => (
            <span key={name + path} className={classes(styles.mount, volume === name && styles.lit)}>
              {name}
              {mounts.length === 1 && <span className={styles.path}> {path}</span>}
            </span>
          ))}
        </span>
      )}
      {pull && (
        <span
          className={styles.pull}
          style={{ width: `${Math.round((pull.doneBytes / Math.max(1, pull.totalBytes)) * 100)}%` }}
        />
      )}
    </button>
  );
}

interface VolumeLineProps {
  readonly pod: PodModel;
  readonly volume: VolumeModel;
  readonly lit: boolean;
  /** Its name only. */
  readonly bare: boolean;
  readonly onPoint: (volume: string | null) => void;
}

/** A volume belongs to the Pod: it is drawn once and found again by its name in the containers. */
function VolumeLine({ pod, volume, lit, bare, onPoint }: VolumeLineProps): ReactNode {
  const t = useT();
  const actions = useActions();
  const { object } = volume;
  const ref = object
    ? { kind: object.kind, namespace: pod.namespace, name: object.name }
    : { kind: 'Pod', namespace: pod.namespace, name: pod.name, uid: pod.uid };
  const source = volume.source === '' ? volume.type : `${volume.type} ${volume.source}`;
  const state = volume.state === '' ? '' : t(`stage.state.volume.${volume.state}`);
  return (
    <button
      {...STOP}
      type="button"
      className={classes(styles.volume, lit && styles.lit)}
      data-state={volume.state}
      data-hint={[volume.name, source, state, volume.message].filter(Boolean).join(' · ')}
      aria-label={t('stage.volume.label', {
        name: volume.name,
        type: volume.type,
        source: volume.source,
        state,
      })}
      onPointerEnter={() => onPoint(volume.name)}
      onPointerLeave={() => onPoint(null)}
      onFocus={() => onPoint(volume.name)}
      onBlur={() => onPoint(null)}
      onClick={() => actions.select({ kind: 'object', ref })}
    >
      <VolumeIcon size={12} />
      <strong>{volume.name}</strong>
      {!bare && <span className={styles.source}>{source}</span>}
      {volume.state !== 'Mounted' && <span className={styles.volumeState}>{state}</span>}
    </button>
  );
}
