/** A Vulkan in software, on which the WebGPU path is tried where there is no GPU: that of Debian's Chromium. */
import { existsSync } from 'node:fs';
import { skipsFixtures } from '../accuracy/fixtures/fixture-models.ts';
import { skipsShared } from '../accuracy/photographs/shared-photographs.ts';

/** `required`: what is missing is then a failure, not a reason to skip. */
const SWITCH = 'POSEFLEET_TEST_WEBGPU';
/** Vulkan's loader reads which drivers there are from this variable; one that is set stays. */
const DRIVERS = 'VK_DRIVER_FILES';
const CHROMIUM_DRIVER = '/usr/lib/chromium/vk_swiftshader_icd.json';

/** Sees to it that a Vulkan is found; answers why tests with it are passed over, unless they are required. */
export function skipsVulkan(): string | false {
  process.env[DRIVERS] ??= CHROMIUM_DRIVER;
  return unlessRequired(existsSync(process.env[DRIVERS]) ? false : `There is no ${process.env[DRIVERS]}.`);
}

/** The same for tests that need the weights and photographs beside the checkout too. */
export function skipsRealModels(): string | false {
  return skipsVulkan() || unlessRequired(skipsFixtures() || skipsShared());
}

function unlessRequired(reason: string | false): string | false {
  if (reason === false || process.env[SWITCH] === 'required') return false;
  return `${reason} (${SWITCH}=required makes this a failure.)`;
}
