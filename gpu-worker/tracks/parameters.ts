/**
 * What the tracker goes by. Every value is in seconds or in parts of a person's size, never in frames or pixels.
 * Why this method, and how they were tried: docs/decisions/0033-tracks.md.
 */
export const PARAMETERS = {
  /**
   * People of at least this score are plainly seen and matched first: ByteTrack's two stages (Zhang et al., ECCV
   * 2022). There the border is 0.6, for YOLOX. Here it is the default of
   * `bbox_threshold`, so that the second stage is for those who appear when a caller lowers that.
   */
  highScore: 0.3,
  /** Least similarity of a match in the first stage: ByteTrack's `match_thresh` of 0.8, which is a distance. */
  firstSimilarity: 0.2,
  /** Least similarity in the second stage: OC-SORT's `iou_threshold`, which it has for low scores too. */
  secondSimilarity: 0.3,
  /**
   * Least overlap with where a track was last seen, in OC-SORT's recovery (Cao et al., CVPR 2023). There it is 0.3;
   * here boxes are enlarged and people without any track are looked at too, so that more is asked.
   */
  recoveryOverlap: 0.4,
  /**
   * By how much boxes are enlarged on each side in the recovery, in parts of their size. It grows with the time
   * since the track was seen: someone who walks by at 1.4 m/s does 2.3 widths of 0.6 m a second.
   */
  reachPerSecond: 2.5,
  /** The largest such part: the order of the larger buffer of C-BIoU (Yang et al., WACV 2023). */
  largestReach: 0.5,
  /** Keypoints below this score do not count: so it is in TensorFlow.js's tracker for MoveNet. */
  keypointScore: 0.3,
  /** Poses with fewer keypoints in common are not compared: TensorFlow.js's tracker for MoveNet. */
  leastKeypoints: 4,
  /**
   * Smaller sigmas count as this. COCO's say how exactly people mark a point of one picture; a nose has .026, points
   * of a face .01, and between two frames even someone who stands moves by more than that.
   */
  leastSigma: 0.05,
  /**
   * A track is kept for so many seconds after it was last seen. ByteTrack, OC-SORT and TensorFlow.js keep 1 s,
   * DeepSORT 70 frames (Wojke et al., ICIP 2017), 2.3 s of 30 frames each.
   */
  keptSeconds: 2,
  /** The same for a track that was seen once only; ByteTrack drops it at the next frame. */
  keptOnceSeconds: 0.2,
  /**
   * The Kalman filter's deviation of a place, in parts of the box's width or height: ByteTrack's, with the width in
   * place of the ratio of the sides as in BoT-SORT (Aharon et al., 2022).
   */
  positionDeviation: 1 / 20,
  /** Its deviation of the speed, by such parts a frame. */
  speedDeviation: 1 / 160,
  /** Frames a second for which both were chosen. */
  frameRate: 30,
} as const;
