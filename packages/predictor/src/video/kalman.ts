/**
 * What is believed of one coordinate that moves at a nearly constant speed. Time is in seconds; the unit of `position` is
 * the caller's.
 */
export interface Motion {
  readonly position: number;
  /** Units a second. */
  readonly velocity: number;
  /** Variances of position and velocity, and their covariance. */
  readonly variance: number;
  readonly velocityVariance: number;
  readonly covariance: number;
}

/** What is known after one measurement: the place, and nothing of the speed but its usual size. */
export function startMotion(position: number, variance: number, velocityVariance: number): Motion {
  return { position, velocity: 0, variance, velocityVariance, covariance: 0 };
}

/**
 * The same coordinate `seconds` later, with speed changing at random.
 * @param acceleration - power of that change: units² a second³ (white noise of the acceleration; Bar-Shalom, Li and
 * Kirubarajan, "Estimation with Applications to Tracking and Navigation", 2001, section 6.2.2).
 */
export function advanceMotion(motion: Motion, seconds: number, acceleration: number): Motion {
  const { position, velocity, variance, velocityVariance, covariance } = motion;
  const t = seconds;
  return {
    position: position + velocity * t,
    velocity,
    variance: variance + 2 * t * covariance + t * t * velocityVariance + (acceleration * t ** 3) / 3,
    covariance: covariance + t * velocityVariance + (acceleration * t * t) / 2,
    velocityVariance: velocityVariance + acceleration * t,
  };
}

/** The belief after a measurement of the position with that variance. */
export function correctMotion(motion: Motion, measured: number, measurementVariance: number): Motion {
  const { position, velocity, variance, velocityVariance, covariance } = motion;
  const total = variance + measurementVariance;
  const gain = variance / total;
  const velocityGain = covariance / total;
  const kept = measurementVariance / total; // 1 - gain, without its rounding
  const surprise = measured - position;
  return {
    position: position + gain * surprise,
    velocity: velocity + velocityGain * surprise,
    variance: kept * variance,
    covariance: kept * covariance,
    velocityVariance: velocityVariance - velocityGain * covariance,
  };
}

/** The same belief in another unit, as when a video changes its size. */
export function scaleMotion(motion: Motion, factor: number): Motion {
  const square = factor * factor;
  return {
    position: motion.position * factor,
    velocity: motion.velocity * factor,
    variance: motion.variance * square,
    velocityVariance: motion.velocityVariance * square,
    covariance: motion.covariance * square,
  };
}
