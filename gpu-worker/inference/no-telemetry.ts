/**
 * Imported before ONNX Runtime is, and by the main thread, since threads have an environment of their own: the library
 * would write a device id and a database into the home folder, and holds the address of its maker's collector.
 */
process.env.ORT_DISABLE_TELEMETRY = '1';
