import type { ShownImage } from '../images/picture-images.js';
import type {
  CommandAnswer,
  CommandBatch,
  ConflictAnswer,
  CropSize,
  FacePage,
  ImageSize,
  LabelEvent,
  PictureDetail,
  PicturePage,
  Progress,
  ProjectInfo,
  Resolution,
  SettledFaceQuery,
  SettledPictureQuery,
} from '../protocol.js';

/** A folder that is being labelled. */
export interface LabelProject {
  info(): ProjectInfo;
  /** Pictures in the order of their names. */
  listPictures(query: SettledPictureQuery): PicturePage;
  listFaces(query: SettledFaceQuery): FacePage;
  progress(): Progress;
  /** A picture with everything there is to know; the detector looks at it if nobody has worked on it. Undefined: no such picture. */
  picture(id: string): Promise<PictureDetail | undefined>;
  /**
   * @param known - the tag of what the caller has.
   * @throws {MaskpredError} FILE_NOT_FOUND, ADDRESS_FORBIDDEN, IMAGE_DECODE_FAILED, IMAGE_TOO_LARGE.
   */
  image(id: string, size: ImageSize, known?: string): Promise<ShownImage | undefined>;
  /**
   * @param box - id of the box, or `whole`.
   * @throws {MaskpredError} as {@link image}, and INVALID_ARGUMENT for a box that lies outside its picture.
   */
  crop(id: string, box: string, size: CropSize, known?: string): Promise<ShownImage | undefined>;
  /** Does commands; what is answered as saved is on the disk. @throws {MaskpredError} WRITE_FAILED, DISPOSED. */
  run(batch: CommandBatch): Promise<CommandAnswer>;
  /** Settles a conflict. @throws {MaskpredError} INVALID_ARGUMENT, WRITE_FAILED, DISPOSED. */
  resolve(resolution: Resolution): Promise<ConflictAnswer>;
  /** Tells what happens from now on, until the function that is given back is called. */
  subscribe(listener: (event: LabelEvent) => void): () => void;
  /** Resolves when every annotation has been read. */
  surveyed(): Promise<void>;
  /** Writes the files now. @throws {MaskpredError} WRITE_FAILED. */
  flush(): Promise<void>;
  /** Writes the files and lets go of the folder. @throws {MaskpredError} WRITE_FAILED: the journal has it all the same. */
  close(): Promise<void>;
}
