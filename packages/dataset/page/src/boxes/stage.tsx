import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { isProposed } from '../../../src/label/state/decide.js';
import type { LabelBox } from '../../../src/label/state/picture-state.js';
import type { OpenPicture } from '../model/state.js';
import { TEXTS } from '../texts.js';
import { useSize } from '../ui/use-size.js';
import { usePage, useSession, useStore } from '../ui/use-session.js';
import type { BoxCommands } from './box-commands.js';
import { type BoxLayer, createBoxLayer } from './box-layer.js';
import type { LayerBox } from './layer-box.js';
import { BoxMarks } from './box-marks.js';
import type { StageControl } from './stage-control.js';
import { StageMessage } from './stage-message.js';
import { shownLabel } from './shown-label.js';
import { usePanning } from './use-panning.js';
import { useSharperImage } from './use-sharper-image.js';

interface StageProps {
  readonly picture: OpenPicture | undefined;
  readonly commands: BoxCommands;
  readonly control: StageControl;
}

/** The picture with its boxes, to zoom, to pan and to draw on. */
export function Stage({ picture, commands, control }: StageProps) {
  const element = useRef<HTMLDivElement>(null);
  const stage = useSize(element);
  const name = picture?.detail.name;
  useLayoutEffect(() => control.setStage(stage), [control, stage]);
  const isPanning = usePanning(element, control);
  return (
    <div
      ref={element}
      className={isPanning ? 'stage is-panning' : 'stage'}
      data-stage=""
      tabIndex={0}
      role="group"
      aria-label={name === undefined ? TEXTS.stage : TEXTS.stageOf(name)}
    >
      {picture && !picture.detail.problem ? (
        <StagePicture key={picture.detail.id} picture={picture} commands={commands} control={control} />
      ) : (
        <StageMessage problem={picture?.detail.problem ?? null} />
      )}
    </div>
  );
}

function StagePicture({
  picture,
  commands,
  control,
}: Required<StageProps> & { readonly picture: OpenPicture }) {
  const { images } = useSession();
  const { id, width, height, guesses } = picture.detail;
  const holder = useRef<HTMLDivElement>(null);
  const layer = useRef<BoxLayer | null>(null);
  const labels = usePage((page) => page.project!.labels);
  const current = usePage((page) => page.box);
  const draft = usePage((page) => page.draft);
  const view = useStore(control.store, (state) => state.view);
  const brightness = useStore(control.store, (state) => state.brightness);
  const [failure, setFailure] = useState(false);
  const [image, setImage] = useState<HTMLImageElement | null>(() => {
    const cached = images.get(id, { width, height });
    return cached.isReady() ? cached.image : null;
  });

  const boxes = useMemo(
    () => picture.state.boxes.map((box) => withDraft(box, draft?.picture === id ? draft : null)),
    [picture.state, draft, id],
  );
  const box = boxes.find((one) => one.id === current);

  useLayoutEffect(() => {
    control.setPicture({ width, height }, box?.box);
    // The box is the one that is current when the picture comes; `follow` below is for those after it.
  }, [control, id, width, height]);
  useLayoutEffect(() => control.follow(box?.box), [control, box?.box]);

  useEffect(() => {
    let isGone = false;
    const cached = images.get(id, { width, height });
    cached.ready.then(
      () => !isGone && setImage(cached.image),
      () => !isGone && setFailure(true),
    );
    return () => void (isGone = true);
  }, [images, id, width, height]);

  useLayoutEffect(() => {
    if (!image || !holder.current) return;
    holder.current.append(image);
    const made = createBoxLayer(
      image,
      { width, height },
      {
        onDraw: (drawn) => commands.draw(drawn),
        onChange: (changed, to) => commands.place(changed, to),
        onSelect: (selected) => commands.select(selected ?? null),
      },
    );
    layer.current = made;
    return () => {
      layer.current = null;
      made.destroy();
      image.remove();
    };
  }, [image, commands, width, height]);

  useLayoutEffect(() => {
    const shown = boxes.map((one): LayerBox => {
      const slot = labels.indexOf(shownLabel(one, guesses[one.id]));
      return { id: one.id, box: one.box, slot: slot < 0 ? undefined : slot, isProposal: isProposed(one) };
    });
    layer.current?.show(shown, current ?? undefined);
  }, [image, boxes, labels, guesses, current]);

  useSharperImage(image, picture.detail, view.scale);

  if (failure) return <StageMessage problem={{ code: 'IMAGE_DECODE_FAILED', message: TEXTS.notShown }} />;
  return (
    <>
      <div
        ref={holder}
        className={view.scale >= 6 ? 'stage-picture is-large' : 'stage-picture'}
        data-picture={id}
        data-shown={image ? '' : undefined}
        style={{
          width: width * view.scale,
          height: height * view.scale,
          transform: `translate(${view.x}px, ${view.y}px)`,
          filter: brightness === 1 ? undefined : `brightness(${brightness})`,
        }}
      />
      <BoxMarks boxes={boxes} guesses={guesses} current={current} view={view} />
    </>
  );
}

function withDraft(
  box: LabelBox,
  draft: { readonly id: string; readonly box: LabelBox['box'] } | null,
): LabelBox {
  return draft?.id === box.id ? { ...box, box: draft.box } : box;
}
