/** Where a model's file comes from. */

/** A TensorFlow.js graph in an npm package, an ONNX file or a zip archive on the web, or the owner of this machine. */
export type ModelSource = TfjsSource | UrlSource | AddedSource;

/** A TensorFlow.js graph model inside an npm package, converted to ONNX by this project. */
export interface TfjsSource {
  kind: 'npm-tfjs';
  /** npm package and exact version. */
  package: string;
  version: string;
  /** Subresource integrity of the package's tarball, as npm writes it in lock files. */
  integrity: string;
  /** Size of the tarball, in bytes. */
  bytes: number;
  /** Path of `model.json` in the tarball. */
  model: string;
  /** Paths of the weight files in the tarball, in the order of the manifest. */
  weights: readonly string[];
  /** Where the model was published first. */
  origin: string;
  /** Nodes of the graph that only blow a value up to a shape that it would be broadcast to anyway. */
  redundantExpansions?: readonly string[];
}

/** An ONNX file that its makers publish, as it is or in a zip archive. */
export interface UrlSource {
  kind: 'url';
  /** Address of the file or of the archive. */
  url: string;
  /** Name of the ONNX file at the end of its path in the archive; absent when the address is the file itself. */
  member?: string;
  /** Size of what lies at the address; absent where it is not known. */
  bytes?: number;
  /** SHA-256 of the archive, where it is published. */
  sha256?: string;
  /** The page on which its makers describe it. */
  origin: string;
}

/** A file that was brought with `models add`. */
export interface AddedSource {
  kind: 'added';
  /** Where it came from, in its owner's words. */
  origin: string;
}
