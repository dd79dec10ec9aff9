/** A process of its own that pulls one model: `POSEFLEET_TEST_CATALOGUE` holds the catalogue as JSON. */
import { ensureModel } from '../pull.ts';

const catalogue = JSON.parse(process.env.POSEFLEET_TEST_CATALOGUE ?? '[]');
const { path } = await ensureModel(process.argv[2] ?? '', { catalogue });
console.log(path);
