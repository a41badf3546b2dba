/**
 * Why a record is dead-lettered, in one word that metrics, filters and people share.
 */
export type RejectionReason =
  | "malformed_base64"
  | "malformed_utf8"
  | "malformed_json"
  | "schema_violation"
  | "future_timestamp"
  | "too_large"
  | "operator_error";

/** A record's rejection; `error` says what was expected and what type was found, never a value of the record. */
export interface Rejection {
  readonly reason: RejectionReason;
  readonly error: string;
  /** The operator that could not take the record, for `operator_error`. */
  readonly operator?: string;
}

/** A topology that contradicts itself: thrown where it is made, so that it never reaches a stream. */
export class TopologyError extends Error {
  override readonly name = "TopologyError";
}

/** An input that the engine cannot take; its message holds sizes and types only, so it may be shown. */
export class InputError extends RangeError {
  override readonly name = "InputError";
}

/** A key too many for its page: the record is refused before the page has changed. */
export class PageFullError extends InputError {
  constructor(keysMax: number) {
    super(`its page is full with ${keysMax} keys; give it a finer 'page', or shorter windows`);
  }
}

/** What another writer keeps changing: the batch is given back and comes again. */
export class ContentionError extends Error {
  override readonly name = "ContentionError";
}

/** A page that no longer fits an item of its store. */
export class PageTooLargeError extends Error {
  override readonly name = "PageTooLargeError";
  readonly pageName: string;
  readonly bytes: number;

  constructor(pageName: string, bytes: number, bytesMax: number) {
    super(
      `Cannot store page ${pageName}: it has ${bytes} bytes of at most ${bytesMax}; give its operator a finer 'page'`,
    );
    this.pageName = pageName;
    this.bytes = bytes;
  }
}
