/** The site's time on a phone whose own clock may be wrong: measured at each answer, kept over reloads. */

export interface Measured { offset_ms: number; at: number }

export class FieldClock {
  private measured: Measured | null;

  constructor(measured: Measured | null = null, private readonly device: () => number = Date.now) { this.measured = measured; }

  /** By how much the site's time is ahead of this phone's clock; null while nobody has told it. */
  get offset(): number | null { return this.measured ? this.measured.offset_ms : null; }
  get last(): Measured | null { return this.measured; }
  deviceNow(): number { return this.device(); }
  now(): number { return this.device() + (this.offset ?? 0); }

  /** The server said `now` in an answer that was asked for at `asked` and came at `came`, both by this phone's clock. */
  tell(now: string, asked: number, came: number): Measured | null {
    const site = Date.parse(now);
    if (Number.isNaN(site) || came < asked) return null;
    this.measured = { offset_ms: Math.round(site - (asked + came) / 2), at: came };
    return this.measured;
  }
}
